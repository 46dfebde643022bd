#include "scheduling/booking_queries.hpp"

#include <algorithm>

#include "platform/postgres/codec_document.hpp"
#include "scheduling/turns.hpp"

namespace venera::scheduling {

namespace {

using postgres::Bytes;
using postgres::Document;
using postgres::Statement;
using MaybeBytes = std::optional<Bytes>;
using MaybeInstant = std::optional<Instant>;
using MaybePatient = std::optional<PatientId>;
using MaybeText = std::optional<std::string>;
using MaybeUser = std::optional<UserId>;

// Eight parameters of every write, the last of most, are the trail: when, who, in which role, for what
// purpose and why, in which request, from where, and the trace that the event continues.

const Statement<bool(AppointmentId, std::string, DoctorId, MaybePatient, Status, Instant, Instant, Period,
                     std::string, Date, std::string, Code, std::string, ClinicId, Document<ClinicCard>,
                     MaybeText, Mode, Code, std::int64_t, Currency, PaymentStatus, Instant, MaybeInstant,
                     MaybeBytes, MaybeBytes, MaybeBytes, MaybeBytes, MaybeBytes, std::vector<std::string>,
                     std::int64_t, std::string, MaybeText, MaybeText, MaybeBytes, Instant, MaybeUser,
                     std::string, std::string, MaybeText, std::string, MaybeText, std::string)>
    insert_one{"scheduling.insert_appointment", R"sql(
    with booked as (
        insert into scheduling.appointments as a (id, reference, doctor_id, patient_id, status, starts_at,
               ends_at, occupied, timezone, local_date, doctor_name, specialty_code, specialty_name,
               clinic_id, clinic, patient_name, mode, visit_type, price_cents, currency, payment_status,
               cancellable_until, hold_until, holder_hash, address_hash, browser_hash, reason_sealed,
               override_reason_sealed, overrides, created_by, created_at, updated_at)
        select $1::uuid, $2::text, $3::uuid, $4::uuid, $5::text, $6::timestamptz, $7::timestamptz,
               $8::tstzrange, $9::text, $10::date, $11::text, $12::text, $13::text, $14::uuid, $15::jsonb,
               $16::text, $17::text, $18::text, $19::int8, $20::text, $21::text, $22::timestamptz,
               $23::timestamptz, $24::bytea, $25::bytea, $26::bytea, $27::bytea, $28::bytea, $29::text[],
               $36::uuid, $35::timestamptz, $35::timestamptz
          from scheduling.schedules s
         where s.doctor_id = $3::uuid and s.version = $30::int8
        on conflict do nothing
        returning a.id, a.version, a.patient_id, a.clinic->>'country' as country,
                  scheduling.event_of(a) as payload
    ), kept as (
        insert into scheduling.idempotency (caller, key, fingerprint, resource_id, status, created_at)
        select $32::text, $33::text, $34::bytea, c.id, 201,
               $35::timestamptz from booked c where $33::text is not null
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, traceparent,
                                       created_at, due_at)
        select gen_random_uuid(), c.id, c.version, 'appointment.' || $5::text, c.country, c.payload,
               $42::text, $35::timestamptz, $35::timestamptz
          from booked c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $35::timestamptz, $36::uuid, $37::text, c.patient_id, $31::text, 'appointment', c.id,
               $38::text, $39::text, $40::text, 'allowed', $41::text
          from booked c where c.patient_id is not null
    )
    select true as inserted from booked)sql"};

const Statement<SituationRow(DoctorId, MaybePatient, MaybeUser, Period, Period)> select_situation{
    "scheduling.read_situation", R"sql(
    select s.version as calendar_version, a.id, a.status, a.starts_at, a.ends_at, a.occupied, a.hold_until,
           a.of_doctor, a.of_patient, a.own_hold
      from (select (select version from scheduling.schedules where doctor_id = $1::uuid) as version) s
      left join (
           select id, status, starts_at, ends_at, occupied, hold_until, true as of_doctor,
                  coalesce(patient_id = $2::uuid, false) as of_patient,
                  status = 'held' and (coalesce(patient_id = $2::uuid, false)
                                       or coalesce(created_by = $3::uuid, false)) as own_hold
             from scheduling.appointments
            where status in ('held', 'pending', 'booked', 'arrived')
              and doctor_id = $1::uuid and occupied && $4::tstzrange
            union all
           -- Elsewhere only what the waiting list offers them makes way: they did not ask for that hold.
           select id, status, starts_at, ends_at, occupied, hold_until, false, true,
                  status = 'held' and exists (select from scheduling.waitlist_offers o where o.id = a.id)
             from scheduling.appointments a
            where status in ('held', 'pending', 'booked', 'arrived')
              and patient_id = $2::uuid and occupied && $5::tstzrange and doctor_id <> $1::uuid
           ) a on true)sql"};

const Statement<KeptAnswer(std::string, std::string)> select_kept_answer{"scheduling.find_kept_answer",
                                                                         R"sql(
    select resource_id, fingerprint from scheduling.idempotency where caller = $1 and key = $2)sql"};

const Statement<OccupationRow(std::vector<AppointmentId>, MaybePatient, Instant, MaybeUser, std::string,
                              std::string, MaybeText, std::string, MaybeText, std::string)>
    release_some{"scheduling.release_holds", R"sql(
    with chosen as (
        -- Locked in the order of ids: two callers that sweep the same holds wait for each other, not in a
        -- circle.
        select id from scheduling.appointments
         where id = any($1::uuid[]) and status = 'held'
           and (hold_until <= $3::timestamptz or patient_id = $2::uuid or created_by = $4::uuid)
         order by id for update
    ), ended as (
        update scheduling.appointments a
           set status = 'expired', version = a.version + 1, updated_at = $3::timestamptz
          from chosen where a.id = chosen.id
        returning a.id, a.doctor_id, a.status, a.starts_at, a.ends_at, a.occupied, a.hold_until,
                  a.version, a.patient_id, a.clinic->>'country' as country,
                  -- Only what has not run out has been given up by somebody.
                  scheduling.event_of(a) || case when a.hold_until > $3::timestamptz
                                                 then jsonb_build_object('by', $5::text)
                                                 else '{}'::jsonb end as payload
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, traceparent,
                                       created_at, due_at)
        select gen_random_uuid(), c.id, c.version, 'appointment.expired', c.country, c.payload, $10::text,
               $3::timestamptz, $3::timestamptz
          from ended c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $3::timestamptz, $4::uuid, $5::text, c.patient_id, 'expire', 'appointment', c.id, $6::text,
               $7::text, $8::text, 'allowed', $9::text
          from ended c where c.patient_id is not null
    )
    select id, doctor_id, status, starts_at, ends_at, occupied, hold_until, version from ended)sql"};

