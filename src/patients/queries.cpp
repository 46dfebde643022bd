#include "patients/queries.hpp"

#include <cstdlib>

namespace venera::patients {

namespace {

using postgres::Bytes;
using postgres::Statement;
using OptionalBytes = std::optional<Bytes>;
using OptionalText = std::optional<std::string>;

// A person may say of themselves what another profile says already: then the national id is marked as
// contested, and does not stand under the unique index. It is no longer, once the other profile is gone.
const Statement<void(PatientId, std::string, std::string, std::string, std::optional<Date>,
                     std::optional<Gender>, std::optional<Country>, std::optional<Language>, OptionalBytes,
                     OptionalBytes, OptionalBytes, OptionalText, OptionalText, OptionalBytes, OptionalBytes,
                     OptionalBytes, OptionalBytes, OptionalBytes, OptionalBytes, OptionalBytes, std::int32_t,
                     OptionalBytes, Instant, bool, std::vector<Bytes>, std::int32_t, std::int32_t)>
    add_patient{"patients.insert_patient", R"sql(
    insert into patients.patients (id, reference, first_name, last_name, birth_date, gender, country,
                                   language, phone_sealed, email_sealed, national_id_sealed, city,
                                   insurance_provider, address_sealed, policy_number_sealed,
                                   emergency_contact_sealed, infos_sealed, phone_index, email_index,
                                   national_id_index, index_key_version, data_key_wrapped, created_at,
                                   updated_at, national_id_contested, kek_version, key_version)
    select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
           $22, $23, $23, taken, $26, $27
      from (select exists (select from patients.patients
                            where national_id_index = any ($25 || $20::bytea) and active
                              and merged_into is null and not national_id_contested) as taken) other
     where $24 or not taken
        on conflict do nothing)sql"};

const Statement<PatientRow(PatientId, Reach)> select_patient{"patients.find_patient", R"sql(
    select id, reference, first_name, last_name, birth_date, gender, country, language, phone_sealed,
           email_sealed, national_id_sealed, city, insurance_provider, address_sealed, policy_number_sealed,
           emergency_contact_sealed, infos_sealed, phone_index, email_index, national_id_index,
           index_key_version, kek_version, key_version, data_key_wrapped, next_data_key_wrapped,
           previous_data_key_wrapped, active, merged_into, version, created_at, updated_at, erased_at
      from patients.patients
     where id = $1 and ($2::uuid[] is null or id = any ($2)))sql"};

const Statement<PatientRow(std::vector<PatientId>)> select_patients{"patients.find_patients", R"sql(
    select id, reference, first_name, last_name, birth_date, gender, country, language, phone_sealed,
           email_sealed, national_id_sealed, city, insurance_provider, address_sealed, policy_number_sealed,
           emergency_contact_sealed, infos_sealed, phone_index, email_index, national_id_index,
           index_key_version, kek_version, key_version, data_key_wrapped, next_data_key_wrapped,
           previous_data_key_wrapped, active, merged_into, version, created_at, updated_at, erased_at
      from patients.patients
     where id = any ($1))sql"};

const Statement<PatientRow(PatientId, Reach)> select_patient_for_update{"patients.lock_patient", R"sql(
    select id, reference, first_name, last_name, birth_date, gender, country, language, phone_sealed,
           email_sealed, national_id_sealed, city, insurance_provider, address_sealed, policy_number_sealed,
           emergency_contact_sealed, infos_sealed, phone_index, email_index, national_id_index,
           index_key_version, kek_version, key_version, data_key_wrapped, next_data_key_wrapped,
           previous_data_key_wrapped, active, merged_into, version, created_at, updated_at, erased_at
      from patients.patients
     where id = $1 and ($2::uuid[] is null or id = any ($2)) and erased_at is null
       for no key update)sql"};

const Statement<Holder(std::vector<Bytes>, PatientId)> select_holder{"patients.holder_of", R"sql(
    select id, reference
      from patients.patients
     where national_id_index = any ($1) and active and merged_into is null and not national_id_contested
       and id <> $2
     limit 1)sql"};

const Statement<bool(Bytes)> lock_national_id{"patients.take_national_id_turn", R"sql(
    select pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 7308332246100044)) is null
        as taken)sql"};

