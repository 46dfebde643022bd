// Who acts on events, and how events come to it. A context writes an event into its outbox in the transaction
// of the change; every consumer is handed every event, at least once, in an order in which nothing comes in
// late.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/http/context.hpp"
#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::events {

struct Event {
    std::int64_t xid = 0;  // the transaction that it was written in
    Uuid id;
    std::string context;  // whose outbox
    std::string type;     // "appointment.booked"
    Uuid aggregate_id;
    std::int32_t version = 0;  // of the aggregate
    std::optional<std::string> country;
    Json payload;  // ids, times and states: nothing of a person
    std::optional<std::string> traceparent;
    Instant created_at;
};
BOOST_DESCRIBE_STRUCT(Event, (),
                      (xid, id, context, type, aggregate_id, version, country, payload, traceparent,
                       created_at))

class Consumer {
public:
    virtual ~Consumer() = default;

    // Its name in platform.positions, in metrics and in the log. Never change it.
    virtual std::string name() const = 0;
    // Takes events over, in `transaction`, which also says that they are taken: both or neither. No input and
    // output: what has to leave the system becomes a row of the consumer's own queue. Versions of one
    // aggregate come in order, but a transport may be late with one: a consumer ignores what is older than
    // what it knows.
    virtual void take(Context& context, postgres::Transaction& transaction,
                      const std::vector<Event>& events) = 0;
};

// How events travel from the outboxes to a consumer: inside the process (Relay), or through a broker, whose
// publisher is a consumer itself.
class Transport {
public:
    virtual ~Transport() = default;

    // Events count for the consumer from here on, unless it has been here before. Call it before serving.
    virtual void subscribe(Context& context, const Consumer& consumer) = 0;
    // Hands over what there is. Returns the number of events. For a job that comes back; several replicas may
    // call it at once. Throws: as the database does; then nothing is lost.
    virtual std::int64_t deliver(Context& context, Consumer& consumer) = 0;
};

}  // namespace venera::events
