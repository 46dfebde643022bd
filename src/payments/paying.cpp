#include "payments/paying.hpp"

#include "payments/limits.hpp"
#include "payments/refunds.hpp"

namespace venera::payments {

namespace {

constexpr Problem another_amount{"another_amount", "is not what is due"};
constexpr std::string_view once = "payments_once";

VisitWish wish_of(const NewPayment& wish) {
    VisitWish visit;
    visit.id = wish.hold_id ? *wish.hold_id : wish.appointment_id.value();
    visit.as = wish.hold_id ? VisitWish::As::hold : VisitWish::As::appointment;
    if (wish.holder_token) visit.holder_token = wish.holder_token->value;
    visit.patient_id = wish.patient_id;
    return visit;
}

}  // namespace

Payment view_of(const PaymentRow& row) {
    return {.id = row.id,
            .appointment_id = row.appointment_id,
            .patient_id = row.patient_id,
            .kind = row.kind,
            .amount_cents = row.amount_cents,
            .refunded_cents = row.refunded_cents,
            .currency = row.currency,
            .status = row.status,
            .failure = row.failure,
            .action_url = row.action_url,
            .card_last_four = row.card_last_four,
            .card_type = row.card_type,
            .provider = row.provider,
            .transaction_id = row.transaction_id,
            .appointment = std::nullopt,
            .version = row.version,
            .created_at = row.created_at,
            .updated_at = row.updated_at};
}

Payment view_of(Context& context, Visits& visits, const PaymentRow& row) {
    Payment payment = view_of(row);
    payment.appointment = visits.shown(context, row.appointment_id);
    return payment;
}

std::optional<RequestKey> Paying::request_key(Context& context, const http::IdempotencyKey& key) const {
    if (!key.key) return std::nullopt;
    const std::string_view bytes(reinterpret_cast<const char*>(key.fingerprint.data()),
                                 key.fingerprint.size());
    const auto sealed = crypto::hmac_sha256(parts_.key.bytes(), bytes);
    return RequestKey{"user:" + context.caller().user_id.text(), *key.key, {sealed.begin(), sealed.end()}};
}

std::optional<Paying::Answer> Paying::before(Context& context, const std::optional<RequestKey>& key) {
    if (!key) return std::nullopt;
    const auto kept = find_request(context.database(), *key);
    if (!kept) return std::nullopt;
    if (kept->fingerprint != key->fingerprint) return refuse<idempotency_key_reused>;
    // Whose right has ended since is told nothing any more.
    const auto row = find_reached(context, parts_.patients, parts_.relatives,
                                  PaymentId{kept->resource_id.value()}, "read");
    if (!row) return refuse<not_found>;
    // Whoever asked first is still waiting for the provider.
    if (row->status == Status::processing && row->attempts == 0 && row->due_at > context.now())
        return refuse<request_in_progress>.after_seconds(1);
    return Created<Payment>{view_of(context, parts_.visits, *row), Replay::yes};
}

Refuse<too_many_cards> Paying::limited(Context& context, AppointmentId visit, Instant end) {
    parts_.recording.count("limited");
    context.log().warning("payment.limited",
                          {{"appointment_id", visit}, {"user_id", context.caller().user_id}});
    const auto left = std::chrono::ceil<std::chrono::seconds>(end - context.now());
    return refuse<too_many_cards>.after_seconds(static_cast<int>(left.count()));
}

Paying::Begun Paying::begin(Context& context, const NewPayment& wish, const Payable& visit,
                            const std::optional<RequestKey>& key) {
    const Instant now = context.now();
    return in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Begun {
        const Due due =
            due_of({visit.price_cents, captured_for(transaction, visit.id), visit.waits_for_payment},
                   policy_of(transaction, visit.clinic_id));
        if (due.amount_cents == 0) return refuse<already_paid>;
        if (wish.amount_cents && wish.amount_cents->value != due.amount_cents)
            return invalid("/amount_cents", another_amount);
        // Counted one after the other: of tries at once each would see one too few.
        queue_account(transaction, context.caller().user_id);
        if (const auto end = tries_end(transaction, visit.id, context.caller().user_id, now))
            return limited(context, visit.id, *end);
        PaymentRow row;
        row.id = PaymentId::make(now);
        row.appointment_id = visit.id;
        row.patient_id = visit.patient_id;
        row.clinic_id = visit.clinic_id;
        row.country = visit.country;
        row.kind = due.kind;
        row.amount_cents = due.amount_cents;
        row.currency = visit.currency;
        row.provider = parts_.provider.name();
        row.created_by = context.caller().user_id;
        row.due_at = now + limits::lease;
        row.created_at = row.updated_at = now;
        insert_payment(transaction, row);
        // Last, so that this waits for nobody who waits for the visit. Whoever ends or moves the visit finds
        // the payment, or this finds out; and of two payments of it at once the second finds the first.
        if (!parts_.visits.keep(context, transaction, visit)) throw Changed{};
        if (is_paid_otherwise(transaction, row)) throw Busy{};
        if (key) keep_request(transaction, *key, row.id.value, now);
        insert_event(context, transaction, row, "payment.started");
        insert_access(context, transaction, {"pay", "payment", row.id.value, row.patient_id});
        return row;
    });
}

