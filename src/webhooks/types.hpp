// Webhooks: endpoints, deliveries and attempts, as rows and as the API shows them.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/json/json.hpp"
#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::webhooks {

using EndpointId = Id<struct EndpointTag>;
using DeliveryId = Id<struct DeliveryTag>;
using WebhookEventId = Id<struct WebhookEventTag>;

// "appointment.booked", "appointment.*" or "*": at least one type of rules.hpp.
struct EventPattern {
    static const std::string schema;

    std::string value;

    auto operator<=>(const EventPattern&) const = default;
    static Parsed<EventPattern> parse(std::string_view text);
    std::string text() const { return value; }
};

enum class DisabledBecause : std::uint8_t {
    administrator,
    failing,  // nothing was accepted for a day, and a delivery was given up
    gone,     // it said 410
};
BOOST_DESCRIBE_ENUM(DisabledBecause, administrator, failing, gone)

struct NewEndpoint {
    Url url;
    std::vector<EventPattern> events;
    std::optional<Text<200>> description;
    std::optional<bool> enabled;
};
BOOST_DESCRIBE_STRUCT(NewEndpoint, (), (url, events, description, enabled))
void check(const NewEndpoint& wish, json::Issues& issues);

struct EndpointChange {
    Patch<Url> url;
    Patch<std::vector<EventPattern>> events;
    Patch<Text<200>, Clears::yes> description;
    Patch<bool> enabled;
};
BOOST_DESCRIBE_STRUCT(EndpointChange, (), (url, events, description, enabled))
void check(const EndpointChange& change, json::Issues& issues);

struct Endpoint {
    EndpointId id;
    std::string url;
    std::vector<std::string> events;
    std::optional<std::string> description;
    bool enabled = true;
    std::optional<DisabledBecause> disabled_because;
    std::optional<Instant> disabled_at;
    std::optional<Instant> failing_since;
    std::optional<Instant> previous_secret_until;  // until then both secrets sign
    std::int64_t version = 1;
    Instant created_at;
    Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(Endpoint, (),
                      (id, url, events, description, enabled, disabled_because, disabled_at, failing_since,
                       previous_secret_until, version, created_at, updated_at))

// The only answer, beside that of a rotation, with a secret in it.
struct MadeEndpoint : Endpoint {
    std::string secret;
};
BOOST_DESCRIBE_STRUCT(MadeEndpoint, (Endpoint), (secret))

struct Rotation {
    std::optional<Whole<0, 168>> overlap_hours;
};
BOOST_DESCRIBE_STRUCT(Rotation, (), (overlap_hours))
struct RotatedSecret {
    EndpointId id;
    std::string secret;
    Instant previous_secret_until;
};
BOOST_DESCRIBE_STRUCT(RotatedSecret, (), (id, secret, previous_secret_until))

struct EndpointQuery {
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(EndpointQuery, (), (limit, cursor))

enum class DeliveryState : std::uint8_t {
    waiting,
    delivered,
    dead,     // given up after the last attempt
    skipped,  // the endpoint was disabled when it was due
};
BOOST_DESCRIBE_ENUM(DeliveryState, waiting, delivered, dead, skipped)

struct Delivery {
    DeliveryId id;
    WebhookEventId event_id;  // what the receiver knows as webhook-id
    std::string type;
    DeliveryState state = DeliveryState::waiting;
    std::int32_t attempts = 0;
    std::optional<std::int32_t> status;  // of the last answer
    std::optional<std::string> failure;  // why there was none
    Instant created_at;
    std::optional<Instant> next_attempt_at;
    std::optional<Instant> done_at;
};
BOOST_DESCRIBE_STRUCT(Delivery, (),
                      (id, event_id, type, state, attempts, status, failure, created_at, next_attempt_at,
                       done_at))

struct Attempt {
    std::int32_t number = 1;
    Instant attempted_at;
    std::int32_t took_ms = 0;
    std::optional<std::int32_t> status;
    std::optional<std::string> failure;
    std::optional<std::string> answer;  // its beginning
};
BOOST_DESCRIBE_STRUCT(Attempt, (), (number, attempted_at, took_ms, status, failure, answer))

struct DeliveryLog : Delivery {
    Json request;  // the body that is sent
    std::vector<Attempt> log;
};
BOOST_DESCRIBE_STRUCT(DeliveryLog, (Delivery), (request, log))

struct DeliveryQuery {
    std::optional<DeliveryState> state;
    std::optional<EventPattern> type;
    std::optional<WebhookEventId> event_id;
    std::optional<Instant> from;  // of the events
    std::optional<Instant> to;
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(DeliveryQuery, (), (state, type, event_id, from, to, limit, cursor))

// Which deliveries to send again: of events of [from, to).
struct Span {
    Instant from;
    Instant to;
    std::optional<std::vector<DeliveryState>> states;  // absent: dead and skipped
};
BOOST_DESCRIBE_STRUCT(Span, (), (from, to, states))
void check(const Span& span, json::Issues& issues);
struct Replayed {
    std::int64_t deliveries = 0;
};
BOOST_DESCRIBE_STRUCT(Replayed, (), (deliveries))

}  // namespace venera::webhooks
