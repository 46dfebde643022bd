// Sends what is due. It claims some deliveries of every endpoint that has free lanes, for the time of a
// lease, and gives each to a fiber of its own, which sends it outside of any transaction and marks it. A slow
// endpoint fills its own lanes and nobody else's. Who dies between an answer and its mark leaves a delivery
// that is due again when the lease ends: at least once, with the same webhook-id.
#pragma once
#include <functional>
#include <map>

#include "platform/jobs/bell.hpp"
#include "platform/metrics/metrics.hpp"
#include "platform/net/transfers.hpp"
#include "webhooks/queries.hpp"
#include "webhooks/rules.hpp"
#include "webhooks/signing.hpp"

namespace venera::webhooks {

class Dispatcher {
public:
    // Sends a request while the fiber waits: net::Transfers, or a test.
    using Send = std::function<net::Answer(fibers::Wait&, const net::Outgoing&)>;
    // Runs work on a fiber of its own, with a context of its own.
    using Spawn = std::function<void(std::function<void(Context&)>)>;

    Dispatcher(const Secrets& secrets, Send send, metrics::Metrics& metrics)
        : secrets_(secrets), send_(std::move(send)), metrics_(metrics) {}

    // Begins all that is due now and has a free lane. For a job that comes back, on one loop, woken by
    // bell().
    void dispatch(Context& context, const Spawn& spawn);
    // Rings when there may be something to send.
    jobs::Bell& bell() { return bell_; }

    // Measures the queue, and logs when it begins and ends to be late.
    QueueState watch(Context& context);

private:
    // What one attempt has at hand: the delivery, and who has it.
    struct Attempted {
        const Claimed& delivery;
        Mark mark;
    };

    void deliver(Context& context, const Claimed& delivery, const Uuid& lease);
    net::Answer send(Context& context, const Claimed& delivery);
    void finish(Context& context, Attempted& attempted, const net::Answer& answer);
    void disable(Context& context, const Claimed& delivery, DisabledBecause why);
    void free_lane(EndpointId endpoint);
    void count(std::string_view outcome);

    const Secrets& secrets_;
    Send send_;
    metrics::Metrics& metrics_;
    jobs::Bell bell_{};
    std::map<EndpointId, std::int32_t> busy_{};
    bool is_again_ = false;  // a lane became free since the last claim
    bool is_late_ = false;
};

}  // namespace venera::webhooks