const Statement<std::int32_t()> select_index_version{"patients.index_version", R"sql(
    select coalesce(max(version), 1) as version
      from patients.key_rotations
     where kind = 'index' and switched_at is not null)sql"};

const Statement<PatientId(OptionalText, std::vector<Bytes>, std::vector<Bytes>, std::vector<Bytes>)>
    select_exactly{"patients.find_exactly", R"sql(
    select coalesce(merged_into, id) as id from patients.patients where reference = $1
    union
    select coalesce(merged_into, id) from patients.patients where phone_index = any ($2)
    union
    select coalesce(merged_into, id) from patients.patients where email_index = any ($3)
    union
    select coalesce(merged_into, id) from patients.patients where national_id_index = any ($4))sql"};

const Statement<void(PatientId, std::string, std::string, std::optional<Date>, std::optional<Gender>,
                     std::optional<Country>, std::optional<Language>, OptionalBytes, OptionalBytes,
                     OptionalBytes, OptionalText, OptionalText, OptionalBytes, OptionalBytes, OptionalBytes,
                     OptionalBytes, OptionalBytes, OptionalBytes, OptionalBytes, Instant, bool,
                     std::vector<Bytes>, std::int32_t)>
    change_patient{"patients.update_patient", R"sql(
    update patients.patients p
       set first_name = $2, last_name = $3, birth_date = $4, gender = $5, country = $6, language = $7,
           phone_sealed = $8, email_sealed = $9, national_id_sealed = $10, city = $11,
           insurance_provider = $12, address_sealed = $13, policy_number_sealed = $14,
           emergency_contact_sealed = $15, infos_sealed = $16, phone_index = $17, email_index = $18,
           national_id_index = $19, index_key_version = $23,
           national_id_contested =
               case when p.national_id_index = any ($22 || $19::bytea) then p.national_id_contested
                    else $21 end
               and exists (select from patients.patients o
                            where o.national_id_index = any ($22 || $19::bytea) and o.active
                              and o.merged_into is null and not o.national_id_contested and o.id <> $1),
           updated_at = $20, version = version + 1
     where id = $1)sql"};

const Statement<void(PatientId, Instant)> end_patient{"patients.deactivate_patient", R"sql(
    update patients.patients set active = false, updated_at = $2, version = version + 1 where id = $1)sql"};

const Statement<void(PatientId, Instant)> begin_again{"patients.reactivate_patient", R"sql(
    update patients.patients set active = true, updated_at = $2, version = version + 1 where id = $1)sql"};

const Statement<PatientRow(PatientId, PatientId)> select_for_merge{"patients.lock_for_merge", R"sql(
    select id, reference, first_name, last_name, birth_date, gender, country, language, phone_sealed,
           email_sealed, national_id_sealed, city, insurance_provider, address_sealed, policy_number_sealed,
           emergency_contact_sealed, infos_sealed, phone_index, email_index, national_id_index,
           index_key_version, kek_version, key_version, data_key_wrapped, next_data_key_wrapped,
           previous_data_key_wrapped, active, merged_into, version, created_at, updated_at, erased_at
      from patients.patients
     where (id in ($1, $2) or merged_into in ($1, $2)) and erased_at is null
     order by id
       for no key update)sql"};

const Statement<Sign(PatientId, PatientId, Instant)> end_for_another{"patients.merge_patient", R"sql(
    update patients.patients set active = false, merged_into = $2, updated_at = $3, version = version + 1
     where id = $1 or merged_into = $1
    returning id, version)sql"};

const Statement<PatientId(PatientId)> select_same{"patients.same_person", R"sql(
    select id from patients.patients where id = $1 or merged_into = $1 order by id)sql"};

const Statement<PatientId(Instant)> select_changed{"patients.changed_patients", R"sql(
    select id from patients.patients where updated_at >= $1 or rekeyed_at >= $1)sql"};

