#include "scheduling/waitlist_queries.hpp"

#include <algorithm>

#include "platform/postgres/codec_document.hpp"
#include "scheduling/limits.hpp"

namespace venera::scheduling {

namespace {

using postgres::Bytes;
using postgres::Statement;
using MaybeAppointment = std::optional<AppointmentId>;
using MaybeBytes = std::optional<Bytes>;
using MaybeCode = std::optional<Code>;
using MaybeDoctor = std::optional<DoctorId>;
using MaybeInstant = std::optional<Instant>;
using MaybePatient = std::optional<PatientId>;
using MaybePatients = std::optional<std::vector<PatientId>>;
using MaybeText = std::optional<std::string>;
using MaybeUser = std::optional<UserId>;
using MaybeWaiting = std::optional<WaitingId>;

// The last eight parameters of every write are the trail, as in booking_queries.cpp.

const Statement<bool(WaitingId, PatientId, MaybeDoctor, MaybeCode, MaybeText, MaybeText, Date, Date,
                     std::vector<PartOfDay>, Priority, MaybeAppointment, std::int64_t, MaybeText, MaybeText,
                     MaybeBytes, Instant, MaybeUser, std::string, std::string, MaybeText, std::string,
                     MaybeText, std::string, MaybePatient)>
    add_waiting{"scheduling.insert_waiting", R"sql(
    with made as (
        insert into scheduling.waiting as w (id, patient_id, doctor_id, specialty_code, city, city_folded,
               from_date, to_date, parts_of_day, priority, appointment_id, created_by, created_at, updated_at,
               acting_patient_id)
        select $1::uuid, $2::uuid, $3::uuid, $4::text, $5::text, $6::text, $7::date, $8::date, $9::text[],
               $10::text, $11::uuid, $17::uuid, $16::timestamptz, $16::timestamptz, $24::uuid
         where (select count(*) from scheduling.waiting
                 where patient_id = $2::uuid and status = 'waiting') < $12::int8
        returning w.id, w.patient_id, w.status, w.version
    ), kept as (
        insert into scheduling.idempotency (caller, key, fingerprint, resource_id, status, created_at)
        select $13::text, $14::text, $15::bytea, c.id, 201, $16::timestamptz
          from made c where $14::text is not null
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, payload, traceparent, created_at,
                                       due_at)
        select gen_random_uuid(), c.id, c.version, 'waitlist.joined',
               jsonb_build_object('waiting_id', c.id, 'patient_id', c.patient_id, 'status', c.status,
                                  'version', c.version),
               $23::text, $16::timestamptz, $16::timestamptz
          from made c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $16::timestamptz, $17::uuid, $18::text, c.patient_id, 'wait', 'waiting', c.id,
               $19::text, $20::text, $21::text, 'allowed', $22::text
          from made c
    )
    select true as made from made)sql"};

const Statement<WaitingRow(Instant, WaitingId, MaybePatients)> select_waiting{"scheduling.find_waiting",
                                                                              R"sql(
    select w.id, w.patient_id, w.doctor_id, w.specialty_code, w.city, w.from_date, w.to_date, w.parts_of_day,
           w.priority, w.appointment_id, w.status,
           (select count(*) from scheduling.waitlist_offers m where m.waiting_id = w.id) as offers_made,
           w.version, w.created_at, w.updated_at, h.id as offer_id, h.doctor_id as offer_doctor_id,
           h.doctor_name as offer_doctor_name, h.clinic as offer_clinic, h.starts_at as offer_start,
           h.ends_at as offer_end, h.timezone as offer_timezone, h.hold_until as offer_until
      from scheduling.waiting w
      left join scheduling.waitlist_offers o on o.waiting_id = w.id and o.status = 'open'
      left join scheduling.appointments h on h.id = o.id and h.status = 'held'
                                         and h.hold_until > $1::timestamptz
     where w.id = $2 and ($3::uuid[] is null or w.patient_id = any($3)))sql"};

const Statement<WaitingRow(Instant, MaybePatients, std::optional<WaitingStatus>, MaybeDoctor, MaybeCode,
                           std::optional<Priority>, MaybeInstant, MaybeWaiting, std::int32_t)>
    select_list{"scheduling.list_waiting", R"sql(
    select w.id, w.patient_id, w.doctor_id, w.specialty_code, w.city, w.from_date, w.to_date, w.parts_of_day,
           w.priority, w.appointment_id, w.status,
           (select count(*) from scheduling.waitlist_offers m where m.waiting_id = w.id) as offers_made,
           w.version, w.created_at, w.updated_at, h.id as offer_id, h.doctor_id as offer_doctor_id,
           h.doctor_name as offer_doctor_name, h.clinic as offer_clinic, h.starts_at as offer_start,
           h.ends_at as offer_end, h.timezone as offer_timezone, h.hold_until as offer_until
      from scheduling.waiting w
      left join scheduling.waitlist_offers o on o.waiting_id = w.id and o.status = 'open'
      left join scheduling.appointments h on h.id = o.id and h.status = 'held'
                                         and h.hold_until > $1::timestamptz
     where ($2::uuid[] is null or w.patient_id = any($2)) and ($3::text is null or w.status = $3)
       and ($4::uuid is null or w.doctor_id = $4) and ($5::text is null or w.specialty_code = $5)
       and ($6::text is null or w.priority = $6)
       and ($7::timestamptz is null or (w.created_at, w.id) < ($7, $8::uuid))
     order by w.created_at desc, w.id desc limit $9::int4)sql"};

const Statement<void(std::vector<PatientId>, std::vector<WaitingId>, std::string, Instant, MaybeUser,
                     std::string, std::string, MaybeText, std::string, MaybeText)>
    add_reads{"scheduling.log_waiting", R"sql(
    insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                       resource_id, purpose, purpose_reason, request_id, outcome, address)
    select $4::timestamptz, $5::uuid, $6::text, u.patient_id, $3::text, 'waiting', u.waiting_id,
           $7::text, $8::text, $9::text, 'allowed', $10::text
      from unnest($1::uuid[], $2::uuid[]) as u(patient_id, waiting_id))sql"};