const Statement<OccupationRow(Bytes, Instant, MaybeUser, std::string, std::string, MaybeText, std::string,
                              MaybeText, std::string)>
    release_of_browser{"scheduling.release_browser_holds", R"sql(
    with ended as (
        update scheduling.appointments a
           set status = 'expired', version = a.version + 1, updated_at = $2::timestamptz
         where a.browser_hash = $1::bytea and a.address_hash is not null and a.status = 'held'
        returning a.id, a.doctor_id, a.status, a.starts_at, a.ends_at, a.occupied, a.hold_until,
                  a.version, a.patient_id, a.clinic->>'country' as country,
                  scheduling.event_of(a) as payload
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, traceparent,
                                       created_at, due_at)
        select gen_random_uuid(), c.id, c.version, 'appointment.expired', c.country, c.payload, $9::text,
               $2::timestamptz, $2::timestamptz
          from ended c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $2::timestamptz, $3::uuid, $4::text, c.patient_id, 'expire', 'appointment', c.id, $5::text,
               $6::text, $7::text, 'allowed', $8::text
          from ended c where c.patient_id is not null
    )
    select id, doctor_id, status, starts_at, ends_at, occupied, hold_until, version from ended)sql"};

const Statement<OccupationRow(std::int32_t, Instant, MaybeUser, std::string, std::string, MaybeText,
                              std::string, MaybeText, std::string)>
    expire_due{"scheduling.expire_due_holds", R"sql(
    with due as (
        select id from scheduling.appointments
         where status = 'held' and hold_until <= $2::timestamptz
         order by hold_until limit $1::int4 for update skip locked
    ), ended as (
        update scheduling.appointments a
           set status = 'expired', version = a.version + 1, updated_at = $2::timestamptz
          from due where a.id = due.id
        returning a.id, a.doctor_id, a.status, a.starts_at, a.ends_at, a.occupied, a.hold_until,
                  a.version, a.patient_id, a.clinic->>'country' as country,
                  scheduling.event_of(a) as payload
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, traceparent,
                                       created_at, due_at)
        select gen_random_uuid(), c.id, c.version, 'appointment.expired', c.country, c.payload, $9::text,
               $2::timestamptz, $2::timestamptz
          from ended c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $2::timestamptz, $3::uuid, $4::text, c.patient_id, 'expire', 'appointment', c.id, $5::text,
               $6::text, $7::text, 'allowed', $8::text
          from ended c where c.patient_id is not null
    )
    select id, doctor_id, status, starts_at, ends_at, occupied, hold_until, version from ended)sql"};

