#include "webhooks/dispatcher.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <boost/describe/enum_to_string.hpp>

#include <utility>

#include "platform/events/limits.hpp"
#include "platform/jobs/backoff.hpp"
#include "platform/log/problem.hpp"
#include "webhooks/limits.hpp"

namespace venera::webhooks {

void Dispatcher::dispatch(Context& context, const Spawn& spawn) {
    do {
        is_again_ = false;
        const Instant now = context.clock().now();
        const Uuid lease = make_uuid(now);
        for (auto& claimed : claim_deliveries(context.database(), {now, now + limits::lease, lease, busy_})) {
            ++busy_[claimed.endpoint_id];
            spawn([this, lease, delivery = std::move(claimed)](Context& own) {
                // However it ends: the lane is free again.
                struct Lane {
                    Dispatcher& dispatcher;
                    EndpointId endpoint;
                    ~Lane() { dispatcher.free_lane(endpoint); }
                } const lane{*this, delivery.endpoint_id};
                deliver(own, delivery, lease);
            });
        }
    } while (is_again_);
}

void Dispatcher::free_lane(EndpointId endpoint) {
    const auto lane = busy_.find(endpoint);
    if (--lane->second == 0) busy_.erase(lane);
    is_again_ = true;
    bell_.ring();
}

net::Answer Dispatcher::send(Context& context, const Claimed& delivery) {
    const Instant now = context.clock().now();
    std::vector<std::string> secrets;
    const auto add = [&](const crypto::Bytes& sealed) {
        auto secret = secrets_.open(delivery.endpoint_id, sealed);
        if (secret) secrets.push_back(std::move(*secret));
        return secret.has_value();
    };
    if (!add(delivery.secret_sealed))
        // Another webhook key than it was sealed with.
        context.log().error("webhook.secret_rejected", {{"webhook_id", delivery.endpoint_id}});
    if (delivery.previous_secret_sealed && now < *delivery.previous_until)
        add(*delivery.previous_secret_sealed);
    const std::string id = delivery.message_id.text();
    net::Outgoing request;
    request.method = net::Outgoing::Method::post;
    request.url = delivery.url;
    request.body = delivery.body;
    request.headers = {
        "Content-Type: application/json", "webhook-id: " + id,
        "webhook-timestamp: " + std::to_string(now.epoch_seconds()),
        "webhook-signature: " + signature_of({id, now.epoch_seconds(), delivery.body}, secrets)};
    request.most_bytes = limits::answer_bytes;
    request.time = limits::time;
    if (!secrets.empty()) return send_(context.wait(), request);
    net::Answer unsent;
    unsent.failure = net::Failure::protocol;
    return unsent;
}

void Dispatcher::deliver(Context& context, const Claimed& delivery, const Uuid& lease) {
    try {
        Attempted attempted{delivery, {}};
        attempted.mark.id = delivery.id;
        attempted.mark.created_at = delivery.created_at;
        attempted.mark.lease = lease;
        attempted.mark.begun = context.clock().now();
        const net::Answer answer = send(context, delivery);
        finish(context, attempted, answer);
    } catch (const fibers::Stopped&) {
        throw;
    } catch (const std::exception& problem) {
        // The database is gone: the lease ends by itself.
        context.log().error("webhook.failed", {{"webhook_id", delivery.endpoint_id},
                                               {"problem", log::Label(log::type_of(problem))}});
    }
}

void Dispatcher::finish(Context& context, Attempted& attempted, const net::Answer& answer) {
    const Claimed& delivery = attempted.delivery;
    Mark& mark = attempted.mark;
    mark.now = mark.due_at = context.clock().now();
    const Verdict verdict = verdict_of(answer);
    if (verdict == Verdict::unknown) return give_back(context.database(), mark);
    mark.took_ms = static_cast<std::int32_t>(answer.took.count());
    if (answer.status > 0) mark.status = answer.status;
    if (answer.failure != net::Failure::none) mark.failure = net::name_of(answer.failure);
    if (!answer.body.empty()) mark.answer = excerpt_of(answer.body);
    const auto pause = pause_after({delivery.type, delivery.attempts, answer.retry_after}, jobs::chance());
    if (verdict == Verdict::delivered)
        mark.outcome = Outcome::delivered;
    else if (verdict == Verdict::gone || !pause)
        mark.outcome = Outcome::dead;
    else
        mark.due_at = mark.now + *pause;
    metrics_.seconds("venera_webhook_seconds", "Time from a webhook's request to the end of its answer")
        .Observe(std::chrono::duration<double>(answer.took).count());
    if (!mark_delivery(context, mark)) return count("overtaken");
    count(mark.outcome ? boost::describe::enum_to_string(*mark.outcome, "") : "refused");
    if (verdict == Verdict::delivered) return;
    context.log().warning(mark.outcome ? "webhook.dead" : "webhook.refused",
                          {{"webhook_id", delivery.endpoint_id},
                           {"delivery_id", delivery.id},
                           {"attempts", delivery.attempts},
                           {"status", answer.status},
                           {"failure", log::Label(net::name_of(answer.failure))}});
    if (verdict == Verdict::gone)
        disable(context, delivery, DisabledBecause::gone);
    else if (mark.outcome && delivery.type != test_event)
        disable(context, delivery, DisabledBecause::failing);
}

void Dispatcher::disable(Context& context, const Claimed& delivery, DisabledBecause why) {
    const Instant now = context.clock().now();
    const bool is_disabled = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        const auto version = disable_endpoint(transaction, delivery.endpoint_id, why, now);
        if (!version) return false;
        insert_event(context, transaction, {delivery.endpoint_id, *version, "webhook.disabled", why});
        insert_access(context, transaction, {"disable", "webhook", delivery.endpoint_id.value});
        return true;
    });
    if (!is_disabled) return;
    context.log().warning("webhook.disabled",
                          {{"webhook_id", delivery.endpoint_id},
                           {"because", log::Label(boost::describe::enum_to_string(why, ""))}});
    metrics_
        .counter("venera_webhooks_disabled_total", "Webhooks disabled by the program",
                 {{"because", boost::describe::enum_to_string(why, "")}})
        .Increment();
}

void Dispatcher::count(std::string_view outcome) {
    metrics_
        .counter("venera_webhook_deliveries_total", "Attempts to deliver to webhooks by what became of them",
                 {{"outcome", std::string(outcome)}})
        .Increment();
}

QueueState Dispatcher::watch(Context& context) {
    const auto state = read_queue_state(context.database(), context.clock().now());
    metrics_
        .gauge("venera_webhooks_oldest_due_seconds", "Age of the oldest delivery that is due and not sent")
        .Set(state.oldest_due);
    metrics_.gauge("venera_webhooks_failing", "Webhooks whose last delivery was not accepted")
        .Set(static_cast<double>(state.failing));
    metrics_.gauge("venera_webhooks_disabled", "Webhooks that are disabled")
        .Set(static_cast<double>(state.disabled));
    const bool is_late = state.oldest_due > events::limits::oldest_event;
    if (std::exchange(is_late_, is_late) != is_late) {
        if (is_late)
            context.log().warning("webhooks.late", {{"oldest_due_seconds", state.oldest_due}});
        else
            context.log().info("webhooks.caught_up");
    }
    return state;
}

}  // namespace venera::webhooks