const Statement<CardRow(std::vector<PatientId>)> select_cards{"patients.find_cards", R"sql(
    select id, first_name, last_name, active, kek_version, key_version, data_key_wrapped,
           next_data_key_wrapped, previous_data_key_wrapped
      from patients.patients
     where id = any ($1))sql"};

const Statement<void(Uuid, PatientId, std::string, std::int32_t, std::string, Instant)> add_event{
    "patients.insert_event", R"sql(
    insert into patients.outbox (id, aggregate_id, type, version, payload, traceparent, created_at, due_at)
    values ($1, $2::uuid, $3, $4::int4,
            jsonb_build_object('patient_id', $2::uuid, 'version', $4::int4), $5, $6, $6))sql"};

const Statement<void(Instant, std::optional<UserId>, std::string, PatientId, std::string, std::string, Uuid,
                     std::string, OptionalText, std::string, Outcome, OptionalText)>
    add_access{"patients.insert_access", R"sql(
    insert into patients.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                     resource_id, purpose, purpose_reason, request_id, outcome, address)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql"};

const Statement<void(Instant, std::optional<UserId>, std::string, std::vector<PatientId>, std::string,
                     std::string, OptionalText, std::string, OptionalText)>
    add_accesses{"patients.insert_accesses", R"sql(
    insert into patients.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                     resource_id, purpose, purpose_reason, request_id, outcome, address)
    select $1, $2, $3, id, $5, 'patient', id, $6, $7, $8, 'allowed', $9 from unnest($4::uuid[]) id)sql"};

const Statement<KeptRequest(std::string, std::string)> select_request{"patients.find_request", R"sql(
    select coalesce(resource_id) as resource_id, fingerprint
      from patients.idempotency
     where caller = $1 and key = $2)sql"};

const Statement<void(std::string, std::string, PatientId, Bytes, Instant)> add_request{
    "patients.keep_request", R"sql(
    insert into patients.idempotency (caller, key, resource_id, fingerprint, status, created_at)
    values ($1, $2, $3, $4, 201, $5)
        on conflict do nothing)sql"};

const Statement<void(Instant)> delete_requests{"patients.forget_requests", R"sql(
    delete from patients.idempotency where created_at < $1)sql"};

std::string key_owner(UserId caller) { return "user:" + caller.text(); }

std::string actor_role(const Caller& caller) {
    switch (caller.kind) {
        case Caller::Kind::nobody:
            return "nobody";
        case Caller::Kind::job:
            return "system";
        case Caller::Kind::user:
            return std::string(http::name_of(caller.role));
    }
    std::abort();
}

}  // namespace

bool insert_patient(postgres::Executor& db, const PatientRow& patient, TakenId taken) {
    return db.run(add_patient, patient.id, patient.reference, patient.first_name, patient.last_name,
                  patient.birth_date, patient.gender, patient.country, patient.language, patient.phone_sealed,
                  patient.email_sealed, patient.national_id_sealed, patient.city, patient.insurance_provider,
                  patient.address_sealed, patient.policy_number_sealed, patient.emergency_contact_sealed,
                  patient.infos_sealed, patient.phone_index, patient.email_index, patient.national_id_index,
                  patient.index_key_version, patient.data_key_wrapped, patient.created_at,
                  taken == TakenId::contested, patient.national_id_values, patient.kek_version,
                  patient.key_version) == 1;
}

std::optional<PatientRow> find_patient(postgres::Executor& db, PatientId id, const Reach& reach) {
    return db.maybe(select_patient, id, reach);
}

std::vector<PatientRow> find_patients(postgres::Executor& db, const std::vector<PatientId>& ids) {
    return db.all(select_patients, ids);
}

std::optional<PatientRow> lock_patient(postgres::Executor& db, PatientId id, const Reach& reach) {
    return db.maybe(select_patient_for_update, id, reach);
}

std::optional<Holder> holder_of(postgres::Executor& db, const std::vector<Bytes>& national_id,
                                PatientId but) {
    return db.maybe(select_holder, national_id, but);
}

void take_national_id_turn(postgres::Executor& db, const PatientRow& patient) {
    // The oldest version is the one that everybody has.
    if (patient.national_id_values.size() > 1) db.run(lock_national_id, patient.national_id_values.front());
}