const Statement<std::int64_t(PatientId, Instant)> count_of_patient{"scheduling.count_patient_holds", R"sql(
    select count(*) as holds from scheduling.appointments a
     where patient_id = $1 and status = 'held' and hold_until > $2
       and not exists (select from scheduling.waitlist_offers o where o.id = a.id))sql"};

const Statement<std::int64_t(Bytes, Instant)> count_of_address{"scheduling.count_address_holds", R"sql(
    select count(*) as holds from scheduling.appointments
     where address_hash = $1 and status = 'held' and hold_until > $2)sql"};

const Statement<void(std::vector<std::int64_t>)> take_locks{"scheduling.take_turns", R"sql(
    select pg_advisory_xact_lock(k) from unnest($1::int8[]) with ordinality as u(k, n) order by n)sql"};

const Statement<AppointmentRow(AppointmentId, MaybeBytes, MaybePatient, MaybeUser)> select_hold{
    "scheduling.find_hold", R"sql(
    select a.id, a.reference, a.doctor_id, a.patient_id, a.status, a.starts_at, a.ends_at, a.occupied,
           a.timezone, a.local_date, a.doctor_name, a.specialty_code, a.specialty_name, a.clinic_id,
           a.clinic, a.patient_name, a.mode, a.visit_type, a.price_cents, a.currency, a.payment_status,
           a.cancellable_until, a.hold_until, a.hold_extensions, a.reason_sealed, a.notes_sealed,
           a.override_reason_sealed, a.overrides, a.version, a.created_at, a.updated_at
      from scheduling.appointments a
     where a.id = $1 and (a.holder_hash = $2 or a.patient_id = $3 or a.created_by = $4))sql"};

const Statement<bool(AppointmentId, std::int64_t, Status, PatientId, std::string, MaybeBytes, Instant,
                     PaymentStatus, std::vector<std::string>, MaybeBytes, MaybeText, MaybeText, MaybeBytes,
                     std::string, Instant, MaybeUser, std::string, std::string, MaybeText, std::string,
                     MaybeText, std::string, MaybeInstant)>
    confirm_hold{"scheduling.book_hold", R"sql(
    with booked as (
        update scheduling.appointments a
           set status = $3::text, patient_id = $4::uuid, patient_name = $5::text, reason_sealed = $6::bytea,
               cancellable_until = $7::timestamptz, payment_status = $8::text, overrides = $9::text[],
               override_reason_sealed = $10::bytea, hold_until = $23::timestamptz,
               holder_hash = null, address_hash = null, browser_hash = null, version = a.version + 1,
               updated_at = $15::timestamptz
         where a.id = $1::uuid and a.version = $2::int8 and a.status = 'held' and a.hold_until >
         $15::timestamptz
        returning a.id, a.version, a.patient_id, a.clinic->>'country' as country,
                  scheduling.event_of(a) as payload
    ), kept as (
        insert into scheduling.idempotency (caller, key, fingerprint, resource_id, status, created_at)
        select $11::text, $12::text, $13::bytea, c.id, 201,
               $15::timestamptz from booked c where $12::text is not null
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, traceparent,
                                       created_at, due_at)
        select gen_random_uuid(), c.id, c.version, 'appointment.' || $3::text, c.country, c.payload,
               $22::text, $15::timestamptz, $15::timestamptz
          from booked c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $15::timestamptz, $16::uuid, $17::text, c.patient_id, $14::text, 'appointment', c.id,
               $18::text, $19::text, $20::text, 'allowed', $21::text
          from booked c where c.patient_id is not null
    )
    select true as booked from booked)sql"};

