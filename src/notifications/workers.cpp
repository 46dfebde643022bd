#include "notifications/workers.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <boost/describe/enum_to_string.hpp>

#include <utility>

#include "notifications/limits.hpp"
#include "platform/events/relay.hpp"
#include "platform/jobs/backoff.hpp"
#include "platform/log/problem.hpp"

namespace venera::notifications {

namespace {

log::Label name_of(MessageKind kind) { return log::Label{boost::describe::enum_to_string(kind, "")}; }

}  // namespace

// A clock that stepped back does not make the pause longer.
bool Workers::is_paused(Instant now) const {
    return paused_until_ && now < *paused_until_ && *paused_until_ - now <= limits::probe_interval;
}

void Workers::work(Context& context) {
    for (bool more = true; more;) {
        const Instant begun = context.clock().now();
        if (is_paused(begun)) return;
        // While nothing goes out one worker tries for all: the pause begins anew before it knows.
        bool is_probe = is_offline_;
        if (is_probe) paused_until_ = begun + limits::probe_interval;
        const Uuid lease = make_uuid(begun);
        const Instant until = begun + limits::lease;
        const auto claimed = claim_messages(context.database(), {mark_.from(begun), begun, until, lease});
        more = claimed.size() == limits::claimed_at_once;
        Instant latest{};
        for (const Claimed& message : claimed) latest = std::max(latest, message.was_due);
        mark_.claimed(claimed.empty() ? std::nullopt : std::optional{latest}, begun, !more);
        for (const Message& message : claimed) {
            const Leased leased{message.id, message.planned_for, lease};
            const Instant now = context.clock().now();
            if (is_paused(now) && !is_probe) {
                give_back(context, message, leased, *paused_until_);
                continue;
            }
            // What would outlive the lease is somebody else's by then: not sent twice without need.
            if (now + limits::time_for_one > until) {
                give_back(context, message, leased, now);
                continue;
            }
            const auto since = std::chrono::steady_clock::now();
            if (send(context, message, leased) == Went::offline) more = is_probe = false;
            rest(context, since);
        }
    }
}

void Workers::rest(Context& context, fibers::Steady since) const {
    if (!is_busy_()) return;
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - since + std::chrono::microseconds{999});
    context.wait().sleep(std::min(limits::rests_per_message * spent, limits::longest_rest));
}

Workers::Went Workers::send(Context& context, const Message& message, const Leased& leased) {
    const auto begun = std::chrono::steady_clock::now();
    Composed composed;
    Delivery delivery;
    try {
        composed = composing_.compose(context, message);
        if (composed.skip.empty())
            delivery = carrier_.deliver(context.wait(), composing_.mail_of(message, composed));
    } catch (const std::exception& problem) {
        if (!events::is_poison(problem)) throw;
        delivery = {Delivered::later, log::type_of(problem)};
    }
    if (delivery.delivered == Delivered::silent)
        // If another message went meanwhile it is this one that the server hangs on: it must not hold up all.
        delivery.delivered = delivered_at_ > begun ? Delivered::later : Delivered::offline;
    if (delivery.delivered == Delivered::offline) {
        pause(context, delivery.reason);
        give_back(context, message, leased, *paused_until_);
        return Went::offline;
    }
    if (composed.skip.empty() && delivery.delivered == Delivered::yes) {
        if (std::exchange(is_offline_, false)) context.log().info("mail.online");
        paused_until_.reset();
        delivered_at_ = std::chrono::steady_clock::now();
        metrics_.seconds("venera_message_seconds", "Time to compose and deliver a message")
            .Observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    }
    finish(context, message, leased, composed, delivery);
    return Went::on;
}

void Workers::finish(Context& context, const Message& message, const Leased& leased, const Composed& composed,
                     const Delivery& delivery) {
    if (!composed.skip.empty()) {
        // Else it is over by itself.
        if (composed.skip == "no_address") composing_.gave_up(context, message);
        finish_message(context, leased, Outcome::skipped, composed.skip, std::nullopt);
        return count(message, "skipped");
    }
    if (delivery.delivered == Delivered::yes) {
        finish_message(context, leased, Outcome::sent, "", composed.patient_id);
        return count(message, "sent");
    }
    const Instant now = context.clock().now();
    Retry retry{message.attempts, now + jobs::backoff(message.attempts, jobs::chance()), std::nullopt,
                delivery.reason};
    const bool is_dead = delivery.delivered == Delivered::never || message.attempts >= jobs::most_attempts;
    if (is_dead) retry.dead_at = now;
    if (is_dead) composing_.gave_up(context, message);
    retry_message(context.database(), leased, retry);
    count(message, is_dead ? "dead" : "refused");
    context.log().warning(is_dead ? "message.dead" : "message.refused",
                          {{"message_id", message.id},
                           {"kind", name_of(message.kind)},
                           {"attempts", message.attempts},
                           {"reason", log::Label{delivery.reason}}});
}

void Workers::give_back(Context& context, const Message& message, const Leased& leased, Instant due_at) {
    retry_message(context.database(), leased, {message.attempts - 1, due_at, std::nullopt, ""});
}

void Workers::pause(Context& context, std::string_view why) {
    paused_until_ = context.clock().now() + limits::probe_interval;
    if (!std::exchange(is_offline_, true))
        context.log().warning("mail.offline", {{"reason", log::Label{why}}});
}

void Workers::count(const Message& message, std::string_view outcome) {
    metrics_
        .counter(
            "venera_messages_total", "Messages by what became of them",
            {{"kind", boost::describe::enum_to_string(message.kind, "")}, {"outcome", std::string(outcome)}})
        .Increment();
}

QueueState Workers::watch(Context& context) {
    const auto state = read_queue_state(context.database(), context.clock().now());
    metrics_.gauge("venera_messages_oldest_due_seconds", "Age of the oldest message that is due and not sent")
        .Set(state.oldest_due);
    metrics_.gauge("venera_messages_dead", "Messages that could not be sent, given up")
        .Set(static_cast<double>(state.dead));
    const bool is_late = state.oldest_due > limits::oldest_due;
    if (std::exchange(is_late_, is_late) != is_late) {
        if (is_late)
            context.log().warning("messages.late", {{"oldest_due_seconds", state.oldest_due}});
        else
            context.log().info("messages.caught_up");
    }
    return state;
}

}  // namespace venera::notifications
