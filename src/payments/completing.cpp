#include "payments/completing.hpp"

#include <prometheus/gauge.h>

#include <algorithm>
#include <utility>

#include "payments/limits.hpp"
#include "platform/jobs/backoff.hpp"
#include "platform/log/problem.hpp"

namespace venera::payments {

namespace {

// Soon at first: the provider is often only slow. Then as everything else that fails.
Instant next_try(Instant now, std::int32_t attempts) {
    if (attempts <= 3) return now + std::chrono::seconds{2};
    return now + std::chrono::ceil<std::chrono::seconds>(
                     jobs::backoff(std::min(attempts - 3, jobs::most_attempts), jobs::chance()));
}

}  // namespace

void Completing::work(Context& context) {
    // As long as there is something; each step has its own time, which is shorter than its lease.
    while (work_once(context)) {
    }
}

bool Completing::work_once(Context& context) {
    const auto begin = [&] {
        context.wait().set_deadline(std::chrono::steady_clock::now() + limits::step_time);
    };
    begin();
    const Instant now = context.clock().now();
    const auto payments = claim_payments(context.database(), now, now + limits::lease);
    for (const PaymentRow& row : payments) {
        begin();
        try {
            complete(context, row);
        } catch (const fibers::Stopped&) {
            throw;
        } catch (const std::exception& problem) {
            // One that fails does not hold up the others; its lease ends by itself.
            context.log().error("payment.completion_failed",
                                {{"payment_id", row.id}, {"problem", log::Label(log::type_of(problem))}});
        }
    }
    begin();
    const auto refunds = claim_refunds(context.database(), now, now + limits::lease);
    for (const RefundRow& row : refunds) {
        begin();
        try {
            give_back(context, row);
        } catch (const fibers::Stopped&) {
            throw;
        } catch (const std::exception& problem) {
            context.log().error("payment.completion_failed",
                                {{"payment_id", row.payment_id},
                                 {"refund_id", row.id},
                                 {"problem", log::Label(log::type_of(problem))}});
        }
    }
    return !payments.empty() || !refunds.empty();
}

void Completing::complete(Context& context, const PaymentRow& row) {
    if (row.recovery_point == RecoveryPoint::charged) {
        recording_.record(context, row.id);
        return;
    }
    const Instant now = context.clock().now();
    const Instant action_ends = row.created_at + limits::action_time;
    // Whoever is at their bank has time: only news are asked for.
    const bool may_act = row.status == Status::requires_action && now < action_ends;
    const Outcome outcome =
        may_act ? provider_.peek(context, charge_of(row)) : provider_.close(context, charge_of(row));
    const auto taken = recording_.take(context, row.id, outcome);
    if (!taken || taken->recovery_point != RecoveryPoint::started) return;
    postpone_payment(context.database(), row, may_act ? action_ends : next_try(now, row.attempts));
}

void Completing::give_back(Context& context, const RefundRow& row) {
    const auto payment = find_payment(context.database(), row.payment_id, {}).value();
    const auto outcome = provider_.refund(context, {row.id, payment.id, payment.transaction_id.value_or(""),
                                                    row.amount_cents, payment.currency, row.refusals});
    if (outcome.answer == RefundOutcome::Answer::unknown)
        return postpone_refund(context.database(), row.id, next_try(context.clock().now(), row.attempts));
    recording_.take_refund(context, row.id, outcome);
}

void Completing::watch(Context& context) {
    const auto state = read_queue_state(context.database(), context.clock().now());
    metrics_
        .gauge("venera_payments_oldest_due_seconds",
               "Age of the oldest payment or refund that is due and not done")
        .Set(state.oldest_due);
    const bool is_late = state.oldest_due > limits::late_seconds;
    if (std::exchange(is_late_, is_late) == is_late) return;
    if (is_late)
        context.log().warning("payments.late", {{"oldest_due_seconds", state.oldest_due}});
    else
        context.log().info("payments.caught_up");
}

}  // namespace venera::payments
