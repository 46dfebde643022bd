#include "patients/relative_queries.hpp"

#include "patients/queries.hpp"

namespace venera::patients {

namespace {

using postgres::Bytes;
using postgres::Statement;
using OptionalText = std::optional<std::string>;

const Statement<RelativeListed(PatientId, Date)> select_relatives{"patients.list_relatives", R"sql(
    select r.id, r.acting_id, r.patient_id, r.relationship, r.basis, r.requested_by, r.requested_at,
           r.consented_by, r.consented_at, r.version, o.first_name, o.last_name, o.birth_date
      from patients.relatives r
      join patients.patients p on p.id = r.patient_id
      join patients.patients o on o.id in (r.acting_id, r.patient_id) and o.id <> $1
     where (r.acting_id = $1 or r.patient_id = $1) and r.ended_at is null
       and (r.basis = 'own_consent' or p.birth_date > $2::date)
     order by r.requested_at, r.id)sql"};

const Statement<RelativeListed(RelativeId, PatientId, Date)> select_relative{"patients.find_relative",
                                                                             R"sql(
    select r.id, r.acting_id, r.patient_id, r.relationship, r.basis, r.requested_by, r.requested_at,
           r.consented_by, r.consented_at, r.version, o.first_name, o.last_name, o.birth_date
      from patients.relatives r
      join patients.patients p on p.id = r.patient_id
      join patients.patients o on o.id in (r.acting_id, r.patient_id) and o.id <> $2
     where r.id = $1 and (r.acting_id = $2 or r.patient_id = $2) and r.ended_at is null
       and (r.basis = 'own_consent' or p.birth_date > $3::date))sql"};

// With the profiles that were merged into theirs. An expression, because a plain column of a join may be NULL
// and these may not.
const Statement<PatientId(PatientId, Date)> select_acted_for{"patients.list_acted_for", R"sql(
    select distinct coalesce(same.id) as id
      from patients.relatives r
      join patients.patients p on p.id = r.patient_id
      join patients.patients same on same.id = p.id or same.merged_into = p.id
     where r.acting_id = $1 and r.ended_at is null and r.consented_at is not null
       and (r.basis = 'own_consent' or p.birth_date > $2::date)
     order by 1)sql"};

const Statement<bool(PatientId, PatientId, Date)> select_may_act{"patients.may_act", R"sql(
    select exists (
        select from patients.relatives r
          join patients.patients p on p.id = r.patient_id
         where r.acting_id = $1 and r.patient_id = $2 and r.ended_at is null and r.consented_at is not null
           and (r.basis = 'own_consent' or p.birth_date > $3::date)) as may_act)sql"};

const Statement<std::int64_t(PatientId, Date)> select_count_acting{"patients.count_acting", R"sql(
    select count(*) as consents
      from patients.relatives r
      join patients.patients p on p.id = r.patient_id
     where r.acting_id = $1 and r.ended_at is null
       and (r.basis = 'own_consent' or p.birth_date > $2::date))sql"};

const Statement<std::int64_t(PatientId, Date)> select_count_of_patient{"patients.count_relatives", R"sql(
    select count(*) as consents
      from patients.relatives r
      join patients.patients p on p.id = r.patient_id
     where r.patient_id = $1 and r.ended_at is null
       and (r.basis = 'own_consent' or p.birth_date > $2::date))sql"};

const Statement<PatientId(std::string)> select_by_reference{"patients.find_by_reference", R"sql(
    select id from patients.patients where reference = $1 and active)sql"};

const Statement<void(RelativeId, PatientId, PatientId, Relationship, Basis, UserId, Instant,
                     std::optional<UserId>, std::optional<Instant>)>
    add_relative{"patients.insert_relative", R"sql(
    insert into patients.relatives (id, acting_id, patient_id, relationship, basis, requested_by,
                                    requested_at, consented_by, consented_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql"};

const Statement<RelativeRow(RelativeId, PatientId, UserId, Instant)> update_accepted{
    "patients.accept_relative", R"sql(
    update patients.relatives
       set consented_by = $3, consented_at = $4, version = version + 1
     where id = $1 and patient_id = $2 and basis = 'own_consent' and consented_at is null
       and ended_at is null
    returning id, acting_id, patient_id, relationship, basis, requested_by, requested_at, consented_by,
              consented_at, version)sql"};

const Statement<RelativeRow(RelativeId, PatientId, UserId, Instant)> update_ended{"patients.end_relative",
                                                                                  R"sql(
    update patients.relatives
       set ended_by = $3, ended_at = $4, version = version + 1
     where id = $1 and (acting_id = $2 or patient_id = $2) and ended_at is null
    returning id, acting_id, patient_id, relationship, basis, requested_by, requested_at, consented_by,
              consented_at, version)sql"};

const Statement<RelativeRow(std::vector<PatientId>)> select_to_move{"patients.lock_relatives", R"sql(
    select id, acting_id, patient_id, relationship, basis, requested_by, requested_at, consented_by,
           consented_at, version
      from patients.relatives
     where (acting_id = any ($1) or patient_id = any ($1)) and ended_at is null
     order by id
       for no key update)sql"};

const Statement<RelativeRow(RelativeId, PatientId, PatientId)> update_moved{"patients.move_relative", R"sql(
    update patients.relatives
       set acting_id = $2, patient_id = $3, version = version + 1
     where id = $1
    returning id, acting_id, patient_id, relationship, basis, requested_by, requested_at, consented_by,
              consented_at, version)sql"};

const Statement<void(Uuid, RelativeId, std::string, std::int32_t, PatientId, PatientId, std::string, Instant)>
    add_event{"patients.insert_relative_event", R"sql(
    insert into patients.outbox (id, aggregate_id, type, version, payload, traceparent, created_at, due_at)
    values ($1, $2::uuid, $3, $4::int4,
            jsonb_build_object('relative_id', $2::uuid, 'acting_patient_id', $5::uuid,
                               'patient_id', $6::uuid, 'version', $4::int4), $7, $8, $8))sql"};

const Statement<PatientId(std::string, std::string)> select_changed_actors{"patients.changed_actors", R"sql(
    select distinct (payload->>'acting_patient_id')::uuid as id
      from patients.outbox
     where outbox.xid >= $1::text::xid8 and outbox.xid < $2::text::xid8 and type like 'relative.%')sql"};

const Statement<void(std::vector<PatientId>, std::vector<RelativeId>, Instant, UserId, std::string,
                     std::string, OptionalText, std::string, OptionalText)>
    add_reads{"patients.log_relatives", R"sql(
    insert into patients.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                     resource_id, purpose, purpose_reason, request_id, outcome, address)
    select $3::timestamptz, $4::uuid, $5::text, u.patient_id, 'list', 'relative', u.relative_id, $6::text,
           $7::text, $8::text, 'allowed', $9::text
      from unnest($1::uuid[], $2::uuid[]) as u (patient_id, relative_id))sql"};

const Statement<void(RelativeId, std::string, Instant, UserId, std::string, std::string, OptionalText,
                     std::string, OptionalText)>
    add_denied{"patients.log_denied_relative", R"sql(
    insert into patients.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                     resource_id, purpose, purpose_reason, request_id, outcome, address)
    values ($3, $4, $5, (select patient_id from patients.relatives where id = $1::uuid), $2, 'relative',
            $1::uuid, $6, $7, $8, 'denied', $9))sql"};

const Statement<KeptRelative(std::string, std::string)> select_kept{"patients.find_kept_relative", R"sql(
    select resource_id, fingerprint from patients.idempotency where caller = $1 and key = $2)sql"};

const Statement<void(std::string, std::string, Bytes, RelativeId, Instant)> add_kept{"patients.keep_relative",
                                                                                     R"sql(
    insert into patients.idempotency (caller, key, fingerprint, resource_id, status, created_at)
    values ($1, $2, $3, $4, 201, $5))sql"};

OptionalText address_of(const Caller& caller) {
    return caller.address.empty() ? std::nullopt : std::optional{caller.address};
}

}  // namespace

std::vector<RelativeListed> list_relatives(postgres::Executor& db, PatientId party, Date born_after) {
    return db.all(select_relatives, party, born_after);
}

std::optional<RelativeListed> find_relative(postgres::Executor& db, RelativeId id, PatientId party,
                                            Date born_after) {
    return db.maybe(select_relative, id, party, born_after);
}

bool may_act(postgres::Executor& db, PatientId acting, PatientId patient, Date born_after) {
    return db.one(select_may_act, acting, patient, born_after);
}

std::vector<PatientId> list_acted_for(postgres::Executor& db, PatientId acting, Date born_after) {
    return db.all(select_acted_for, acting, born_after);
}

std::int64_t count_acting(postgres::Executor& db, PatientId acting, Date born_after) {
    return db.one(select_count_acting, acting, born_after);
}

std::int64_t count_of_patient(postgres::Executor& db, PatientId patient, Date born_after) {
    return db.one(select_count_of_patient, patient, born_after);
}

std::optional<PatientId> find_by_reference(postgres::Executor& db, std::string_view reference) {
    return db.maybe(select_by_reference, std::string(reference));
}

void insert_relative(postgres::Executor& db, const RelativeRow& row) {
    db.run(add_relative, row.id, row.acting_id, row.patient_id, row.relationship, row.basis, row.requested_by,
           row.requested_at, row.consented_by, row.consented_at);
}

std::optional<RelativeRow> accept_relative(postgres::Executor& db, RelativeId id, PatientId patient,
                                           UserId by, Instant now) {
    return db.maybe(update_accepted, id, patient, by, now);
}

std::optional<RelativeRow> end_relative(postgres::Executor& db, RelativeId id, PatientId party, UserId by,
                                        Instant now) {
    return db.maybe(update_ended, id, party, by, now);
}

std::vector<RelativeRow> lock_relatives(postgres::Executor& db, const std::vector<PatientId>& parties) {
    return db.all(select_to_move, parties);
}

RelativeRow move_relative(postgres::Executor& db, const RelativeRow& row) {
    return db.one(update_moved, row.id, row.acting_id, row.patient_id);
}

std::vector<PatientId> changed_actors(postgres::Executor& db, const postgres::XidSpan& transactions) {
    return db.all(select_changed_actors, std::to_string(transactions.from),
                  std::to_string(transactions.before));
}

void log_relative_change(Context& context, postgres::Executor& db, const RelativeRow& row,
                         std::string_view action, std::string_view event_type) {
    db.run(add_event, make_uuid(context.now()), row.id, std::string(event_type),
           static_cast<std::int32_t>(row.version), row.acting_id, row.patient_id,
           context.trace().traceparent(), context.now());
    for (const PatientId party : {row.patient_id, row.acting_id})
        insert_access(context, db, {party, action, "relative", row.id.value}, Outcome::allowed);
}

void insert_relative_reads(Context& context, postgres::Executor& db, const std::vector<PatientId>& patients,
                           const std::vector<RelativeId>& shown) {
    if (patients.empty()) return;
    const Caller& caller = context.caller();
    db.run(add_reads, patients, shown, context.now(), caller.user_id, std::string(http::name_of(caller.role)),
           context.purpose, context.purpose_reason, context.request_id(), address_of(caller));
}

void insert_relative_denied(Context& context, postgres::Executor& db, RelativeId id,
                            std::string_view action) {
    const Caller& caller = context.caller();
    db.run(add_denied, id, std::string(action), context.now(), caller.user_id,
           std::string(http::name_of(caller.role)), context.purpose, context.purpose_reason,
           context.request_id(), address_of(caller));
}

std::optional<KeptRelative> find_kept_relative(postgres::Executor& db, UserId caller,
                                               const std::string& key) {
    return db.maybe(select_kept, caller.text(), key);
}

void keep_relative(postgres::Executor& db, UserId caller, const http::IdempotencyKey& key, RelativeId id,
                   Instant now) {
    if (!key.key) return;
    db.run(add_kept, caller.text(), *key.key, Bytes(key.fingerprint.begin(), key.fingerprint.end()), id, now);
}

}  // namespace venera::patients
