#include "payments/recording.hpp"

#include <prometheus/counter.h>

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "payments/limits.hpp"

namespace venera::payments {

namespace {

// What a provider leaves out it has said before.
void remember(PaymentRow& row, const Outcome& outcome) {
    if (outcome.transaction_id) row.transaction_id = outcome.transaction_id;
    if (outcome.card_last_four) row.card_last_four = outcome.card_last_four;
    if (outcome.card_type) row.card_type = outcome.card_type;
    if (outcome.action_url) row.action_url = outcome.action_url;
}

// Whoever asked for it is in the log already; what the program does later, by itself, is a row of its own.
void log_by_itself(Context& context, postgres::Executor& db, const char* action, const PaymentRow& payment) {
    if (context.caller().kind == Caller::Kind::job)
        insert_access(context, db, {action, "payment", payment.id.value, payment.patient_id});
}

bool is_over(Status status) { return status == Status::failed || status == Status::cancelled; }

std::string name_of(Status status) { return boost::describe::enum_to_string(status, ""); }

}  // namespace

std::optional<PaymentRow> Recording::take(Context& context, PaymentId id, const Outcome& outcome) {
    bool is_charged = false;
    bool has_ended = false;
    auto row = in_transaction(
        context.database(), [&](postgres::Transaction& transaction) -> std::optional<PaymentRow> {
            auto locked = lock_payment(transaction, id);
            is_charged = locked && locked->recovery_point == RecoveryPoint::charged;
            if (!locked || outcome.answer == Outcome::Answer::unknown) return locked;
            // What goes back is ours to say, when we have seen to it.
            Facts news = outcome.facts;
            news.refunded_cents = 0;
            const Facts facts = merged(facts_of(*locked), news);
            const bool is_news =
                facts != facts_of(*locked) || locked->transaction_id != outcome.transaction_id;
            if (!is_news && !outcome.action_url) return locked;
            remember(*locked, outcome);
            locked->captured_cents = facts.captured_cents;
            locked->failure = facts.failure;
            if (locked->captured_cents > 0 && locked->status < Status::succeeded) {
                // The status waits for the ledger and the visit.
                locked->recovery_point = RecoveryPoint::charged;
                locked->due_at = context.clock().now() + limits::lease;
                locked->action_url = std::nullopt;
                is_charged = true;
            } else if (const Status status = status_of(facts); status > locked->status) {
                locked->status = status;
                has_ended = is_over(status);
                if (has_ended) {
                    locked->recovery_point = RecoveryPoint::recorded;
                    locked->due_at = std::nullopt;
                    locked->action_url = std::nullopt;
                } else if (const Instant now = context.clock().now(); locked->due_at > now) {
                    // Otherwise news have come while the provider was asked.
                    locked->due_at = now + limits::action_time;
                }
            }
            update_payment(transaction, *locked, context.clock().now());
            if (has_ended) {
                insert_event(context, transaction, *locked, "payment.failed");
                log_by_itself(context, transaction, "fail payment", *locked);
            }
            return locked;
        });
    if (has_ended) count(name_of(row->status));
    if (is_charged) return record(context, id);
    return row;
}

PaymentRow Recording::record(Context& context, PaymentId id) {
    bool books = true;
    PaymentRow row;
    try {
        row = record_once(context, id, books);
    } catch (const postgres::ConstraintViolation& violation) {
        const auto& name = violation.constraint;
        if (name != "no_doctor_overlap" && name != "no_patient_overlap" && name != "payments_once") throw;
        // Somebody else has the time by now, or another payment has paid for it: this one goes back.
        books = false;
        row = record_once(context, id, books);
    }
    visits_.changed(context, row.appointment_id);
    return row;
}

PaymentRow Recording::record_once(Context& context, PaymentId id, bool& books) {
    const Instant now = context.clock().now();
    bool is_recorded = false;
    const auto recorded = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        auto row = lock_payment(transaction, id).value();
        if (row.recovery_point != RecoveryPoint::charged) return row;
        row.recovery_point = RecoveryPoint::recorded;
        row.due_at = std::nullopt;
        row.status = Status::succeeded;
        const bool is_deposit = row.kind == Kind::deposit;
        insert_ledger(transaction, row,
                      {std::nullopt, is_deposit ? LedgerEntry::deposit : LedgerEntry::charge,
                       row.captured_cents, row.transaction_id.value()},
                      now);
        std::int64_t excess = row.captured_cents;
        if (books) {
            const std::int64_t kept = captured_for(transaction, row.appointment_id);
            const auto price =
                visits_.settle(context, transaction, {row.appointment_id, row.patient_id, kept});
            books = price.has_value();
            // Other payments may have paid for it before.
            if (books) excess = std::clamp<std::int64_t>(kept - *price, 0, row.captured_cents);
        }
        begin_refund(context, transaction, row, excess, Because::too_late);
        update_payment(transaction, row, now);
        insert_event(context, transaction, row, "payment.succeeded");
        log_by_itself(context, transaction, "record payment", row);
        is_recorded = true;
        return row;
    });
    if (is_recorded) {
        count(books ? "succeeded" : "too_late");
        if (!books) context.log().warning("payment.too_late", {{"payment_id", recorded.id}});
    }
    return recorded;
}