std::int32_t index_version(postgres::Executor& db) { return db.one(select_index_version); }

std::vector<PatientId> find_exactly(postgres::Executor& db, const ExactValues& values) {
    return db.all(select_exactly, values.reference, values.phones, values.emails, values.national_ids);
}

void update_patient(postgres::Executor& db, const PatientRow& patient, TakenId taken) {
    db.run(change_patient, patient.id, patient.first_name, patient.last_name, patient.birth_date,
           patient.gender, patient.country, patient.language, patient.phone_sealed, patient.email_sealed,
           patient.national_id_sealed, patient.city, patient.insurance_provider, patient.address_sealed,
           patient.policy_number_sealed, patient.emergency_contact_sealed, patient.infos_sealed,
           patient.phone_index, patient.email_index, patient.national_id_index, patient.updated_at,
           taken == TakenId::contested, patient.national_id_values, patient.index_key_version);
}

void deactivate_patient(postgres::Executor& db, const PatientRow& patient) {
    db.run(end_patient, patient.id, patient.updated_at);
}

void reactivate_patient(postgres::Executor& db, const PatientRow& patient) {
    db.run(begin_again, patient.id, patient.updated_at);
}

std::vector<PatientRow> lock_for_merge(postgres::Executor& db, PatientId goes, PatientId stays) {
    return db.all(select_for_merge, goes, stays);
}

std::vector<Sign> merge_patient(postgres::Executor& db, const PatientRow& patient, PatientId into) {
    return db.all(end_for_another, patient.id, into, patient.updated_at);
}

std::vector<PatientId> same_person(postgres::Executor& db, PatientId patient) {
    return db.all(select_same, patient);
}

std::vector<PatientId> changed_patients(postgres::Executor& db, Instant since) {
    return db.all(select_changed, since);
}

std::vector<CardRow> find_cards(postgres::Executor& db, const std::vector<PatientId>& ids) {
    return db.all(select_cards, ids);
}

void insert_event(postgres::Executor& db, PatientId patient, std::string_view type, std::int64_t version,
                  std::string_view traceparent, Instant now) {
    db.run(add_event, make_uuid(now), patient, std::string(type), static_cast<std::int32_t>(version),
           std::string(traceparent), now);
}

void insert_access(Context& context, postgres::Executor& db, PatientId patient, std::string_view action,
                   Outcome outcome) {
    insert_access(context, db, {patient, action, "patient", patient.value}, outcome);
}

void insert_access(Context& context, postgres::Executor& db, const Access& access, Outcome outcome) {
    const Caller& caller = context.caller();
    const auto actor = caller.signed_in() ? std::optional{caller.user_id} : std::nullopt;
    const auto address = caller.address.empty() ? std::nullopt : std::optional{caller.address};
    db.run(add_access, context.now(), actor, actor_role(caller), access.patient, std::string(access.action),
           std::string(access.resource), access.resource_id, context.purpose, context.purpose_reason,
           context.request_id(), outcome, address);
}

void insert_accesses(Context& context, postgres::Executor& db, const std::vector<PatientId>& patients,
                     std::string_view action) {
    if (patients.empty()) return;
    const Caller& caller = context.caller();
    const auto actor = caller.signed_in() ? std::optional{caller.user_id} : std::nullopt;
    const auto address = caller.address.empty() ? std::nullopt : std::optional{caller.address};
    db.run(add_accesses, context.now(), actor, actor_role(caller), patients, std::string(action),
           context.purpose, context.purpose_reason, context.request_id(), address);
}

std::optional<KeptRequest> find_request(postgres::Executor& db, UserId caller, const std::string& key) {
    return db.maybe(select_request, key_owner(caller), key);
}

bool keep_request(postgres::Executor& db, UserId caller, const std::string& key, const KeptRequest& request,
                  Instant now) {
    return db.run(add_request, key_owner(caller), key, request.resource_id, request.fingerprint, now) == 1;
}

void forget_requests(postgres::Executor& db, Instant before) { db.run(delete_requests, before); }

}  // namespace venera::patients
