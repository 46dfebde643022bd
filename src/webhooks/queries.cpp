#include "webhooks/queries.hpp"

#include "webhooks/limits.hpp"
#include "webhooks/rules.hpp"

namespace venera::webhooks {

namespace {

using postgres::Statement;
using MaybeInstant = std::optional<Instant>;
using MaybeText = std::optional<std::string>;
using MaybeInteger = std::optional<std::int32_t>;

const Statement<Subscription()> select_subscriptions{"webhooks.read_subscriptions", R"sql(
    select id, events from webhooks.endpoints)sql"};

// A delivery that follows another of its aggregate is not due before that one: it could not go anyway.
const Statement<void(std::vector<Uuid>, std::vector<Uuid>, std::vector<Uuid>, std::vector<std::string>,
                     std::vector<Uuid>, std::vector<std::string>, std::vector<Instant>, Instant,
                     std::vector<std::string>)>
    add_deliveries{"webhooks.insert_deliveries", R"sql(
    insert into webhooks.deliveries (id, endpoint_id, message_id, type, aggregate_id, body, created_at,
                                     due_at)
    select u.id, u.endpoint_id, u.message_id, u.type, u.aggregate_id,
           json_build_object(
               'type', u.type,
               'timestamp', to_char(u.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
               'data', coalesce((select jsonb_object_agg(m.key, m.value)
                                   from jsonb_each(u.payload::jsonb) m
                                  where m.key = any ($9::text[])
                                    and jsonb_typeof(m.value) in ('string', 'number')), '{}'))::text,
           u.created_at,
           greatest($8::timestamptz, (select max(f.due_at) from webhooks.deliveries f
                                       where f.endpoint_id = u.endpoint_id
                                         and f.aggregate_id = u.aggregate_id and f.done_at is null
                                         and f.lease is null))
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::timestamptz[])
           with ordinality
           as u (id, endpoint_id, message_id, type, aggregate_id, payload, created_at, place)
     order by u.place
        on conflict do nothing)sql"};

// "For update" is on the deliveries alone: endpoints are read, not held.
const Statement<Claimed(std::vector<EndpointId>, std::vector<std::int32_t>, std::int32_t, Instant, Instant,
                        Uuid)>
    take_deliveries{"webhooks.claim_deliveries", R"sql(
    with lane as (
        select e.id, e.url, e.secret_sealed, e.previous_secret_sealed, e.previous_until,
               $3::int4 - coalesce(b.busy, 0) as free
          from webhooks.endpoints e
          left join unnest($1::uuid[], $2::int4[]) as b (id, busy) on b.id = e.id
         where e.disabled_at is null and coalesce(b.busy, 0) < $3::int4
    ), due as (
        select d.id, d.created_at
          from lane cross join lateral (
              select id, created_at
                from webhooks.deliveries w
               where w.endpoint_id = lane.id and w.done_at is null and w.due_at <= $4::timestamptz
                 and not exists (select from webhooks.deliveries f
                                  where f.endpoint_id = w.endpoint_id and f.aggregate_id = w.aggregate_id
                                    and f.place < w.place and f.done_at is null)
               order by w.due_at, w.place
               limit lane.free
                 for update of w skip locked) d
    )
    update webhooks.deliveries d
       set due_at = $5, lease = $6, attempts = d.attempts + 1
      from due, lane
     where d.id = due.id and d.created_at = due.created_at and lane.id = d.endpoint_id
    returning d.id, d.created_at, d.endpoint_id, d.message_id, d.type, d.body, d.attempts, lane.url,
              lane.secret_sealed, lane.previous_secret_sealed, lane.previous_until)sql"};

// With the line of the log, the state of the endpoint where it changes, and the later deliveries of the same
// aggregate, which wait as long.
const Statement<bool(DeliveryId, Instant, Uuid, Instant, Instant, std::optional<Outcome>, Instant,
                     std::int32_t, MaybeInteger, MaybeText, MaybeText, std::string)>
    end_attempt{"webhooks.mark_delivery", R"sql(
    with marked as (
        update webhooks.deliveries
           set due_at = $7::timestamptz, lease = null, status = $9::int4, failure = $10::text,
               outcome = $6::text, done_at = case when $6::text is null then null else $5::timestamptz end
         where id = $1::uuid and created_at = $2::timestamptz and lease = $3::uuid and done_at is null
        returning id, endpoint_id, aggregate_id, attempts,
                  (body::jsonb->'data'->>'patient_id')::uuid as patient_id
    ), tried as (
        insert into webhooks.attempts (delivery_id, attempted_at, number, took_ms, status, failure, answer)
        select id, $4::timestamptz, attempts, $8::int4, $9::int4, $10::text, $11::text from marked
    ), followers as (
        update webhooks.deliveries f
           set due_at = $7::timestamptz
          from marked
         where $6::text is null and f.endpoint_id = marked.endpoint_id
           and f.aggregate_id = marked.aggregate_id and f.id <> marked.id and f.done_at is null
           and f.lease is null and f.due_at < $7::timestamptz
    ), well as (
        update webhooks.endpoints e
           set failing_since = case when $6::text = 'delivered' then null else $4::timestamptz end
          from marked
         where e.id = marked.endpoint_id
           and (e.failing_since is null) <> coalesce($6::text = 'delivered', false)
    ), logged as (
        insert into webhooks.access_log (occurred_at, actor_role, patient_id, action, resource, resource_id,
                                         purpose, request_id, outcome)
        select $5::timestamptz, 'system', patient_id, 'send', 'webhook delivery', id, 'operations', $12::text,
               'allowed'
          from marked where $6::text = 'delivered' and patient_id is not null
    )
    select true as marked from marked)sql"};

const Statement<void(DeliveryId, Instant, Uuid, Instant)> put_back{"webhooks.give_back", R"sql(
    update webhooks.deliveries
       set due_at = $4, lease = null, attempts = attempts - 1
     where id = $1 and created_at = $2 and lease = $3 and done_at is null)sql"};

const Statement<std::int64_t(EndpointId, DisabledBecause, Instant, Instant)> set_disabled{
    "webhooks.disable_endpoint", R"sql(
    update webhooks.endpoints
       set disabled_at = $3, disabled_because = $2, version = version + 1, updated_at = $3
     where id = $1 and disabled_at is null and ($2 <> 'failing' or failing_since <= $4)
    returning version)sql"};

const Statement<void(Instant, std::int32_t)> set_aside{"webhooks.skip_deliveries", R"sql(
    with due as (
        select d.id, d.created_at
          from webhooks.deliveries d
         where d.done_at is null and d.due_at <= $1
           and not exists (select from webhooks.endpoints e
                            where e.id = d.endpoint_id and e.disabled_at is null)
         limit $2
           for update of d skip locked
    )
    update webhooks.deliveries d
       set done_at = $1, outcome = 'skipped', lease = null
      from due
     where d.id = due.id and d.created_at = due.created_at)sql"};

const Statement<QueueState(Instant)> select_state{"webhooks.queue_state", R"sql(
    select coalesce(extract(epoch from $1 - (select min(first.due_at)
                                               from webhooks.endpoints e
                                              cross join lateral (select min(d.due_at) as due_at
                                                                    from webhooks.deliveries d
                                                                   where d.endpoint_id = e.id
                                                                     and d.done_at is null) first
                                              where e.disabled_at is null and first.due_at <= $1)),
                    0)::float8 as oldest_due,
           (select count(*) from webhooks.endpoints
             where failing_since is not null and disabled_at is null) as failing,
           (select count(*) from webhooks.endpoints where disabled_at is not null) as disabled)sql"};

const Statement<void(Uuid, EndpointId, std::string, std::int64_t, std::optional<DisabledBecause>, MaybeText,
                     Instant)>
    add_event{"webhooks.insert_event", R"sql(
    insert into webhooks.outbox (id, aggregate_id, type, version, payload, traceparent, created_at, due_at)
    values ($1, $2::uuid, $3, $4::int8,
            jsonb_strip_nulls(jsonb_build_object('endpoint_id', $2::uuid, 'version', $4::int8,
                                                 'because', $5::text)), $6, $7, $7))sql"};

const Statement<void(Instant, std::optional<UserId>, std::string, std::string, std::string,
                     std::optional<Uuid>, std::string, MaybeText, std::string, MaybeText, Permission,
                     std::optional<PatientId>)>
    add_access{"webhooks.insert_access", R"sql(
    insert into webhooks.access_log (occurred_at, actor_id, actor_role, action, resource, resource_id,
                                     purpose, purpose_reason, request_id, address, outcome, patient_id)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql"};

}  // namespace

std::vector<Subscription> read_subscriptions(postgres::Executor& db) { return db.all(select_subscriptions); }

void insert_deliveries(postgres::Executor& db, const std::vector<Planned>& planned, Instant now) {
    if (planned.empty()) return;
    std::vector<Uuid> ids, endpoints, messages, aggregates;
    std::vector<std::string> types, payloads;
    std::vector<Instant> times;
    for (const auto& [endpoint, event] : planned) {
        ids.push_back(make_uuid(now));
        endpoints.push_back(endpoint.value);
        messages.push_back(event->id);
        types.push_back(event->type);
        aggregates.push_back(event->aggregate_id);
        payloads.push_back(event->payload.text_value);
        times.push_back(event->created_at);
    }
    db.run(add_deliveries, ids, endpoints, messages, types, aggregates, payloads, times, now,
           shown_members());
}

std::vector<Claimed> claim_deliveries(postgres::Executor& db, const Claim& claim) {
    std::vector<EndpointId> ids;
    std::vector<std::int32_t> busy;
    for (const auto& [id, count] : claim.busy) {
        ids.push_back(id);
        busy.push_back(count);
    }
    return db.all(take_deliveries, ids, busy, limits::lanes, claim.now, claim.until, claim.lease);
}

bool mark_delivery(Context& context, const Mark& mark) {
    return context.database()
        .maybe(end_attempt, mark.id, mark.created_at, mark.lease, mark.begun, mark.now, mark.outcome,
               mark.due_at, mark.took_ms, mark.status, mark.failure, mark.answer, context.request_id())
        .has_value();
}

void give_back(postgres::Executor& db, const Mark& mark) {
    db.run(put_back, mark.id, mark.created_at, mark.lease, mark.now);
}

std::optional<std::int64_t> disable_endpoint(postgres::Executor& db, EndpointId id, DisabledBecause why,
                                             Instant now) {
    return db.maybe(set_disabled, id, why, now, now - limits::failing_for);
}

std::int64_t skip_deliveries(postgres::Executor& db, Instant now) {
    return db.run(set_aside, now, limits::skipped_at_once);
}

QueueState read_queue_state(postgres::Executor& db, Instant now) { return db.one(select_state, now); }

void insert_event(Context& context, postgres::Executor& db, const Told& told) {
    db.run(add_event, make_uuid(context.now()), told.id, told.type, told.version, told.because,
           context.trace().traceparent(), context.now());
}

void insert_access(Context& context, postgres::Executor& db, const Access& access) {
    const Caller& caller = context.caller();
    const bool is_job = caller.kind == Caller::Kind::job;
    db.run(add_access, context.now(), caller.signed_in() ? std::optional{caller.user_id} : std::nullopt,
           is_job ? "system" : std::string(http::name_of(caller.role)), access.action, access.resource,
           access.id, is_job ? "operations" : context.purpose, context.purpose_reason, context.request_id(),
           caller.address.empty() ? std::nullopt : std::optional{caller.address}, access.outcome,
           access.patient);
}

}  // namespace venera::webhooks
