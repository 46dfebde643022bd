#include "webhooks/endpoint_queries.hpp"

#include <boost/describe/enum_to_string.hpp>

#include "webhooks/limits.hpp"
#include "webhooks/rules.hpp"

namespace venera::webhooks {

namespace {

using postgres::Bytes;
using postgres::Statement;
using MaybeInstant = std::optional<Instant>;
using MaybeText = std::optional<std::string>;

const Statement<void(EndpointId, std::string, std::vector<std::string>, MaybeText, Bytes, MaybeInstant,
                     std::optional<DisabledBecause>, Instant)>
    add_endpoint{"webhooks.insert_endpoint", R"sql(
    insert into webhooks.endpoints (id, url, events, description, secret_sealed, disabled_at,
                                    disabled_because, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $8))sql"};

const Statement<void()> hold_endpoints{"webhooks.hold_endpoints", R"sql(
    lock table webhooks.endpoints in share row exclusive mode)sql"};
const Statement<std::int64_t()> select_count{"webhooks.count_endpoints", R"sql(
    select count(*) from webhooks.endpoints)sql"};

const Statement<Endpoint(std::optional<EndpointId>, std::int32_t)> select_endpoints{"webhooks.list_endpoints",
                                                                                    R"sql(
    select id, url, events, description, disabled_at is null as enabled, disabled_because, disabled_at,
           failing_since, previous_until as previous_secret_until, version, created_at, updated_at
      from webhooks.endpoints
     where $1::uuid is null or id > $1
     order by id
     limit $2)sql"};

const Statement<Endpoint(EndpointId)> select_endpoint{"webhooks.find_endpoint", R"sql(
    select id, url, events, description, disabled_at is null as enabled, disabled_because, disabled_at,
           failing_since, previous_until as previous_secret_until, version, created_at, updated_at
      from webhooks.endpoints
     where id = $1)sql"};

// Enabled again, it has a clean slate: a day of failing counts from then on.
const Statement<void(EndpointId, std::string, std::vector<std::string>, MaybeText, MaybeInstant,
                     std::optional<DisabledBecause>, std::int64_t, Instant)>
    set_endpoint{"webhooks.update_endpoint", R"sql(
    update webhooks.endpoints
       set url = $2, events = $3, description = $4,
           failing_since = case when disabled_at is not null and $5::timestamptz is null then null
                                else failing_since end,
           disabled_at = $5::timestamptz, disabled_because = $6, version = version + 1, updated_at = $8
     where id = $1 and version = $7)sql"};

const Statement<std::int64_t(EndpointId, Bytes, Instant)> set_secret{"webhooks.replace_secret", R"sql(
    update webhooks.endpoints
       set previous_secret_sealed = secret_sealed, previous_until = $3, secret_sealed = $2,
           version = version + 1
     where id = $1
    returning version)sql"};

const Statement<void(EndpointId, std::optional<std::int64_t>)> remove_endpoint{"webhooks.delete_endpoint",
                                                                               R"sql(
    delete from webhooks.endpoints where id = $1 and ($2::int8 is null or version = $2))sql"};

const Statement<Delivery(EndpointId, std::optional<DeliveryState>, MaybeText, std::optional<WebhookEventId>,
                         MaybeInstant, MaybeInstant, MaybeInstant, std::optional<DeliveryId>, std::int32_t)>
    select_deliveries{"webhooks.list_deliveries", R"sql(
    select id, message_id as event_id, type, coalesce(outcome, 'waiting') as state, attempts, status, failure,
           created_at, case when done_at is null and lease is null then due_at end as next_attempt_at, done_at
      from webhooks.deliveries
     where endpoint_id = $1
       and ($2::text is null or coalesce(outcome, 'waiting') = $2)
       and ($3::text is null or starts_with(type, $3) and (type = $3 or $3 = '' or $3 like '%.'))
       and ($4::uuid is null or message_id = $4)
       and ($5::timestamptz is null or created_at >= $5)
       and ($6::timestamptz is null or created_at < $6)
       and ($7::timestamptz is null or (created_at, id) < ($7, $8::uuid))
     order by created_at desc, id desc
     limit $9::int4)sql"};

const Statement<DeliveryRow(EndpointId, DeliveryId)> select_delivery{"webhooks.find_delivery", R"sql(
    select id, message_id as event_id, type, coalesce(outcome, 'waiting') as state, attempts, status, failure,
           created_at, case when done_at is null and lease is null then due_at end as next_attempt_at,
           done_at,
           body::jsonb as request, (body::jsonb->'data'->>'patient_id')::uuid as patient_id
      from webhooks.deliveries
     where endpoint_id = $1 and id = $2)sql"};

const Statement<void()> keep_snapshot{"webhooks.keep_one_snapshot", R"sql(
    set transaction isolation level repeatable read)sql"};

const Statement<Attempt(DeliveryId)> select_attempts{"webhooks.list_attempts", R"sql(
    select number, attempted_at, took_ms, status, failure, answer
      from webhooks.attempts
     where delivery_id = $1
     order by attempted_at desc
     limit 50)sql"};

const Statement<void(EndpointId, DeliveryId, Instant)> set_due{"webhooks.replay_delivery", R"sql(
    update webhooks.deliveries
       set done_at = null, outcome = null, attempts = 0, due_at = $3, lease = null
     where endpoint_id = $1 and id = $2 and (done_at is not null or lease is null))sql"};

const Statement<void(EndpointId, Instant, Instant, std::vector<std::string>, std::int64_t, Instant)>
    set_span_due{"webhooks.replay_span", R"sql(
    update webhooks.deliveries d
       set done_at = null, outcome = null, attempts = 0, due_at = $6, lease = null
      from (select id, created_at
              from webhooks.deliveries
             where endpoint_id = $1 and created_at >= $2 and created_at < $3
               and coalesce(outcome, 'waiting') = any ($4::text[]) and (done_at is not null or lease is null)
             limit $5) s
     where d.id = s.id and d.created_at = s.created_at)sql"};

const Statement<void(DeliveryId, EndpointId, Uuid, Instant)> add_test{"webhooks.insert_test", R"sql(
    insert into webhooks.deliveries (id, endpoint_id, message_id, type, aggregate_id, body, created_at,
                                     due_at)
    values ($1, $2, $3, 'webhook.test', $3,
            json_build_object('type', 'webhook.test', 'timestamp',
                              to_char($4::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                              'data', json_build_object('endpoint_id', $2::uuid))::text,
            $4::timestamptz, $4::timestamptz))sql"};

// "appointment.*" -> "appointment."; "*" -> "": what a type begins with.
std::string beginning_of(std::string pattern) {
    if (pattern.ends_with('*')) pattern.pop_back();
    return pattern;
}

}  // namespace

void insert_endpoint(postgres::Executor& db, const NewRow& row) {
    const Endpoint& endpoint = row.endpoint;
    db.run(add_endpoint, endpoint.id, endpoint.url, endpoint.events, endpoint.description, row.secret_sealed,
           endpoint.disabled_at, endpoint.disabled_because, endpoint.created_at);
}

std::int64_t count_endpoints(postgres::Executor& db) {
    db.run(hold_endpoints);
    return db.one(select_count);
}

std::vector<Endpoint> list_endpoints(postgres::Executor& db, std::optional<EndpointId> after,
                                     std::int32_t limit) {
    return db.all(select_endpoints, after, limit);
}

std::optional<Endpoint> find_endpoint(postgres::Executor& db, EndpointId id) {
    return db.maybe(select_endpoint, id);
}

bool update_endpoint(postgres::Executor& db, const Endpoint& endpoint, Instant now) {
    return db.run(set_endpoint, endpoint.id, endpoint.url, endpoint.events, endpoint.description,
                  endpoint.disabled_at, endpoint.disabled_because, endpoint.version, now) == 1;
}

std::optional<std::int64_t> replace_secret(postgres::Executor& db, EndpointId id,
                                           const postgres::Bytes& sealed, Instant previous_until) {
    return db.maybe(set_secret, id, sealed, previous_until);
}

bool delete_endpoint(postgres::Executor& db, EndpointId id, std::optional<std::int64_t> version) {
    return db.run(remove_endpoint, id, version) == 1;
}

std::vector<Delivery> list_deliveries(postgres::Executor& db, EndpointId endpoint,
                                      const DeliveryQuery& filter,
                                      const std::optional<DeliveryPosition>& after) {
    const auto limit = filter.limit ? static_cast<std::int32_t>(filter.limit->value) : limits::page;
    return db.all(select_deliveries, endpoint, filter.state,
                  filter.type ? MaybeText{beginning_of(filter.type->value)} : std::nullopt, filter.event_id,
                  filter.from, filter.to, after ? MaybeInstant{after->created_at} : std::nullopt,
                  after ? std::optional{after->id} : std::nullopt, limit + 1);
}

std::optional<DeliveryRow> find_delivery(postgres::Executor& db, EndpointId endpoint, DeliveryId id) {
    return db.maybe(select_delivery, endpoint, id);
}

void keep_one_snapshot(postgres::Transaction& transaction) { transaction.run(keep_snapshot); }

std::vector<Attempt> list_attempts(postgres::Executor& db, DeliveryId id) {
    return db.all(select_attempts, id);
}

void replay_delivery(postgres::Executor& db, EndpointId endpoint, DeliveryId id, Instant now) {
    db.run(set_due, endpoint, id, now);
}

std::int64_t replay_span(postgres::Executor& db, EndpointId endpoint, const Span& span, Instant now) {
    std::vector<std::string> states;
    for (const DeliveryState state :
         span.states.value_or(std::vector{DeliveryState::dead, DeliveryState::skipped}))
        states.emplace_back(boost::describe::enum_to_string(state, ""));
    return db.run(set_span_due, endpoint, span.from, span.to, states, limits::replayed_at_once + 1, now);
}

void insert_test(postgres::Executor& db, EndpointId endpoint, DeliveryId id, Instant now) {
    db.run(add_test, id, endpoint, make_uuid(now), now);
}

}  // namespace venera::webhooks