const Statement<std::int64_t(AppointmentId, std::int64_t, Instant, std::int16_t, Instant, MaybeUser,
                             std::string, std::string, MaybeText, std::string, MaybeText, std::string)>
    prolong_hold{"scheduling.extend_hold", R"sql(
    with extended as (
        update scheduling.appointments a
           set hold_until = $3::timestamptz, hold_extensions = (a.hold_extensions + 1)::int2,
               version = a.version + 1, updated_at = $5::timestamptz
         where a.id = $1::uuid and a.version = $2::int8 and a.status = 'held' and a.hold_until >
         $5::timestamptz
           and a.hold_extensions < $4::int2
        returning a.id, a.version, a.patient_id, a.clinic->>'country' as country,
                  scheduling.event_of(a) as payload
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, traceparent,
                                       created_at, due_at)
        select gen_random_uuid(), c.id, c.version, 'appointment.held', c.country, c.payload, $12::text,
               $5::timestamptz, $5::timestamptz
          from extended c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $5::timestamptz, $6::uuid, $7::text, c.patient_id, 'extend', 'appointment', c.id, $8::text,
               $9::text, $10::text, 'allowed', $11::text
          from extended c where c.patient_id is not null
    )
    select version from extended)sql"};

const Statement<bool(AppointmentId, std::int64_t, DoctorId, Instant, Instant, Period, std::string, Date,
                     std::string, Code, std::string, ClinicId, Document<ClinicCard>, Mode, Code, std::int64_t,
                     Currency, Instant, MaybeBytes, MaybeBytes, std::vector<std::string>, MaybeBytes,
                     std::int64_t, std::string, PaymentStatus, Instant, MaybeUser, std::string, std::string,
                     MaybeText, std::string, MaybeText, std::string, DoctorId, Instant, ClinicId, Date,
                     MaybeInstant, Status, Status)>
    move_one{"scheduling.move_appointment", R"sql(
    with moved as (
        update scheduling.appointments a
           set doctor_id = $3::uuid, starts_at = $4::timestamptz, ends_at = $5::timestamptz,
               occupied = $6::tstzrange, timezone = $7::text, local_date = $8::date, doctor_name = $9::text,
               specialty_code = $10::text, specialty_name = $11::text, clinic_id = $12::uuid,
               clinic = $13::jsonb, mode = $14::text, visit_type = $15::text, price_cents = $16::int8,
               currency = $17::text, cancellable_until = $18::timestamptz, reason_sealed = $19::bytea,
               notes_sealed = $20::bytea, overrides = $21::text[], override_reason_sealed = $22::bytea,
               payment_status = $25::text, hold_until = $38::timestamptz, status = $39::text,
               version = a.version + 1, updated_at = $26::timestamptz
         where a.id = $1::uuid and a.version = $2::int8 and a.status in ('pending', 'booked')
           and exists (select from scheduling.schedules s where s.doctor_id = $3::uuid and s.version =
           $23::int8)
        returning a.id, a.version, a.patient_id, a.clinic->>'country' as country,
                  scheduling.event_of(a) as payload
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, traceparent,
                                       created_at, due_at)
        select gen_random_uuid(), c.id, c.version, 'appointment.moved', c.country,
               c.payload || jsonb_build_object(
                   'previous_doctor_id', $34::uuid,
                   'previous_start',
                   to_char($35::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                   'previous_clinic_id', $36::uuid, 'previous_local_date', $37::date),
               $33::text, $26::timestamptz, $26::timestamptz
          from moved c
    ), other_status as (
        insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, traceparent,
                                       created_at, due_at)
        select gen_random_uuid(), c.id, c.version, 'appointment.' || $39::text, c.country, c.payload,
               $33::text, $26::timestamptz, $26::timestamptz
          from moved c where $39::text <> $40::text
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $26::timestamptz, $27::uuid, $28::text, c.patient_id, $24::text, 'appointment', c.id,
               $29::text, $30::text, $31::text, 'allowed', $32::text
          from moved c where c.patient_id is not null
    )
    select true as moved from moved)sql"};

const Statement<bool(AppointmentId, std::int64_t, MaybeBytes, MaybeBytes, Instant, MaybeUser, std::string,
                     std::string, MaybeText, std::string, MaybeText, std::string)>
    write_texts{"scheduling.change_texts", R"sql(
    with changed as (
        update scheduling.appointments a
           set reason_sealed = $3::bytea, notes_sealed = $4::bytea, version = a.version + 1,
               updated_at = $5::timestamptz
         where a.id = $1::uuid and a.version = $2::int8
        returning a.id, a.version, a.patient_id, a.clinic->>'country' as country,
                  scheduling.event_of(a) as payload
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, traceparent,
                                       created_at, due_at)
        select gen_random_uuid(), c.id, c.version, 'appointment.changed', c.country, c.payload, $12::text,
               $5::timestamptz, $5::timestamptz
          from changed c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $5::timestamptz, $6::uuid, $7::text, c.patient_id, 'change', 'appointment', c.id, $8::text,
               $9::text, $10::text, 'allowed', $11::text
          from changed c where c.patient_id is not null
    )
    select true as changed from changed)sql"};