const Statement<void(MaybeWaiting, std::string, Instant, MaybeUser, std::string, std::string, MaybeText,
                     std::string, MaybeText)>
    add_denied{"scheduling.log_denied_waiting", R"sql(
    insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                       resource_id, purpose, purpose_reason, request_id, outcome,
                                       address) values ($3::timestamptz, $4::uuid, $5::text,
                                       (select patient_id from scheduling.waiting where id = $1::uuid),
                                       $2::text, 'waiting', $1::uuid, $6::text, $7::text, $8::text,
                                       'denied', $9::text))sql"};

const Statement<bool(WaitingId, MaybePatients, Instant, MaybeUser, std::string, std::string, MaybeText,
                     std::string, MaybeText, std::string)>
    leave_one{"scheduling.leave_waiting", R"sql(
    with gone as (
        update scheduling.waiting w
           set status = 'left', version = w.version + 1, updated_at = $3::timestamptz
         where w.id = $1::uuid and w.status = 'waiting'
           and ($2::uuid[] is null or w.patient_id = any($2::uuid[]))
        returning w.id, w.patient_id, w.status, w.version
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, payload, traceparent, created_at,
                                       due_at)
        select gen_random_uuid(), c.id, c.version, 'waitlist.left',
               jsonb_build_object('waiting_id', c.id, 'patient_id', c.patient_id, 'status', c.status,
                                  'version', c.version),
               $10::text, $3::timestamptz, $3::timestamptz
          from gone c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $3::timestamptz, $4::uuid, $5::text, c.patient_id, 'leave', 'waiting', c.id,
               $6::text, $7::text, $8::text, 'allowed', $9::text
          from gone c
    )
    select true as gone from gone)sql"};

const Statement<WaitingId(std::int32_t, Date)> select_old{"scheduling.list_old_waiting", R"sql(
    select id from scheduling.waiting
     where status = 'waiting' and to_date < $2 order by to_date, id limit $1::int4)sql"};

const Statement<VoidWaiting(std::vector<std::string>, std::vector<Uuid>, std::vector<std::string>)>
    select_void{"scheduling.list_void_waiting", R"sql(
    with events as (
        select u.type, u.id, u.payload::jsonb as payload
          from unnest($1::text[], $2::uuid[], $3::text[]) as u(type, id, payload)
    ), void as (
        select w.id as waiting_id, a.status not in ('pending', 'booked') as is_over
          from events e
          join scheduling.waiting w on w.appointment_id = e.id and w.status = 'waiting'
          join scheduling.appointments a on a.id = w.appointment_id
         where e.type like 'appointment.%'
           and (a.status not in ('pending', 'booked') or exists (
                select from scheduling.waitlist_offers o
                 where o.waiting_id = w.id and o.status = 'open' and o.starts_at >= a.starts_at))
        union
        select w.id, true
          from events e join scheduling.waiting w on w.patient_id = e.id and w.status = 'waiting'
         where e.type = 'patient.deactivated'
        union
        select w.id, true
          from events e
          join scheduling.waiting w on w.patient_id = (e.payload->>'patient_id')::uuid
                                   and w.status = 'waiting'
                                   and w.acting_patient_id = (e.payload->>'acting_patient_id')::uuid
         where e.type = 'relative.ended'
    )
    select v.waiting_id, o.id as offer_id, bool_or(v.is_over) as is_over
      from void v left join scheduling.waitlist_offers o on o.waiting_id = v.waiting_id and o.status = 'open'
     group by 1, 2 order by 1)sql"};

