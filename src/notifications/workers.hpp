// Sends what is due. Several workers, in one process or in many, share the queue: each takes some messages
// for the time of a lease, composes and sends them outside of any transaction, and marks each right after it
// went. Who dies in between leaves messages that are due again when the lease ends: the promise is "at least
// once", and the one that may come twice has the same Message-ID.
#pragma once
#include <functional>
#include <optional>

#include "notifications/composing.hpp"
#include "notifications/delivery.hpp"
#include "notifications/queries.hpp"
#include "platform/jobs/queue.hpp"
#include "platform/metrics/metrics.hpp"

namespace venera::notifications {

class Workers {
public:
    // `is_busy`: whether people wait for this process, who come first.
    Workers(
        Composing& composing, Carrier& carrier, metrics::Metrics& metrics,
        std::function<bool()> is_busy = [] { return false; })
        : composing_(composing), carrier_(carrier), metrics_(metrics), is_busy_(std::move(is_busy)) {}

    // Sends all that is due now. For a job that comes back; fibers of one loop may call it at once.
    void work(Context& context);
    // Measures the queue, and logs when it begins and ends to be late.
    QueueState watch(Context& context);

private:
    enum class Went : std::uint8_t { on, offline };

    bool is_paused(Instant now) const;
    // While people wait, a worker sleeps for most of the time.
    void rest(Context& context, fibers::Steady since) const;
    Went send(Context& context, const Message& message, const Leased& leased);
    void finish(Context& context, const Message& message, const Leased& leased, const Composed& composed,
                const Delivery& delivery);
    // Gives a message back that was not tried: no attempt is counted.
    void give_back(Context& context, const Message& message, const Leased& leased, Instant due_at);
    void pause(Context& context, std::string_view why);
    void count(const Message& message, std::string_view outcome);

    Composing& composing_;
    Carrier& carrier_;
    metrics::Metrics& metrics_;
    std::function<bool()> is_busy_;
    jobs::Watermark mark_{};
    // The mail server does not work: until then nobody tries, then one does.
    std::optional<Instant> paused_until_{};
    fibers::Steady delivered_at_ = fibers::Steady::min();  // the last one that went
    bool is_offline_ = false;
    bool is_late_ = false;
};

}  // namespace venera::notifications
