// What becomes of a payment when the provider has spoken, whoever asked it: the request, the completer or a
// webhook. Each step locks the payment and looks where it is, so that none is taken twice.
#pragma once
#include "payments/queries.hpp"
#include "platform/metrics/metrics.hpp"

namespace venera::payments {

class Recording {
public:
    // All references outlive it.
    Recording(Visits& visits, metrics::Metrics& metrics) : visits_(visits), metrics_(metrics) {}

    // Takes the provider's words as far as they go: `charged`, then `recorded`, or an end without a charge.
    // The payment as it is then; nothing if there is none. What is unknown changes nothing.
    std::optional<PaymentRow> take(Context& context, PaymentId id, const Outcome& outcome);
    // From `charged` to `recorded`: ledger, visit, status and event at once. A visit that cannot be booked
    // any more is paid back.
    PaymentRow record(Context& context, PaymentId id);

    // One more payment with that outcome, for the metrics.
    void count(std::string_view outcome);

    // A part of the money is to go back, in the caller's transaction. Requires: a locked payment. Nothing if
    // less is left, or if it goes back for this cause already.
    std::optional<RefundRow> begin_refund(Context& context, postgres::Transaction& transaction,
                                          PaymentRow& payment, std::int64_t amount_cents, Because because);
    // The provider has given it back, or never will.
    std::optional<RefundRow> take_refund(Context& context, RefundId id, const RefundOutcome& outcome);

private:
    PaymentRow record_once(Context& context, PaymentId id, bool& books);
    void note_visit(Context& context, postgres::Transaction& transaction, const PaymentRow& payment,
                    Because because);
    void count_refund(std::string_view outcome);

    Visits& visits_;
    metrics::Metrics& metrics_;
};

}  // namespace venera::payments