const Statement<bool(std::vector<WaitingId>, Instant, MaybeUser, std::string, std::string, MaybeText,
                     std::string, MaybeText, std::string)>
    end_some{"scheduling.end_waiting", R"sql(
    with ending as (
        select id from scheduling.waiting
         where id = any($1::uuid[]) and status = 'waiting' order by id for update
    ), gone as (
        update scheduling.waiting w
           set status = 'over', version = w.version + 1, updated_at = $2::timestamptz
          from ending where w.id = ending.id
        returning w.id, w.patient_id, w.status, w.version
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, payload, traceparent, created_at,
                                       due_at)
        select gen_random_uuid(), c.id, c.version, 'waitlist.over',
               jsonb_build_object('waiting_id', c.id, 'patient_id', c.patient_id, 'status', c.status,
                                  'version', c.version),
               $9::text, $2::timestamptz, $2::timestamptz
          from gone c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $2::timestamptz, $3::uuid, $4::text, c.patient_id, 'end', 'waiting', c.id,
               $5::text, $6::text, $7::text, 'allowed', $8::text
          from gone c
    )
    select true as gone from gone)sql"};

const Statement<WaitingId(std::int32_t, Instant)> select_ended{"scheduling.list_ended_waiting", R"sql(
    select id from scheduling.waiting
     where status <> 'waiting' and updated_at < $2 order by updated_at, id limit $1::int4)sql"};

const Statement<WaitingId(PatientId)> select_of_patient{"scheduling.list_waiting_of_patient", R"sql(
    select id from scheduling.waiting where patient_id = $1)sql"};

// The one that must be a day old before there are fewer than so many.
const Statement<Instant(UserId, Instant, std::int64_t)> select_joined{"scheduling.list_joins", R"sql(
    select created_at from scheduling.waiting
     where created_by = $1 and created_at > $2 order by created_at desc offset $3::int8 - 1 limit 1)sql"};

const Statement<bool(std::vector<WaitingId>, Instant, MaybeUser, std::string, std::string, MaybeText,
                     std::string, MaybeText, std::string)>
    forget_all{"scheduling.forget_waiting", R"sql(
    with gone as (
        delete from scheduling.waiting w where w.id = any($1::uuid[])
        returning w.id, w.patient_id, w.version + 1 as version
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, payload, traceparent, created_at,
                                       due_at)
        select gen_random_uuid(), c.id, c.version, 'waitlist.erased',
               jsonb_build_object('waiting_id', c.id, 'patient_id', c.patient_id, 'version', c.version),
               $9::text, $2::timestamptz, $2::timestamptz
          from gone c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $2::timestamptz, $3::uuid, $4::text, c.patient_id, 'erase', 'waiting', c.id,
               $5::text, $6::text, $7::text, 'allowed', $8::text
          from gone c
    )
    select true as gone from gone)sql"};

const Statement<bool(PatientId, PatientId, Instant, MaybeUser, std::string, std::string, MaybeText,
                     std::string, MaybeText, std::string)>
    give_all{"scheduling.give_waiting", R"sql(
    with offers as (
        update scheduling.waitlist_offers set patient_id = $2::uuid where patient_id = $1::uuid
    ), asked as (
        update scheduling.waiting set acting_patient_id = $2::uuid
         where acting_patient_id = $1::uuid and patient_id <> $1::uuid
    ), given as (
        update scheduling.waiting w
           set patient_id = $2::uuid, version = w.version + 1, updated_at = $3::timestamptz
         where w.patient_id = $1::uuid
        returning w.id, w.patient_id, w.status, w.version
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, payload, traceparent, created_at,
                                       due_at)
        select gen_random_uuid(), c.id, c.version, 'waitlist.changed',
               jsonb_build_object('waiting_id', c.id, 'patient_id', c.patient_id, 'status', c.status,
                                  'version', c.version),
               $10::text, $3::timestamptz, $3::timestamptz
          from given c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $3::timestamptz, $4::uuid, $5::text, c.patient_id, 'take over', 'waiting', c.id,
               $6::text, $7::text, $8::text, 'allowed', $9::text
          from given c
    )
    select true as given from given)sql"};

}  // namespace

