#include "payments/desk.hpp"

#include <algorithm>

#include "payments/limits.hpp"
#include "payments/reconciling.hpp"
#include "payments/refunds.hpp"
#include "platform/http/cursor.hpp"

namespace venera::payments {

Result<Payment, not_found> Desk::get(Context& context, http::Path<PaymentId> id) {
    const auto row = find_reached(context, parts_.patients, parts_.relatives, id.value, "read");
    if (!row) return refuse<not_found>;
    return view_of(context, parts_.visits, *row);
}

Result<Payment, not_found> Desk::refresh(Context& context, http::Path<PaymentId> id) {
    auto row = find_reached(context, parts_.patients, parts_.relatives, id.value, "refresh");
    if (!row) return refuse<not_found>;
    if (row->status == Status::requires_action)
        row = parts_.recording.take(context, row->id, parts_.provider.ask(context, charge_of(*row)));
    return view_of(context, parts_.visits, row.value());
}

Result<DuePayment, not_found, not_payable, payment_not_required, already_paid> Desk::due(
    Context& context, http::Path<AppointmentId> id) {
    VisitWish wish;
    wish.id = id.value;
    wish.action = "read due";
    const auto visit = parts_.visits.payable(context, wish);
    if (!visit) return refuse<not_found>;
    insert_access(context, context.database(), {"read due", "payment", std::nullopt, visit->patient_id});
    if (visit->state == Payable::State::expired || visit->state == Payable::State::ended)
        return refuse<not_payable>;
    if (visit->price_cents == 0 || visit->policy == directory::PaymentPolicy::none)
        return refuse<payment_not_required>;
    const Due due =
        due_of({visit->price_cents, captured_for(context.database(), visit->id), visit->waits_for_payment},
               policy_of(context.database(), visit->clinic_id));
    if (due.amount_cents == 0) return refuse<already_paid>;
    return DuePayment{visit->id, due.kind, due.amount_cents, visit->currency};
}

// The payments with their visits, and one line of the access log for each patient.
void Desk::show(Context& context, const std::vector<PaymentRow>& rows, std::vector<Payment>& shown) {
    std::vector<PatientId> patients;
    std::vector<AppointmentId> ids;
    for (const PaymentRow& row : rows) {
        ids.push_back(row.appointment_id);
        if (std::ranges::find(patients, row.patient_id) == patients.end()) patients.push_back(row.patient_id);
    }
    for (const PatientId patient : patients)
        insert_access(context, context.database(), {"list", "payment", std::nullopt, patient});
    if (patients.empty()) insert_access(context, context.database(), {"list", "payment"});
    const auto visits = parts_.visits.shown(context, ids);
    for (const PaymentRow& row : rows) {
        shown.push_back(view_of(row));
        const auto visit = std::ranges::find(visits, row.appointment_id, &PaidVisit::id);
        if (visit != visits.end()) shown.back().appointment = *visit;
    }
}

Result<Page<Payment>, invalid_cursor> Desk::page(Context& context, const PageWish& wish) {
    std::optional<Position> after;
    if (wish.cursor) {
        http::CursorReader cursor(*wish.cursor);
        const Instant created_at = cursor.instant();
        after = Position{created_at, PaymentId{cursor.uuid()}};
        if (!cursor.complete()) return invalid_cursor_given();
    }
    auto rows = list_payments(context.database(), wish.reach, wish.filter, after, wish.limit + 1);
    Page<Payment> page;
    if (rows.size() > static_cast<std::size_t>(wish.limit)) {
        rows.pop_back();
        http::CursorWriter cursor;
        cursor.add(rows.back().created_at);
        cursor.add(rows.back().id.value);
        page.next_cursor = cursor.text();
    }
    show(context, rows, page.data);
    return page;
}

Result<Page<Payment>, invalid_cursor> Desk::list(Context& context, const http::Query<PaymentQuery>& query) {
    ListFilter filter;
    if (query->status) filter.statuses = *query->status;
    filter.from = query->from;
    filter.to = query->to;
    return page(context, {desk_reach(context.caller()), filter,
                          query->limit ? static_cast<std::int32_t>(query->limit->value) : limits::page,
                          query->cursor});
}

Result<Page<Payment>, invalid_cursor> Desk::mine(Context& context, const http::Query<MyPaymentQuery>& query) {
    Reach reach;
    reach.patient_ids.emplace();
    if (context.caller().patient_id)
        reach.patient_ids = parts_.patients.same_person(context, *context.caller().patient_id);
    for (const PatientId relative : parts_.relatives.acted_for(context))
        reach.patient_ids->push_back(relative);
    return page(context, {reach,
                          {},
                          query->limit ? static_cast<std::int32_t>(query->limit->value) : limits::page,
                          query->cursor});
}

Result<ClinicPayments, not_found> Desk::policy(Context& context, http::Path<ClinicId> clinic) {
    if (!parts_.directory.unknown(context, {clinic.value}).empty()) return refuse<not_found>;
    return policy_of(context.database(), clinic.value);
}

Result<ClinicPayments, not_found> Desk::set_policy(Context& context, http::Path<ClinicId> clinic,
                                                   const ClinicPayments& policy) {
    using Answer = Result<ClinicPayments, not_found>;
    if (!parts_.directory.unknown(context, {clinic.value}).empty()) return refuse<not_found>;
    return in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Answer {
        const auto version = payments::set_policy(transaction, clinic.value, policy, context.now());
        insert_policy_event(context, transaction, clinic.value, version);
        insert_access(context, transaction, {"set payment policy", "clinic", clinic.value.value});
        return policy;
    });
}

Revenues Desk::revenue(Context& context, const http::Query<RevenueQuery>& query) {
    return {read_revenue(context.database(), *query, limits::statistics_months)};
}

namespace {

Reconciliation shown(const Reconciled& found, const Provider& provider, Instant from) {
    Reconciliation shown;
    shown.provider = provider.name();
    shown.from = from;
    shown.movements = static_cast<std::int64_t>(found.movements);
    shown.under_way = found.under_way;
    for (const auto& [what, movement, ledger_cents] : found.differences) {
        shown.differences.push_back(
            {what, movement.transaction_id, movement.amount_cents, movement.currency, movement.at, {}});
        if (what == DifferenceKind::other_amount) shown.differences.back().ledger_cents = ledger_cents;
    }
    return shown;
}

}  // namespace

Result<Reconciliation, provider_unavailable, too_many_movements> Desk::reconciliation(
    Context& context, const http::Query<ReconciliationQuery>& query) {
    const Instant from =
        context.now() - std::chrono::days{query->days ? query->days->value : limits::reconciled_days};
    try {
        return shown(reconcile(context, parts_.provider, from), parts_.provider, from);
    } catch (const LongList&) {
        return refuse<too_many_movements>;
    } catch (const NoList&) {
        return refuse<provider_unavailable>.after_seconds(60);
    }
}

}  // namespace venera::payments
