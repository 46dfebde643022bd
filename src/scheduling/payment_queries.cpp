#include "scheduling/payment_queries.hpp"

namespace venera::scheduling {

namespace {

using postgres::Statement;
using MaybeInstant = std::optional<Instant>;
using MaybeText = std::optional<std::string>;
using MaybeUser = std::optional<UserId>;

// What ran out was ended at its end or later; what was ended before, somebody gave back.
const Statement<std::int64_t(AppointmentId, PatientId, std::string, std::int64_t, Instant, MaybeUser,
                             std::string, std::string, MaybeText, std::string, MaybeText, std::string)>
    settle_one{"scheduling.settle_payment", R"sql(
    with before as (
        select id as before_id, status in ('held', 'pending', 'expired') as books
          from scheduling.appointments where id = $1::uuid for update
    ), paid as (
        update scheduling.appointments a
           set status = case when b.books then 'booked' else a.status end,
               patient_id = coalesce(a.patient_id, $2::uuid),
               patient_name = coalesce(a.patient_name, $3::text),
               payment_status = case when $4::int8 >= a.price_cents then 'paid' else 'deposit_paid' end,
               hold_until = null, holder_hash = null, address_hash = null,
               browser_hash = null, version = a.version + 1, updated_at = $5::timestamptz
          from before b
         where a.id = b.before_id and (a.patient_id is null or a.patient_id = $2::uuid)
           and (a.status in ('held', 'pending', 'booked', 'arrived', 'fulfilled')
                or a.status = 'expired' and a.updated_at >= a.hold_until and a.starts_at > $5::timestamptz)
        returning a.id, a.version, a.patient_id, a.clinic->>'country' as country, b.books, a.price_cents,
                  scheduling.event_of(a) as payload
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, traceparent,
                                       created_at, due_at)
        select gen_random_uuid(), c.id, c.version,
               case when c.books then 'appointment.booked' else 'appointment.changed' end, c.country,
               c.payload, $12::text, $5::timestamptz, $5::timestamptz
          from paid c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $5::timestamptz, $6::uuid, $7::text, c.patient_id, 'pay', 'appointment', c.id, $8::text,
               $9::text, $10::text, 'allowed', $11::text
          from paid c
    )
    select price_cents from paid)sql"};

const Statement<bool(AppointmentId, payments::Paid, Instant, MaybeUser, std::string, std::string, MaybeText,
                     std::string, MaybeText, std::string)>
    note_one{"scheduling.note_payment", R"sql(
    with noted as (
        update scheduling.appointments a
           set payment_status = $2::text, version = a.version + 1, updated_at = $3::timestamptz
         where a.id = $1::uuid and a.status not in ('held', 'expired') and a.payment_status <> $2::text
        returning a.id, a.version, a.patient_id, a.clinic->>'country' as country,
                  scheduling.event_of(a) as payload
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, traceparent,
                                       created_at, due_at)
        select gen_random_uuid(), c.id, c.version, 'appointment.changed', c.country, c.payload, $10::text,
               $3::timestamptz, $3::timestamptz
          from noted c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $3::timestamptz, $4::uuid, $5::text, c.patient_id, 'refund', 'appointment', c.id, $6::text,
               $7::text, $8::text, 'allowed', $9::text
          from noted c where c.patient_id is not null
    )
    select true as noted from noted)sql"};

const Statement<bool(AppointmentId, std::int64_t, Instant)> share_one{"scheduling.keep_visit", R"sql(
    select true as kept from scheduling.appointments
     where id = $1 and version = $2
       and (status not in ('held', 'pending') or hold_until is null or hold_until > $3)
       for no key update)sql"};

const Statement<std::int64_t(AppointmentId)> select_price{"scheduling.price_of", R"sql(
    select price_cents from scheduling.appointments where id = $1 for no key update)sql"};

const Statement<UnpaidVisit(Instant, MaybeInstant, std::optional<AppointmentId>, std::int32_t)> lock_due{
    "scheduling.lock_unpaid", R"sql(
    select hold_until, id, doctor_id from scheduling.appointments
     where status = 'pending' and hold_until <= $1::timestamptz
       and ($2::timestamptz is null or (hold_until, id) > ($2::timestamptz, $3::uuid))
     order by hold_until, id limit $4::int4 for update skip locked)sql"};

const Statement<OccupationRow(std::vector<AppointmentId>, Instant, MaybeUser, std::string, std::string,
                              MaybeText, std::string, MaybeText, std::string)>
    cancel_due{"scheduling.end_unpaid", R"sql(
    with ended as (
        update scheduling.appointments a
           set status = 'cancelled', hold_until = null, version = a.version + 1,
               updated_at = $2::timestamptz
         where a.id = any ($1::uuid[]) and a.status = 'pending'
        returning a.id, a.doctor_id, a.status, a.starts_at, a.ends_at, a.occupied, a.hold_until,
                  a.version, a.patient_id, a.clinic->>'country' as country,
                  scheduling.event_of(a)
                  || jsonb_build_object('by', $4::text, 'because', 'unpaid') as payload
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, traceparent,
                                       created_at, due_at)
        select gen_random_uuid(), c.id, c.version, 'appointment.cancelled', c.country, c.payload, $9::text,
               $2::timestamptz, $2::timestamptz
          from ended c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $2::timestamptz, $3::uuid, $4::text, c.patient_id, 'cancel unpaid', 'appointment', c.id,
               $5::text, $6::text, $7::text, 'allowed', $8::text
          from ended c
    )
    select id, doctor_id, status, starts_at, ends_at, occupied, hold_until, version from ended)sql"};

}  // namespace

bool keep_visit(postgres::Executor& db, AppointmentId id, std::int64_t version, Instant now) {
    return db.maybe(share_one, id, version, now).has_value();
}

std::optional<std::int64_t> price_of(postgres::Executor& db, AppointmentId id) {
    return db.maybe(select_price, id);
}

std::vector<UnpaidVisit> lock_unpaid(postgres::Executor& db, const std::optional<UnpaidVisit>& last,
                                     std::int32_t most, Instant now) {
    return db.all(lock_due, now, last ? last->hold_until : std::nullopt,
                  last ? std::optional{last->id} : std::nullopt, most);
}

std::vector<Occupation> end_unpaid(postgres::Executor& db, const std::vector<AppointmentId>& ids,
                                   const Trail& trail) {
    return occupations_of(db.all(cancel_due, ids, trail.now, trail.actor_id, trail.actor_role, trail.purpose,
                                 trail.purpose_reason, trail.request_id, trail.address, trail.traceparent));
}

std::optional<std::int64_t> settle_payment(postgres::Executor& db, const payments::Visits::Payment& payment,
                                           const std::string& patient_name, const Trail& trail) {
    return db.maybe(settle_one, payment.id, payment.patient_id, patient_name, payment.kept_cents, trail.now,
                    trail.actor_id, trail.actor_role, trail.purpose, trail.purpose_reason, trail.request_id,
                    trail.address, trail.traceparent);
}

void note_payment(postgres::Executor& db, AppointmentId id, payments::Paid paid, const Trail& trail) {
    db.maybe(note_one, id, paid, trail.now, trail.actor_id, trail.actor_role, trail.purpose,
             trail.purpose_reason, trail.request_id, trail.address, trail.traceparent);
}

}  // namespace venera::scheduling