bool insert_waiting(postgres::Executor& db, const NewWaiting& waiting, const std::optional<KeptKey>& key,
                    const Trail& trail) {
    const JoinWaitlist& wish = waiting.wish;
    return db
        .maybe(add_waiting, waiting.id, waiting.patient_id, wish.doctor_id, wish.specialty,
               wish.city ? MaybeText{wish.city->value} : std::nullopt, waiting.city_folded, wish.from,
               wish.to, waiting.parts_of_day, wish.priority.value_or(Priority::routine), wish.appointment_id,
               limits::waits_per_patient, key ? MaybeText{key->caller} : std::nullopt,
               key ? MaybeText{key->key} : std::nullopt, key ? MaybeBytes{key->fingerprint} : std::nullopt,
               trail.now, trail.actor_id, trail.actor_role, trail.purpose, trail.purpose_reason,
               trail.request_id, trail.address, trail.traceparent, waiting.acting_patient_id)
        .has_value();
}

std::optional<WaitingRow> find_waiting(postgres::Executor& db, WaitingId id, const WaitingReach& reach,
                                       Instant now) {
    return db.maybe(select_waiting, now, id, reach);
}

std::vector<WaitingRow> list_waiting(postgres::Executor& db, const WaitingFilter& filter,
                                     const std::optional<WaitingPosition>& after, std::int32_t limit,
                                     Instant now) {
    return db.all(select_list, now, filter.reach, filter.status, filter.doctor_id, filter.specialty,
                  filter.priority, after ? MaybeInstant{after->created_at} : std::nullopt,
                  after ? MaybeWaiting{after->id} : std::nullopt, limit);
}

void log_waiting(postgres::Executor& db, const std::vector<WaitingRow>& shown, const std::string& action,
                 const Trail& trail) {
    std::vector<PatientId> patients;
    std::vector<WaitingId> wishes;
    for (const WaitingRow& row : shown) {
        if (std::ranges::find(patients, row.patient_id) != patients.end()) continue;
        patients.push_back(row.patient_id);
        wishes.push_back(row.id);
    }
    if (patients.empty()) return;
    db.run(add_reads, patients, wishes, action, trail.now, trail.actor_id, trail.actor_role, trail.purpose,
           trail.purpose_reason, trail.request_id, trail.address);
}

void log_denied_waiting(postgres::Executor& db, const std::optional<WaitingId>& id, const std::string& action,
                        const Trail& trail) {
    db.run(add_denied, id, action, trail.now, trail.actor_id, trail.actor_role, trail.purpose,
           trail.purpose_reason, trail.request_id, trail.address);
}

bool leave_waiting(postgres::Executor& db, WaitingId id, const WaitingReach& reach, const Trail& trail) {
    return db
        .maybe(leave_one, id, reach, trail.now, trail.actor_id, trail.actor_role, trail.purpose,
               trail.purpose_reason, trail.request_id, trail.address, trail.traceparent)
        .has_value();
}

std::vector<WaitingId> list_old_waiting(postgres::Executor& db, std::int32_t most, Instant now) {
    // Over everywhere: no zone is more than a day behind.
    return db.all(select_old, most, Zone().date(now) + std::chrono::days{-1});
}

void end_waiting(postgres::Executor& db, const std::vector<WaitingId>& ids, const Trail& trail) {
    db.all(end_some, ids, trail.now, trail.actor_id, trail.actor_role, trail.purpose, trail.purpose_reason,
           trail.request_id, trail.address, trail.traceparent);
}

std::vector<VoidWaiting> list_void_waiting(postgres::Executor& db, const std::vector<events::Event>& events) {
    std::vector<std::string> types, payloads;
    std::vector<Uuid> ids;
    for (const events::Event& event : events) {
        if (!event.type.starts_with("appointment.") && event.type != "patient.deactivated" &&
            event.type != "relative.ended")
            continue;
        types.push_back(event.type);
        ids.push_back(event.aggregate_id);
        payloads.push_back(event.payload.text_value);
    }
    if (types.empty()) return {};
    return db.all(select_void, types, ids, payloads);
}

std::vector<WaitingId> list_ended_waiting(postgres::Executor& db, std::int32_t most, Instant before) {
    return db.all(select_ended, most, before);
}

std::optional<Instant> joined_too_often(postgres::Executor& db, UserId account, Instant since,
                                        std::int64_t most) {
    return db.maybe(select_joined, account, since, most);
}

void forget_waiting(postgres::Executor& db, PatientId patient, const Trail& trail) {
    forget_waiting(db, db.all(select_of_patient, patient), trail);
}

void forget_waiting(postgres::Executor& db, const std::vector<WaitingId>& ids, const Trail& trail) {
    db.all(forget_all, ids, trail.now, trail.actor_id, trail.actor_role, trail.purpose, trail.purpose_reason,
           trail.request_id, trail.address, trail.traceparent);
}

void give_waiting(postgres::Executor& db, PatientId from, PatientId to, const Trail& trail) {
    db.all(give_all, from, to, trail.now, trail.actor_id, trail.actor_role, trail.purpose,
           trail.purpose_reason, trail.request_id, trail.address, trail.traceparent);
}

}  // namespace venera::scheduling
