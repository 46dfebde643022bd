// The statements of the queue: planning, leasing, marking. SQL is in queries.cpp; that of administrators is
// in endpoint_queries.cpp.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/events/consumer.hpp"
#include "platform/postgres/database.hpp"
#include "webhooks/types.hpp"

namespace venera::webhooks {

// What an endpoint wants to be told, disabled ones included.
struct Subscription {
    EndpointId id;
    std::vector<std::string> events;
};
BOOST_DESCRIBE_STRUCT(Subscription, (), (id, events))
std::vector<Subscription> read_subscriptions(postgres::Executor& db);

// An event for an endpoint. `event` outlives it.
struct Planned {
    EndpointId endpoint_id;
    const events::Event* event = nullptr;
};
// What is there already stays as it is. The body is made here: only shown_members() leave the payload.
void insert_deliveries(postgres::Executor& db, const std::vector<Planned>& planned, Instant now);

struct Claim {
    Instant now;
    Instant until;  // the end of the lease
    Uuid lease;
    std::map<EndpointId, std::int32_t> busy;  // lanes that are taken
};
struct Claimed {
    DeliveryId id;
    Instant created_at;
    EndpointId endpoint_id;
    Uuid message_id;
    std::string type;
    std::string body;
    std::int32_t attempts = 0;
    std::string url;
    postgres::Bytes secret_sealed;
    std::optional<postgres::Bytes> previous_secret_sealed;
    std::optional<Instant> previous_until;
};
BOOST_DESCRIBE_STRUCT(Claimed, (),
                      (id, created_at, endpoint_id, message_id, type, body, attempts, url, secret_sealed,
                       previous_secret_sealed, previous_until))
// For each endpoint that has free lanes the earliest due deliveries, but of one aggregate only the first.
std::vector<Claimed> claim_deliveries(postgres::Executor& db, const Claim& claim);

enum class Outcome : std::uint8_t { delivered, dead, skipped };
BOOST_DESCRIBE_ENUM(Outcome, delivered, dead, skipped)

// What became of an attempt. Without an outcome there is another one, at `due_at`.
struct Mark {
    DeliveryId id;
    Instant created_at;
    Uuid lease;
    Instant begun;
    Instant now;
    std::optional<Outcome> outcome;
    Instant due_at;
    std::int32_t took_ms = 0;
    std::optional<std::int32_t> status;
    std::optional<std::string> failure;
    std::optional<std::string> answer;
};
// False if somebody else has it now: then nothing is marked. What was told of a patient is a line of the
// access log.
bool mark_delivery(Context& context, const Mark& mark);
// It was not tried, as far as we know: no attempt is counted, and it is due at once.
void give_back(postgres::Executor& db, const Mark& mark);

// The version of the endpoint, if it is this that disables it. For `failing`, only if nothing was accepted
// since before.
std::optional<std::int64_t> disable_endpoint(postgres::Executor& db, EndpointId id, DisabledBecause why,
                                             Instant now);
// Sets aside what is due for endpoints that are disabled or gone. The number of deliveries.
std::int64_t skip_deliveries(postgres::Executor& db, Instant now);

struct QueueState {
    double oldest_due = 0;  // seconds
    std::int64_t failing = 0;
    std::int64_t disabled = 0;
};
BOOST_DESCRIBE_STRUCT(QueueState, (), (oldest_due, failing, disabled))
QueueState read_queue_state(postgres::Executor& db, Instant now);

// An event of an endpoint itself: "webhook.created".
struct Told {
    EndpointId id;
    std::int64_t version = 1;
    std::string type;
    std::optional<DisabledBecause> because;
};
void insert_event(Context& context, postgres::Executor& db, const Told& told);
// One line of the access log.
enum class Permission : std::uint8_t { allowed, denied };
BOOST_DESCRIBE_ENUM(Permission, allowed, denied)
struct Access {
    std::string action;
    std::string resource;
    std::optional<Uuid> id{};
    Permission outcome = Permission::allowed;
    std::optional<PatientId> patient{};
};
void insert_access(Context& context, postgres::Executor& db, const Access& access);

}  // namespace venera::webhooks
