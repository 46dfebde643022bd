#include "payments/refunds.hpp"

#include <numeric>

#include "payments/rules.hpp"

namespace venera::payments {

namespace {

Refund view_of(const RefundRow& row, const Currency& currency) {
    return {row.id,      row.payment_id,     row.amount_cents, currency,      row.status,
            row.because, row.transaction_id, row.created_at,   row.updated_at};
}

std::optional<RequestKey> request_key(Context& context, const http::IdempotencyKey& key) {
    if (!key.key) return std::nullopt;
    return RequestKey{"user:" + context.caller().user_id.text(),
                      *key.key,
                      {key.fingerprint.begin(), key.fingerprint.end()}};
}

}  // namespace

Reach desk_reach(const Caller& caller) {
    Reach reach;
    if (!caller.clinic_ids.empty()) reach.clinic_ids = caller.clinic_ids;
    return reach;
}

std::optional<PaymentRow> find_reached(Context& context, patients::Patients& patients,
                                       patients::Relatives& relatives, PaymentId id, const char* action) {
    const Caller& caller = context.caller();
    Reach reach = desk_reach(caller);
    if (caller.is(Role::patient)) {
        auto people = relatives.acted_for(context);
        if (caller.patient_id) people.push_back(*caller.patient_id);
        reach = {};
        reach.patient_ids.emplace();
        // What was paid under a profile that was merged since is theirs as well.
        for (const PatientId one : people)
            for (const PatientId same : patients.same_person(context, one))
                reach.patient_ids->push_back(same);
    }
    auto row = find_payment(context.database(), id, reach);
    insert_access(context, context.database(),
                  {action, "payment", id.value, row ? std::optional{row->patient_id} : std::nullopt,
                   row ? Permission::allowed : Permission::denied});
    return row;
}

std::optional<Refunds::Answer> Refunds::before(Context& context, const PaymentRow& payment,
                                               const std::optional<RequestKey>& key) {
    if (!key) return std::nullopt;
    const auto kept = find_request(context.database(), *key);
    if (!kept) return std::nullopt;
    if (kept->fingerprint != key->fingerprint) return refuse<idempotency_key_reused>;
    insert_access(context, context.database(), {"read", "payment", payment.id.value, payment.patient_id});
    for (const RefundRow& row : list_refunds(context.database(), payment.id))
        if (row.id.value == kept->resource_id)
            return Created<Refund>{view_of(row, payment.currency), Replay::yes};
    return refuse<idempotency_key_reused>;
}

Refunds::Answer Refunds::create(Context& context, http::Path<PaymentId> id, const NewRefund& wish,
                                const http::IdempotencyKey& key) {
    const auto payment = find_payment(context.database(), id.value, desk_reach(context.caller()));
    if (!payment) {
        insert_access(context, context.database(),
                      {"refund", "payment", id.value.value, std::nullopt, Permission::denied});
        return refuse<not_found>;
    }
    const auto request = request_key(context, key);
    if (auto earlier = before(context, *payment, request)) return *std::move(earlier);
    std::optional<RefundRow> begun;
    try {
        begun = in_transaction(
            context.database(), [&](postgres::Transaction& transaction) -> std::optional<RefundRow> {
                // Locked: of two refunds at once the second finds what the first has left.
                auto row = lock_payment(transaction, id.value).value();
                const std::int64_t left = row.captured_cents - row.returning_cents;
                auto refund = recording_.begin_refund(context, transaction, row,
                                                      wish.amount_cents ? wish.amount_cents->value : left,
                                                      Because::desk);
                if (!refund) return std::nullopt;
                // The request itself goes on with it; the completer only if it does not.
                update_payment(transaction, row, context.now());
                if (request) keep_request(transaction, *request, refund->id.value, context.now());
                insert_access(context, transaction,
                              {"order refund", "payment", row.id.value, row.patient_id, Permission::allowed,
                               wish.reason.value});
                return refund;
            });
    } catch (const postgres::ConstraintViolation& violation) {
        if (violation.constraint != "idempotency_pkey") throw;
        if (auto earlier = before(context, *payment, request)) return *std::move(earlier);
        throw;
    }
    if (!begun) {
        insert_access(context, context.database(),
                      {"refund", "payment", id.value.value, payment->patient_id});
        return refuse<not_refundable>;
    }
    const auto outcome =
        provider_.refund(context, {begun->id, payment->id, payment->transaction_id.value_or(""),
                                   begun->amount_cents, payment->currency});
    const auto taken = recording_.take_refund(context, begun->id, outcome);
    return Created<Refund>{view_of(taken.value(), payment->currency)};
}

Result<Page<Refund>, not_found> Refunds::list(Context& context, http::Path<PaymentId> id) {
    const auto payment = find_payment(context.database(), id.value, desk_reach(context.caller()));
    insert_access(context, context.database(),
                  {"list refunds", "payment", id.value.value,
                   payment ? std::optional{payment->patient_id} : std::nullopt,
                   payment ? Permission::allowed : Permission::denied});
    if (!payment) return refuse<not_found>;
    Page<Refund> page;
    for (const RefundRow& row : list_refunds(context.database(), id.value))
        page.data.push_back(view_of(row, payment->currency));
    return page;
}

void RefundPlanner::take(Context& context, postgres::Transaction& transaction,
                         const std::vector<events::Event>& events) {
    for (const events::Event& event : events) {
        const AppointmentId visit{event.aggregate_id};
        if (event.type == "appointment.moved")
            even_out(context, transaction, visit, Because::moved);
        else if (event.type == "appointment.cancelled")
            even_out(context, transaction, visit, Because::cancelled);
        else if (event.type == "appointment.noshow")
            even_out(context, transaction, visit, Because::no_show);
    }
}

void RefundPlanner::even_out(Context& context, postgres::Transaction& transaction, AppointmentId visit,
                             Because because) {
    std::vector<PaymentRow> payments;
    std::vector<std::int64_t> kept;
    for (const PaymentId id : payments_of_visit(transaction, visit)) {
        payments.push_back(lock_payment(transaction, id).value());
        kept.push_back(payments.back().captured_cents - payments.back().returning_cents);
    }
    if (payments.empty()) return;
    std::int64_t stays = 0;
    if (because == Because::moved) {
        const auto price = visits_.price(transaction, visit);
        if (!price) return;
        stays = *price;
    } else if (because == Because::no_show) {
        // Once for the visit, however many payments it has.
        stays = fee_of(std::accumulate(kept.begin(), kept.end(), std::int64_t{0}),
                       policy_of(transaction, payments.front().clinic_id));
    }
    const auto excess = excess_of(kept, stays);
    for (std::size_t at = 0; at < payments.size(); ++at) {
        if (because == Because::no_show && kept[at] > excess[at])
            insert_ledger(transaction, payments[at],
                          {std::nullopt, LedgerEntry::no_show_fee, kept[at] - excess[at], std::nullopt},
                          context.now());
        give_back(context, transaction, payments[at], excess[at], because);
    }
    // A deposit that is all that the visit costs now. What is on its way back says so when it is there.
    std::int64_t there = 0;
    for (const PaymentRow& payment : payments) there += payment.captured_cents - payment.refunded_cents;
    if (because == Because::moved && there == stays) visits_.note(context, transaction, visit, Paid::paid);
}

void RefundPlanner::give_back(Context& context, postgres::Transaction& transaction, PaymentRow& payment,
                              std::int64_t amount_cents, Because because) {
    if (!recording_.begin_refund(context, transaction, payment, amount_cents, because)) return;
    update_payment(transaction, payment, context.now());
    insert_access(context, transaction, {"order refund", "payment", payment.id.value, payment.patient_id});
}

}  // namespace venera::payments