std::optional<RefundRow> Recording::begin_refund(Context& context, postgres::Transaction& transaction,
                                                 PaymentRow& payment, std::int64_t amount_cents,
                                                 Because because) {
    if (amount_cents <= 0 || payment.returning_cents + amount_cents > payment.captured_cents)
        return std::nullopt;
    const Instant now = context.clock().now();
    RefundRow refund;
    refund.id = RefundId::make(now);
    refund.payment_id = payment.id;
    refund.amount_cents = amount_cents;
    refund.because = because;
    const Caller& caller = context.caller();
    if (caller.signed_in()) refund.created_by = caller.user_id;
    refund.due_at = now;
    refund.created_at = refund.updated_at = now;
    if (!insert_refund(transaction, refund)) return std::nullopt;
    payment.returning_cents += amount_cents;
    return refund;
}

std::optional<RefundRow> Recording::take_refund(Context& context, RefundId id, const RefundOutcome& outcome) {
    const Instant now = context.clock().now();
    bool is_news = false;
    std::int32_t refusals = 0;
    AppointmentId visit;
    const auto taken = in_transaction(
        context.database(), [&](postgres::Transaction& transaction) -> std::optional<RefundRow> {
            auto refund = lock_refund(transaction, id);
            if (!refund) return std::nullopt;
            if (refund->status != RefundStatus::processing ||
                outcome.answer == RefundOutcome::Answer::unknown)
                return refund;
            const bool is_done = outcome.answer == RefundOutcome::Answer::done;
            if (!is_done) {
                refusals = ++refund->refusals;
                // Nobody waits for what goes back by itself, and the desk may not hear that it does not.
                if (refund->because != Because::desk && refusals < limits::refund_tries) {
                    refund->due_at = now + limits::refund_again * (1 << 2 * (refusals - 1));
                    update_refund(transaction, *refund, now);
                    return refund;
                }
            }
            auto payment = lock_payment(transaction, refund->payment_id).value();
            refund->status = is_done ? RefundStatus::succeeded : RefundStatus::failed;
            refund->due_at = std::nullopt;
            refund->updated_at = now;
            if (is_done) {
                refund->transaction_id = outcome.transaction_id;
                payment.refunded_cents += refund->amount_cents;
                payment.status = status_of(facts_of(payment));
                insert_ledger(
                    transaction, payment,
                    {refund->id, LedgerEntry::refund, -refund->amount_cents, refund->transaction_id}, now);
            } else {
                payment.returning_cents -= refund->amount_cents;
            }
            update_refund(transaction, *refund, now);
            update_payment(transaction, payment, now);
            if (is_done) note_visit(context, transaction, payment, refund->because);
            insert_event(context, transaction, payment,
                         is_done ? "payment.refunded" : "payment.refund_failed");
            log_by_itself(context, transaction, is_done ? "refund" : "fail refund", payment);
            is_news = true;
            visit = payment.appointment_id;
            return refund;
        });
    if (refusals > 0)
        context.log().error("payment.refund_refused",
                            {{"payment_id", taken->payment_id}, {"refund_id", id}, {"refusals", refusals}});
    if (!is_news) return taken;
    visits_.changed(context, visit);
    count_refund(boost::describe::enum_to_string(taken->status, ""));
    return taken;
}

void Recording::note_visit(Context& context, postgres::Transaction& transaction, const PaymentRow& payment,
                           Because because) {
    const std::int64_t kept = captured_for(transaction, payment.appointment_id);
    const auto price = visits_.price(transaction, payment.appointment_id);
    if (!price) return;
    // What was too much has gone back: of the visit is paid what is left.
    const bool was_too_much = because == Because::moved || because == Because::too_late;
    Paid paid = was_too_much ? Paid::deposit_paid : Paid::partially_refunded;
    if (kept >= *price) paid = Paid::paid;
    if (kept == 0) paid = Paid::refunded;
    visits_.note(context, transaction, payment.appointment_id, paid);
}

void Recording::count(std::string_view outcome) {
    metrics_
        .counter("venera_payments_total", "Payments by what became of them",
                 {{"outcome", std::string(outcome)}})
        .Increment();
}

void Recording::count_refund(std::string_view outcome) {
    metrics_
        .counter("venera_refunds_total", "Refunds by what became of them",
                 {{"outcome", std::string(outcome)}})
        .Increment();
}

}  // namespace venera::payments
