#include "patients/rotation_queries.hpp"

#include "platform/postgres/codec_document.hpp"

namespace venera::patients {

// Rows as JSON, with bytes as PostgreSQL reads them from text.
struct KeysDocument {
    PatientId id;
    std::int32_t kek_version = 1;
    std::optional<std::string> data_key_wrapped;
    std::optional<std::string> next_data_key_wrapped;
    std::optional<std::string> previous_data_key_wrapped;
};
BOOST_DESCRIBE_STRUCT(KeysDocument, (),
                      (id, kek_version, data_key_wrapped, next_data_key_wrapped, previous_data_key_wrapped))

struct ColumnsDocument {
    PatientId id;
    std::optional<std::string> phone_sealed;
    std::optional<std::string> email_sealed;
    std::optional<std::string> national_id_sealed;
    std::optional<std::string> address_sealed;
    std::optional<std::string> policy_number_sealed;
    std::optional<std::string> emergency_contact_sealed;
    std::optional<std::string> infos_sealed;
};
BOOST_DESCRIBE_STRUCT(ColumnsDocument, (),
                      (id, phone_sealed, email_sealed, national_id_sealed, address_sealed,
                       policy_number_sealed, emergency_contact_sealed, infos_sealed))

struct IndexesDocument {
    PatientId id;
    std::int32_t index_key_version = 0;
    std::optional<std::string> phone_index;
    std::optional<std::string> email_index;
    std::optional<std::string> national_id_index;
};
BOOST_DESCRIBE_STRUCT(IndexesDocument, (),
                      (id, index_key_version, phone_index, email_index, national_id_index))

namespace {

using postgres::Document;
using postgres::Statement;

// An expression, because the column may be NULL and this may not.
const Statement<RotationRow(RotationKind)> select_rotation{"patients.find_rotation", R"sql(
    select id, version from patients.key_rotations where kind = $1 and finished_at is null)sql"};

const Statement<RotationRow(RotationKind, std::optional<std::int32_t>, Instant)> add_rotation{
    "patients.begin_rotation", R"sql(
    insert into patients.key_rotations (kind, version, started_at) values ($1, $2, $3)
    returning id, version)sql"};

const Statement<void(std::int64_t, Instant)> end_rotation{"patients.finish_rotation", R"sql(
    update patients.key_rotations set finished_at = $2 where id = $1)sql"};

const Statement<bool()> try_lock{"patients.take_rotation_lock", R"sql(
    select pg_try_advisory_lock(7308332246100045) as taken)sql"};

const Statement<KeysRow(PatientId, std::int32_t, std::int32_t)> select_before_version{
    "patients.keys_before_version", R"sql(
    select id, kek_version, key_version, data_key_wrapped, next_data_key_wrapped, previous_data_key_wrapped
      from patients.patients
     where id > $1 and kek_version < $2
     order by id
     limit $3::int4)sql"};

const Statement<void(Document<std::vector<KeysDocument>>)> update_wrapping{"patients.rewrap_keys", R"sql(
    update patients.patients p
       set kek_version = n.kek_version, data_key_wrapped = n.data_key_wrapped,
           next_data_key_wrapped = n.next_data_key_wrapped,
           previous_data_key_wrapped = n.previous_data_key_wrapped
      from jsonb_to_recordset($1) as n
           (id uuid, kek_version integer, data_key_wrapped bytea, next_data_key_wrapped bytea,
            previous_data_key_wrapped bytea)
     where p.id = n.id and (p.data_key_wrapped is null) = (n.data_key_wrapped is null))sql"};

const Statement<std::int64_t(std::int32_t)> count_old{"patients.count_before_version", R"sql(
    select count(*) as patients from patients.patients where kek_version < $1)sql"};

const Statement<KeysRow(PatientId, std::int64_t, std::int32_t)> select_before_rotation{
    "patients.keys_before_rotation", R"sql(
    select id, kek_version, key_version, data_key_wrapped, next_data_key_wrapped, previous_data_key_wrapped
      from patients.patients
     where id > $1 and data_key_rotation < $2 and data_key_wrapped is not null
     order by id
     limit $3::int4)sql"};

const Statement<void(Document<std::vector<KeysDocument>>, std::int64_t, Instant)> add_next_keys{
    "patients.add_next_keys", R"sql(
    update patients.patients p
       set next_data_key_wrapped = n.next_data_key_wrapped, data_key_rotation = $2, rekeyed_at = $3
      from jsonb_to_recordset($1) as n (id uuid, kek_version integer, next_data_key_wrapped bytea)
     where p.id = n.id and p.data_key_rotation < $2 and p.data_key_wrapped is not null
       and p.kek_version = n.kek_version)sql"};

const Statement<PatientId(PatientId, std::int32_t, Instant)> switch_batch{"patients.switch_keys", R"sql(
    update patients.patients p
       set previous_data_key_wrapped = data_key_wrapped, data_key_wrapped = next_data_key_wrapped,
           next_data_key_wrapped = null, key_version = key_version + 1, rekeyed_at = $3
     where id in (select id from patients.patients
                   where id > $1 and next_data_key_wrapped is not null
                   order by id
                   limit $2::int4
                     for no key update)
    returning id)sql"};

const Statement<KeysRow(PatientId, std::int32_t)> select_with_previous{"patients.keys_with_previous", R"sql(
    select id, kek_version, key_version, data_key_wrapped, next_data_key_wrapped, previous_data_key_wrapped
      from patients.patients
     where id > $1 and previous_data_key_wrapped is not null
     order by id
     limit $2::int4)sql"};

const Statement<void(std::vector<PatientId>, Instant)> drop_previous{"patients.drop_previous_keys", R"sql(
    update patients.patients set previous_data_key_wrapped = null, rekeyed_at = $2
     where id = any ($1) and previous_data_key_wrapped is not null)sql"};

const Statement<SealedColumns(std::vector<PatientId>)> lock_sealed{"patients.lock_sealed_columns", R"sql(
    select id, kek_version, key_version, data_key_wrapped, next_data_key_wrapped, previous_data_key_wrapped,
           phone_sealed, email_sealed, national_id_sealed, address_sealed, policy_number_sealed,
           emergency_contact_sealed, infos_sealed
      from patients.patients
     where id = any ($1)
     order by id
       for no key update)sql"};

const Statement<void(Document<std::vector<ColumnsDocument>>)> write_sealed{"patients.write_sealed_columns",
                                                                           R"sql(
    update patients.patients p
       set phone_sealed = n.phone_sealed, email_sealed = n.email_sealed,
           national_id_sealed = n.national_id_sealed, address_sealed = n.address_sealed,
           policy_number_sealed = n.policy_number_sealed,
           emergency_contact_sealed = n.emergency_contact_sealed, infos_sealed = n.infos_sealed
      from jsonb_to_recordset($1) as n
           (id uuid, phone_sealed bytea, email_sealed bytea, national_id_sealed bytea, address_sealed bytea,
            policy_number_sealed bytea, emergency_contact_sealed bytea, infos_sealed bytea)
     where p.id = n.id)sql"};

const Statement<void(std::int64_t, Instant)> set_switched{"patients.switch_index", R"sql(
    update patients.key_rotations set switched_at = coalesce(switched_at, $2) where id = $1)sql"};

const Statement<PatientRow(PatientId, std::int32_t, std::int32_t)> lock_unindexed{
    "patients.lock_before_index", R"sql(
    select id, reference, first_name, last_name, birth_date, gender, country, language, phone_sealed,
           email_sealed, national_id_sealed, city, insurance_provider, address_sealed, policy_number_sealed,
           emergency_contact_sealed, infos_sealed, phone_index, email_index, national_id_index,
           index_key_version, kek_version, key_version, data_key_wrapped, next_data_key_wrapped,
           previous_data_key_wrapped, active, merged_into, version, created_at, updated_at, erased_at
      from patients.patients
     where id > $1 and index_key_version < $2 and erased_at is null
     order by id
     limit $3::int4
       for no key update)sql"};

const Statement<void(Document<std::vector<IndexesDocument>>)> update_indexes{"patients.write_indexes", R"sql(
    update patients.patients p
       set phone_index = n.phone_index, email_index = n.email_index,
           national_id_index = n.national_id_index, index_key_version = n.index_key_version,
           national_id_contested = p.national_id_contested or (
               p.index_key_version = 0
               and (n.place > 1
                    or exists (select from patients.patients o
                                where o.national_id_index = n.national_id_index and o.active
                                  and o.merged_into is null and not o.national_id_contested
                                  and o.id <> p.id)))
      from (select *, row_number() over (partition by national_id_index order by id) as place
              from jsonb_to_recordset($1) as r
                   (id uuid, index_key_version integer, phone_index bytea, email_index bytea,
                    national_id_index bytea)) n
     where p.id = n.id)sql"};

const Statement<std::int64_t(std::int32_t)> count_unindexed{"patients.count_before_index", R"sql(
    select count(*) as patients
      from patients.patients
     where index_key_version < $1 and erased_at is null)sql"};

std::optional<std::string> as_text(const std::optional<postgres::Bytes>& bytes) {
    return bytes ? std::optional{"\\x" + crypto::hex(*bytes)} : std::nullopt;
}

Document<std::vector<KeysDocument>> document_of(const std::vector<KeysRow>& rows) {
    Document<std::vector<KeysDocument>> document;
    for (const KeysRow& row : rows)
        document.value.push_back({row.id, row.kek_version, as_text(row.data_key_wrapped),
                                  as_text(row.next_data_key_wrapped),
                                  as_text(row.previous_data_key_wrapped)});
    return document;
}

}  // namespace

std::optional<RotationRow> find_rotation(postgres::Executor& db, RotationKind kind) {
    return db.maybe(select_rotation, kind);
}

RotationRow begin_rotation(postgres::Executor& db, RotationKind kind, std::optional<std::int32_t> version,
                           Instant now) {
    return db.one(add_rotation, kind, version, now);
}

void finish_rotation(postgres::Executor& db, std::int64_t id, Instant now) { db.run(end_rotation, id, now); }

bool take_rotation_lock(postgres::Executor& db) { return db.one(try_lock); }

std::vector<KeysRow> keys_before_version(postgres::Executor& db, PatientId after, std::int32_t kek_version,
                                         std::int32_t limit) {
    return db.all(select_before_version, after, kek_version, limit);
}

std::int64_t write_rewrapped(postgres::Executor& db, const std::vector<KeysRow>& rows) {
    return db.run(update_wrapping, document_of(rows));
}

std::int64_t count_before_version(postgres::Executor& db, std::int32_t kek_version) {
    return db.one(count_old, kek_version);
}

std::vector<KeysRow> keys_before_rotation(postgres::Executor& db, PatientId after, std::int64_t rotation,
                                          std::int32_t limit) {
    return db.all(select_before_rotation, after, rotation, limit);
}

std::int64_t write_next_keys(postgres::Executor& db, const std::vector<KeysRow>& rows, std::int64_t rotation,
                             Instant now) {
    return db.run(add_next_keys, document_of(rows), rotation, now);
}

std::vector<PatientId> switch_keys(postgres::Executor& db, PatientId after, std::int32_t limit, Instant now) {
    return db.all(switch_batch, after, limit, now);
}

std::vector<KeysRow> keys_with_previous(postgres::Executor& db, PatientId after, std::int32_t limit) {
    return db.all(select_with_previous, after, limit);
}

std::int64_t drop_previous_keys(postgres::Executor& db, const std::vector<PatientId>& patients, Instant now) {
    return db.run(drop_previous, patients, now);
}

void switch_index(postgres::Executor& db, std::int64_t rotation, Instant now) {
    db.run(set_switched, rotation, now);
}

std::vector<PatientRow> lock_before_index(postgres::Executor& db, PatientId after, std::int32_t version,
                                          std::int32_t limit) {
    return db.all(lock_unindexed, after, version, limit);
}

void write_indexes(postgres::Executor& db, const std::vector<PatientRow>& rows) {
    if (rows.empty()) return;
    Document<std::vector<IndexesDocument>> document;
    for (const PatientRow& row : rows)
        document.value.push_back({row.id, row.index_key_version, as_text(row.phone_index),
                                  as_text(row.email_index), as_text(row.national_id_index)});
    db.run(update_indexes, document);
}

std::int64_t count_before_index(postgres::Executor& db, std::int32_t version) {
    return db.one(count_unindexed, version);
}

std::vector<SealedColumns> lock_sealed_columns(postgres::Executor& db, const std::vector<PatientId>& ids) {
    return db.all(lock_sealed, ids);
}

void write_sealed_columns(postgres::Executor& db, const std::vector<SealedColumns>& rows) {
    Document<std::vector<ColumnsDocument>> document;
    for (const SealedColumns& row : rows)
        document.value.push_back({row.id, as_text(row.phone_sealed), as_text(row.email_sealed),
                                  as_text(row.national_id_sealed), as_text(row.address_sealed),
                                  as_text(row.policy_number_sealed), as_text(row.emergency_contact_sealed),
                                  as_text(row.infos_sealed)});
    db.run(write_sealed, document);
}

}  // namespace venera::patients
