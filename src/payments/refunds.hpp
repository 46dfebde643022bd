// Money that goes back: because the desk says so, or because a visit ended (the planner, by the policy of its
// clinic). Each is a row first; the provider is asked by the completer, or at once where somebody waits.
#pragma once
#include "patients/patients.hpp"
#include "payments/recording.hpp"
#include "payments/refusals.hpp"
#include "platform/events/consumer.hpp"
#include "platform/http/router.hpp"

namespace venera::payments {

class Refunds {
public:
    Refunds(Provider& provider, Recording& recording) : provider_(provider), recording_(recording) {}

    using Answer = Result<Created<Refund>, not_found, not_refundable, idempotency_key_reused>;
    Answer create(Context& context, http::Path<PaymentId> id, const NewRefund& wish,
                  const http::IdempotencyKey& key);
    Result<Page<Refund>, not_found> list(Context& context, http::Path<PaymentId> id);

private:
    std::optional<Answer> before(Context& context, const PaymentRow& payment,
                                 const std::optional<RequestKey>& key);

    Provider& provider_;
    Recording& recording_;
};

// Of the events of visits: a cancelled one is paid back, of a missed one what its clinic does not keep, of a
// moved one what it costs less.
class RefundPlanner final : public events::Consumer {
public:
    RefundPlanner(Visits& visits, Recording& recording) : visits_(visits), recording_(recording) {}

    std::string name() const override { return "payments"; }
    void take(Context& context, postgres::Transaction& transaction,
              const std::vector<events::Event>& events) override;

private:
    // All payments of a visit together: no more than its price stays, or its fee, or nothing.
    void even_out(Context& context, postgres::Transaction& transaction, AppointmentId visit, Because because);
    // What of `payment` goes back by itself.
    void give_back(Context& context, postgres::Transaction& transaction, PaymentRow& payment,
                   std::int64_t amount_cents, Because because);

    Visits& visits_;
    Recording& recording_;
};

// What callers reach: the desk the payments of its clinics, administrators all.
Reach desk_reach(const Caller& caller);
// One payment within the caller's reach: the desk's, or those of a patient and of whom they act for. Written
// to the access log, also if there is none.
std::optional<PaymentRow> find_reached(Context& context, patients::Patients& patients,
                                       patients::Relatives& relatives, PaymentId id, const char* action);

}  // namespace venera::payments
