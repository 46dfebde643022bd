// The transport inside the process. For each consumer it reads all outboxes in the order of transactions and
// hands the events over in the transaction that moves the consumer's position: at least once becomes once. An
// event that a consumer cannot take is parked, and the later ones of its aggregate behind it, so that it
// holds up nobody else; it is tried again with growing pauses and is dead in the end, for an administrator to
// see.
#pragma once
#include <map>

#include "platform/events/consumer.hpp"
#include "platform/events/queries.hpp"
#include "platform/metrics/metrics.hpp"

namespace venera::events {

class Relay final : public Transport {
public:
    explicit Relay(metrics::Metrics& metrics) : metrics_(metrics) {}

    void subscribe(Context& context, const Consumer& consumer) override;
    std::int64_t deliver(Context& context, Consumer& consumer) override;
    // Measures how far behind the consumer is, and logs when that begins and ends to be too far. For a job.
    Backlog watch(Context& context, const Consumer& consumer);

private:
    enum class Portion : std::uint8_t { batch, one };

    // The number of events passed, one way or the other; 0 if there are none or another replica is at it.
    std::int64_t pass(Context& context, Consumer& consumer, Portion portion);
    void retry_parked(Context& context, Consumer& consumer);
    void note_lag(Context& context, const std::string& consumer, const Backlog& backlog);

    metrics::Metrics& metrics_;
    std::map<std::string, bool> is_behind_;
};

// Whether it was the event's fault: what passes by itself (the database is gone) is nobody's.
bool is_poison(const std::exception& problem);

}  // namespace venera::events
