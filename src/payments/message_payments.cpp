#include "payments/message_payments.hpp"

#include "payments/queries.hpp"

namespace venera::payments {

namespace {

std::string_view brand_of(CardType type) {
    switch (type) {
        case CardType::visa:
            return "Visa";
        case CardType::mastercard:
            return "Mastercard";
        case CardType::amex:
            return "American Express";
        case CardType::discover:
            return "Discover";
        case CardType::diners:
            return "Diners Club";
        case CardType::jcb:
            return "JCB";
        case CardType::unionpay:
            return "UnionPay";
        case CardType::other:
            return "";
    }
    std::abort();
}

}  // namespace

std::optional<notifications::PaidAmount> MessagePayments::paid(Context& context, const Uuid& payment) {
    const auto row = find_payment(context.database(), PaymentId{payment}, {});
    if (!row || row->captured_cents == 0) return std::nullopt;
    notifications::PaidAmount paid;
    paid.patient_id = row->patient_id;
    paid.appointment_id = row->appointment_id;
    paid.amount_cents = row->captured_cents;
    paid.refunded_cents = row->refunded_cents;
    paid.currency = row->currency;
    if (row->card_type) paid.method = brand_of(*row->card_type);
    if (row->card_last_four) paid.method += (paid.method.empty() ? "" : " ") + *row->card_last_four;
    paid.transaction_id = row->transaction_id.value_or("");
    return paid;
}

}  // namespace venera::payments