const Statement<bool(AppointmentId, std::int64_t, Status, std::string, MaybeBytes, Instant, MaybeUser,
                     std::string, std::string, MaybeText, std::string, MaybeText, std::string, MaybeText)>
    step_one{"scheduling.take_step", R"sql(
    with stepped as (
        update scheduling.appointments a
           set status = $3::text, cancel_reason_sealed = coalesce($5::bytea, a.cancel_reason_sealed),
               hold_until = null, version = a.version + 1, updated_at = $6::timestamptz
         where a.id = $1::uuid and a.version = $2::int8
        returning a.id, a.version, a.patient_id, a.clinic->>'country' as country,
                  scheduling.event_of(a) as payload
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, traceparent,
                                       created_at, due_at)
        select gen_random_uuid(), c.id, c.version, coalesce($14::text, 'appointment.' || $3::text), c.country,
               c.payload || jsonb_build_object('by', $8::text), $13::text, $6::timestamptz, $6::timestamptz
          from stepped c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $6::timestamptz, $7::uuid, $8::text, c.patient_id, $4::text, 'appointment', c.id, $9::text,
               $10::text, $11::text, 'allowed', $12::text
          from stepped c where c.patient_id is not null
    )
    select true as stepped from stepped)sql"};

}  // namespace

Occupation occupation_of(const AppointmentRow& row) {
    return {row.id,       row.doctor_id,  row.status, {row.starts_at, row.ends_at},
            row.occupied, row.hold_until, row.version};
}

std::optional<KeptKey> kept_key(const Caller& caller, const http::IdempotencyKey& key) {
    if (!key.key) return std::nullopt;
    return KeptKey{caller.signed_in() ? "user:" + caller.user_id.text() : "address:" + caller.address,
                   *key.key, Bytes(key.fingerprint.begin(), key.fingerprint.end())};
}

bool insert_appointment(postgres::Executor& db, const Insertion& insertion, const Trail& trail) {
    const AppointmentRow& row = insertion.row;
    const auto& anonymous = insertion.anonymous;
    const auto& key = insertion.key;
    return db
        .maybe(insert_one, row.id, row.reference, row.doctor_id, row.patient_id, row.status, row.starts_at,
               row.ends_at, row.occupied, row.timezone, row.local_date, row.doctor_name, row.specialty_code,
               row.specialty_name, row.clinic_id, row.clinic, row.patient_name, row.mode, row.visit_type,
               row.price_cents, row.currency, row.payment_status, row.cancellable_until, row.hold_until,
               anonymous ? MaybeBytes{anonymous->token_hash} : std::nullopt,
               anonymous ? MaybeBytes{anonymous->address_hash} : std::nullopt,
               anonymous ? MaybeBytes{anonymous->browser_hash} : std::nullopt, row.reason_sealed,
               row.override_reason_sealed, row.overrides, insertion.calendar_version, insertion.action,
               key ? MaybeText{key->caller} : std::nullopt, key ? MaybeText{key->key} : std::nullopt,
               key ? MaybeBytes{key->fingerprint} : std::nullopt, trail.now, trail.actor_id, trail.actor_role,
               trail.purpose, trail.purpose_reason, trail.request_id, trail.address, trail.traceparent)
        .has_value();
}

std::vector<SituationRow> read_situation(postgres::Executor& db, const SituationQuestion& question) {
    return db.all(select_situation, question.doctor_id, question.patient_id, question.user_id,
                  question.around, question.occupied);
}

std::optional<KeptAnswer> find_kept_answer(postgres::Executor& db, const KeptKey& key) {
    return db.maybe(select_kept_answer, key.caller, key.key);
}

std::vector<Occupation> release_holds(postgres::Executor& db, const std::vector<AppointmentId>& ids,
                                      const std::optional<PatientId>& patient, const Trail& trail) {
    return occupations_of(db.all(release_some, ids, patient, trail.now, trail.actor_id, trail.actor_role,
                                 trail.purpose, trail.purpose_reason, trail.request_id, trail.address,
                                 trail.traceparent));
}