Paying::Answer Paying::pay(Context& context, const NewPayment& wish, const http::IdempotencyKey& key) {
    if (wish.method.card) {
        if (parts_.raw_cards == RawCards::refused) return refuse<raw_card_refused>;
        if (const auto problem = problem_of(*wish.method.card, context.now()))
            return invalid("/method/card" + std::string(problem->pointer), problem->problem);
    }
    const auto request = request_key(context, key);
    if (auto earlier = before(context, request)) return *std::move(earlier);
    for (int look = 0; look < limits::looks; ++look) {
        const auto visit = parts_.visits.payable(context, wish_of(wish));
        if (!visit) return refuse<not_found>;
        if (visit->state == Payable::State::expired) return refuse<hold_expired>;
        if (visit->state == Payable::State::ended) return refuse<not_payable>;
        if (visit->price_cents == 0 || visit->policy == directory::PaymentPolicy::none)
            return refuse<payment_not_required>;
        try {
            return pay_for(context, wish, *visit, request);
        } catch (const Changed&) {
            continue;
        } catch (const Busy&) {
            const auto closed = make_way(context, visit->id);
            if (!closed || closed->due_at) break;
            // What was paid at the bank meanwhile counts, also if it is a part: nobody meant to pay twice.
            if (closed->captured_cents > closed->returning_cents) return refuse<already_paid>;
        }
    }
    return refuse<payment_in_progress>;
}

std::optional<PaymentRow> Paying::make_way(Context& context, AppointmentId visit) {
    const auto waiting = find_waiting(context.database(), visit, context.caller().user_id);
    if (!waiting) return std::nullopt;
    insert_access(context, context.database(),
                  {"replace", "payment", waiting->id.value, waiting->patient_id});
    Outcome outcome = parts_.provider.close(context, charge_of(*waiting));
    if (outcome.facts.failure == Failure::abandoned) outcome.facts.failure = Failure::replaced;
    return parts_.recording.take(context, waiting->id, outcome);
}

Paying::Answer Paying::pay_for(Context& context, const NewPayment& wish, const Payable& visit,
                               const std::optional<RequestKey>& key) {
    try {
        const auto begun = begin(context, wish, visit, key);
        if (!begun) return Answer::refused(begun);
        const Outcome outcome = parts_.provider.charge(context, charge_of(*begun), wish.method);
        const auto row = parts_.recording.take(context, begun->id, outcome);
        return Created<Payment>{view_of(context, parts_.visits, row.value())};
    } catch (const postgres::ConstraintViolation& violation) {
        if (violation.constraint == "idempotency_pkey") {
            // Another request with the same key was faster by a moment.
            if (auto earlier = before(context, key)) return *std::move(earlier);
        }
        if (violation.constraint != once) throw;
        // Of two payments at once, whatever their keys, one charges.
        if (captured_for(context.database(), visit.id) > 0) return refuse<already_paid>;
        throw Busy{};
    }
}

}  // namespace venera::payments
