#include "notifications/queries.hpp"

#include <boost/describe/enum_to_string.hpp>

namespace venera::notifications {

namespace {

using postgres::Statement;
using MaybeInstant = std::optional<Instant>;
using MaybeText = std::optional<std::string>;

const Statement<VisitEvent(std::vector<Uuid>, std::vector<std::string>, std::vector<Uuid>,
                           std::vector<std::int32_t>, std::vector<std::string>, std::vector<Instant>)>
    read_visit_events{"notifications.read_visit_events", R"sql(
    select e.id as event_id, e.type,
           coalesce((e.payload->>'offer_id')::uuid, e.aggregate_id) as appointment_id, e.version,
           (e.payload->>'patient_id')::uuid as patient_id,
           (e.payload->>'clinic_id')::uuid as clinic_id,
           (e.payload->>'start')::timestamptz as start,
           coalesce(e.payload->>'timezone', 'UTC') as timezone,
           coalesce((e.payload->>'is_hold')::boolean, false) as is_hold,
           e.payload->>'by' as by, e.payload->>'because' as because, e.created_at
      from (select id, type, aggregate_id, version, payload::jsonb as payload, created_at, place
              from unnest($1::uuid[], $2::text[], $3::uuid[], $4::int4[], $5::text[], $6::timestamptz[])
                   with ordinality as u (id, type, aggregate_id, version, payload, created_at, place)) e
     order by e.place)sql"};

const Statement<LetterEvent(std::vector<std::string>, std::vector<Instant>)> read_letter_events{
    "notifications.read_letter_events", R"sql(
    select (e.payload->>'mail_id')::uuid as mail_id, (e.payload->>'user_id')::uuid as user_id,
           e.payload->>'kind' as kind, e.created_at
      from (select payload::jsonb as payload, created_at, place
              from unnest($1::text[], $2::timestamptz[]) with ordinality as u (payload, created_at, place)) e
     order by e.place)sql"};

const Statement<PaymentEvent(std::vector<Uuid>, std::vector<std::string>, std::vector<std::int32_t>,
                             std::vector<std::string>, std::vector<Instant>)>
    read_payment_events{"notifications.read_payment_events", R"sql(
    select e.payment_id, (e.payload->>'patient_id')::uuid as patient_id, e.type, e.version, e.created_at
      from (select payment_id, type, version, payload::jsonb as payload, created_at, place
              from unnest($1::uuid[], $2::text[], $3::int4[], $4::text[], $5::timestamptz[])
                   with ordinality as u (payment_id, type, version, payload, created_at, place)) e
     order by e.place)sql"};

// The version 0 of a number stands for nothing: arrays of optional values cannot be sent.
const Statement<void(std::vector<Uuid>, std::vector<std::string>, std::vector<Uuid>,
                     std::vector<std::int32_t>, std::vector<Uuid>, std::vector<Uuid>, std::vector<Instant>,
                     std::vector<std::int32_t>, std::vector<Instant>, std::vector<Instant>, Instant)>
    add_messages{"notifications.insert_messages", R"sql(
    insert into notifications.messages (id, kind, subject_id, version, recipient_id, clinic_id, visit_start,
                                        hours_before, planned_for, created_at, due_at)
    select id, kind, subject_id, version, recipient_id,
           nullif(clinic_id, '00000000-0000-0000-0000-000000000000'),
           nullif(visit_start, 'epoch'), nullif(hours_before, 0), planned_for, created_at,
           greatest(planned_for, $11)
      from unnest($1::uuid[], $2::text[], $3::uuid[], $4::int4[], $5::uuid[], $6::uuid[], $7::timestamptz[],
                  $8::int4[], $9::timestamptz[], $10::timestamptz[])
           as u (id, kind, subject_id, version, recipient_id, clinic_id, visit_start, hours_before,
                 planned_for, created_at)
        on conflict do nothing)sql"};

// The limit is written out (limits::claimed_at_once): of a parameter the planner would guess that it is a
// tenth of the table, and read the table.
const Statement<Claimed(Instant, Instant, Instant, Uuid)> take_messages{"notifications.claim_messages", R"sql(
    with due as (
        select id, planned_for, due_at
          from notifications.messages
         where done_at is null and dead_at is null and due_at >= $1 and due_at <= $2
         order by due_at
         limit 32
           for update skip locked
    )
    update notifications.messages m
       set due_at = $3, lease = $4, attempts = m.attempts + 1
      from due
     where m.id = due.id and m.planned_for = due.planned_for
    returning m.id, m.kind, m.subject_id, m.version, m.recipient_id, m.clinic_id, m.visit_start,
              m.hours_before, m.planned_for, m.created_at, m.attempts, due.due_at as was_due)sql"};

const Statement<bool(MessageId, Instant, Uuid, Instant, Outcome, std::string, std::optional<PatientId>,
                     std::string)>
    end_message{"notifications.finish_message", R"sql(
    with ended as (
        update notifications.messages
           set done_at = $4::timestamptz, outcome = $5::text, reason = nullif($6::text, ''), lease = null
         where id = $1::uuid and planned_for = $2::timestamptz and lease = $3::uuid and done_at is null
        returning id, kind
    ), logged as (
        insert into notifications.access_log (occurred_at, actor_role, patient_id, action, resource,
                                              resource_id, purpose, request_id, outcome)
        select $4::timestamptz, 'system', $7::uuid, 'notify', 'message', id, 'operations', $8::text, 'allowed'
          from ended where $7::uuid is not null
    )
    select true as done from ended)sql"};

const Statement<void(MessageId, Instant, Uuid, std::int32_t, Instant, MaybeInstant, std::string)> put_back{
    "notifications.retry_message", R"sql(
    update notifications.messages
       set attempts = $4, due_at = $5, dead_at = $6, reason = nullif($7, ''), lease = null
     where id = $1 and planned_for = $2 and lease = $3 and done_at is null)sql"};

const Statement<bool(Uuid, MessageKind, std::optional<std::int32_t>, std::optional<Instant>, std::int32_t,
                     MessageId)>
    select_replaced{"notifications.is_replaced", R"sql(
    select exists (select from notifications.messages
                    where subject_id = $1 and kind = $2 and hours_before = $3 and visit_start = $4
                      and id <> $6 and (version > $5 or outcome = 'sent')) as is_replaced)sql"};

// Late is also what a worker has had for long, or gave back because no mail goes out; what was refused for
// now waits as it should. A pause is at most 72 minutes.
const Statement<QueueState(Instant)> select_state{"notifications.queue_state", R"sql(
    select greatest(extract(epoch from $1 - (select min(due_at)
                                               from notifications.messages
                                              where done_at is null and dead_at is null and due_at <= $1)),
                    extract(epoch from $1 - (select min(planned_for)
                                               from notifications.messages
                                              where done_at is null and dead_at is null and due_at > $1
                                                and due_at <= $1 + interval '75 minutes'
                                                and planned_for <= $1 and reason is null)),
                    0)::float8 as oldest_due,
           (select count(*) from notifications.messages where dead_at is not null and done_at is null) as dead
    )sql"};

}  // namespace

std::vector<VisitEvent> visit_events(postgres::Executor& db, const std::vector<events::Event>& events) {
    std::vector<Uuid> ids, aggregates;
    std::vector<std::string> types, payloads;
    std::vector<std::int32_t> versions;
    std::vector<Instant> times;
    for (const events::Event& event : events) {
        if (event.type != "appointment.booked" && event.type != "appointment.moved" &&
            event.type != "appointment.cancelled" && event.type != "appointment.fulfilled" &&
            event.type != "waitlist.offered")
            continue;
        ids.push_back(event.id);
        types.push_back(event.type);
        aggregates.push_back(event.aggregate_id);
        versions.push_back(event.version);
        payloads.push_back(event.payload.text_value);
        times.push_back(event.created_at);
    }
    if (ids.empty()) return {};
    return db.all(read_visit_events, ids, types, aggregates, versions, payloads, times);
}

std::vector<PaymentEvent> payment_events(postgres::Executor& db, const std::vector<events::Event>& events) {
    std::vector<Uuid> payments;
    std::vector<std::string> types, payloads;
    std::vector<std::int32_t> versions;
    std::vector<Instant> times;
    for (const events::Event& event : events) {
        if (event.type != "payment.succeeded" && event.type != "payment.refunded") continue;
        payments.push_back(event.aggregate_id);
        types.push_back(event.type);
        versions.push_back(event.version);
        payloads.push_back(event.payload.text_value);
        times.push_back(event.created_at);
    }
    if (payments.empty()) return {};
    return db.all(read_payment_events, payments, types, versions, payloads, times);
}

std::vector<LetterEvent> letter_events(postgres::Executor& db, const std::vector<events::Event>& events) {
    std::vector<std::string> payloads;
    std::vector<Instant> times;
    for (const events::Event& event : events) {
        if (event.type != "mail.requested") continue;
        payloads.push_back(event.payload.text_value);
        times.push_back(event.created_at);
    }
    if (payloads.empty()) return {};
    return db.all(read_letter_events, payloads, times);
}

void insert_messages(postgres::Executor& db, const std::vector<Message>& messages, Instant now) {
    if (messages.empty()) return;
    std::vector<Uuid> ids, subjects, recipients, clinics;
    std::vector<std::string> kinds;
    std::vector<std::int32_t> versions, hours;
    std::vector<Instant> starts, planned, created;
    for (const Message& message : messages) {
        ids.push_back(message.id.value);
        kinds.emplace_back(boost::describe::enum_to_string(message.kind, ""));
        subjects.push_back(message.subject_id);
        versions.push_back(message.version);
        recipients.push_back(message.recipient_id);
        clinics.push_back(message.clinic_id.value_or(ClinicId{}).value);
        starts.push_back(message.visit_start.value_or(Instant{}));
        hours.push_back(message.hours_before.value_or(0));
        planned.push_back(message.planned_for);
        created.push_back(message.created_at);
    }
    db.run(add_messages, ids, kinds, subjects, versions, recipients, clinics, starts, hours, planned, created,
           now);
}

std::vector<Claimed> claim_messages(postgres::Executor& db, const Claim& claim) {
    return db.all(take_messages, claim.from, claim.now, claim.until, claim.lease);
}

bool finish_message(Context& context, const Leased& message, Outcome outcome, const std::string& reason,
                    std::optional<PatientId> patient) {
    return context.database()
        .maybe(end_message, message.id, message.planned_for, message.lease, context.clock().now(), outcome,
               reason, patient, context.request_id())
        .has_value();
}

bool retry_message(postgres::Executor& db, const Leased& message, const Retry& retry) {
    return db.run(put_back, message.id, message.planned_for, message.lease, retry.attempts, retry.due_at,
                  retry.dead_at, retry.reason) == 1;
}

bool is_replaced(postgres::Executor& db, const Message& message) {
    return db.one(select_replaced, message.subject_id, message.kind, message.hours_before,
                  message.visit_start, message.version, message.id);
}

QueueState read_queue_state(postgres::Executor& db, Instant now) { return db.one(select_state, now); }

}  // namespace venera::notifications