std::vector<Occupation> release_browser_holds(postgres::Executor& db, const Bytes& browser_hash,
                                              const Trail& trail) {
    return occupations_of(db.all(release_of_browser, browser_hash, trail.now, trail.actor_id,
                                 trail.actor_role, trail.purpose, trail.purpose_reason, trail.request_id,
                                 trail.address, trail.traceparent));
}

std::vector<Occupation> expire_due_holds(postgres::Executor& db, std::int32_t most, const Trail& trail) {
    return occupations_of(db.all(expire_due, most, trail.now, trail.actor_id, trail.actor_role, trail.purpose,
                                 trail.purpose_reason, trail.request_id, trail.address, trail.traceparent));
}

std::int64_t count_patient_holds(postgres::Executor& db, PatientId patient, Instant now) {
    return db.one(count_of_patient, patient, now);
}

std::int64_t count_address_holds(postgres::Executor& db, const Bytes& address_hash, Instant now) {
    return db.one(count_of_address, address_hash, now);
}

void queue_turns(postgres::Transaction& transaction, const std::vector<std::int64_t>& keys) {
    transaction.queue(take_locks, keys);
}

std::optional<AppointmentRow> find_hold(postgres::Executor& db, AppointmentId id, const HoldOwner& owner) {
    return db.maybe(select_hold, id, owner.token_hash, owner.patient_id, owner.user_id);
}

bool book_hold(postgres::Executor& db, const AppointmentRow& row, const std::optional<KeptKey>& key,
               const Trail& trail) {
    return db
        .maybe(confirm_hold, row.id, row.version, row.status, row.patient_id.value(),
               row.patient_name.value(), row.reason_sealed, row.cancellable_until, row.payment_status,
               row.overrides, row.override_reason_sealed, key ? MaybeText{key->caller} : std::nullopt,
               key ? MaybeText{key->key} : std::nullopt, key ? MaybeBytes{key->fingerprint} : std::nullopt,
               "book", trail.now, trail.actor_id, trail.actor_role, trail.purpose, trail.purpose_reason,
               trail.request_id, trail.address, trail.traceparent, row.hold_until)
        .has_value();
}

std::optional<std::int64_t> extend_hold(postgres::Executor& db, const AppointmentRow& hold, Instant until,
                                        std::int16_t most, const Trail& trail) {
    return db.maybe(prolong_hold, hold.id, hold.version, until, most, trail.now, trail.actor_id,
                    trail.actor_role, trail.purpose, trail.purpose_reason, trail.request_id, trail.address,
                    trail.traceparent);
}

bool move_appointment(postgres::Executor& db, const Move& move, const Trail& trail) {
    const AppointmentRow& row = move.row;
    return db
        .maybe(move_one, row.id, row.version, row.doctor_id, row.starts_at, row.ends_at, row.occupied,
               row.timezone, row.local_date, row.doctor_name, row.specialty_code, row.specialty_name,
               row.clinic_id, row.clinic, row.mode, row.visit_type, row.price_cents, row.currency,
               row.cancellable_until, row.reason_sealed, row.notes_sealed, row.overrides,
               row.override_reason_sealed, move.calendar_version, move.action, row.payment_status, trail.now,
               trail.actor_id, trail.actor_role, trail.purpose, trail.purpose_reason, trail.request_id,
               trail.address, trail.traceparent, move.before.doctor_id, move.before.starts_at,
               move.before.clinic_id, move.before.local_date, row.hold_until, row.status, move.before.status)
        .has_value();
}

bool change_texts(postgres::Executor& db, const AppointmentRow& row, const Trail& trail) {
    return db
        .maybe(write_texts, row.id, row.version, row.reason_sealed, row.notes_sealed, trail.now,
               trail.actor_id, trail.actor_role, trail.purpose, trail.purpose_reason, trail.request_id,
               trail.address, trail.traceparent)
        .has_value();
}

bool take_step(postgres::Executor& db, const StepTaken& step, const Trail& trail) {
    return db
        .maybe(step_one, step.id, step.version, step.to, step.action, step.cancel_reason_sealed, trail.now,
               trail.actor_id, trail.actor_role, trail.purpose, trail.purpose_reason, trail.request_id,
               trail.address, trail.traceparent, step.event)
        .has_value();
}

}  // namespace venera::scheduling
