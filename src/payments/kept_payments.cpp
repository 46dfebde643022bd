#include "payments/kept_payments.hpp"

#include <boost/describe/enum_to_string.hpp>

#include "payments/limits.hpp"

namespace venera::payments {

namespace {

using patients::fhir::Element;
using patients::fhir::Entry;

// In minor units: exact, and the same for every currency.
std::string amount_of(std::int64_t cents, const Currency& currency) {
    return std::to_string(cents) + ' ' + currency.value;
}

// http://hl7.org/fhir/R4/paymentnotice.html
Entry entry_of(const PaymentRow& row) {
    const std::string status = boost::describe::enum_to_string(row.status, "");
    std::string card = row.card_type ? boost::describe::enum_to_string(*row.card_type, "") : "";
    if (row.card_last_four) card += ' ' + *row.card_last_four;
    Element resource;
    resource.text("status", row.status == Status::cancelled ? "cancelled" : "active")
        .element(
            "request",
            Element().element(
                "identifier",
                Element().text("system", "urn:venera:appointment").text("value", row.appointment_id.text())))
        .text("created", row.created_at.text())
        .element("payment", Element().element(
                                "identifier",
                                Element().text("system", "urn:venera:payment").text("value", row.id.text())))
        .element("recipient", Element().text("display", row.provider))
        .element(
            "amount",
            Element().json("value", std::to_string(row.amount_cents)).text("currency", row.currency.value))
        .element("paymentStatus", patients::fhir::coded("urn:venera:payment-status", status, status));
    return {"PaymentNotice",
            row.id.value,
            resource,
            "Payment",
            {{"Amount in minor units", amount_of(row.amount_cents, row.currency)},
             {"Given back in minor units", amount_of(row.refunded_cents, row.currency)},
             {"State", status},
             {"Card", card},
             {"Transaction", row.transaction_id.value_or("")},
             {"Made", row.created_at.text()}}};
}

}  // namespace

std::function<void()> KeptPayments::erase(Context& context, postgres::Transaction& transaction,
                                          PatientId patient) {
    if (forget_cards(transaction, patients_.same_person(context, patient)) > 0)
        insert_access(context, transaction, {"erase", "payment", std::nullopt, patient});
    return [] {};
}

std::vector<Entry> KeptPayments::held(Context& context, PatientId patient, const patients::DataKey*) {
    std::vector<Entry> entries;
    const Reach own{patients_.same_person(context, patient), std::nullopt};
    for (const PaymentRow& row : list_payments(context.database(), own, {}, std::nullopt, limits::most_kept))
        entries.push_back(entry_of(row));
    return entries;
}

}  // namespace venera::payments
