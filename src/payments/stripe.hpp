// Stripe as a provider: PaymentIntents over HTTPS (https://docs.stripe.com/api/payment_intents). An intent is
// made first, under our key, and then confirmed, so that what was begun can be found, and closed, without
// the card. Takes tokens of Stripe's own form only: no number of a card passes through here.
#pragma once
#include <functional>

#include "payments/provider.hpp"
#include "platform/net/transfers.hpp"

namespace venera::payments {

class Stripe final : public Provider {
public:
    // Sends a request while the fiber waits: net::Transfers, or a test.
    using Send = std::function<net::Answer(fibers::Wait&, const net::Outgoing&)>;
    struct Options {
        std::string url;         // "https://api.stripe.com"
        std::string secret_key;  // "sk_..."
        std::string return_url;  // where a payer comes back to from their bank
    };
    Stripe(Options options, Send send) : options_(std::move(options)), send_(std::move(send)) {}

    std::string name() const override { return "stripe"; }
    Outcome charge(Context& context, const Charge& charge, const PaymentMethod& method) override;
    Outcome peek(Context& context, const Charge& charge) override { return ask(context, charge); }
    Outcome ask(Context& context, const Charge& charge) override;
    Outcome close(Context& context, const Charge& charge) override;
    RefundOutcome refund(Context& context, const RefundOrder& order) override;
    std::vector<Movement> movements(Context& context, Instant from) override;

private:
    using Form = std::vector<std::pair<std::string_view, std::string>>;
    net::Answer post(Context& context, const std::string& path, const Form& form, const std::string& key);
    net::Answer get(Context& context, const std::string& path);
    // The intent of this charge, made if there is none; empty if Stripe does not answer.
    std::string intent_of(Context& context, const Charge& charge);
    void list(Context& context, const std::string& kind, Instant from, std::vector<Movement>& into);

    Options options_;
    Send send_;
};

// The payment that a webhook's event is about; nothing if it is about none of ours.
std::optional<PaymentId> payment_of_event(std::string_view body);

}  // namespace venera::payments
