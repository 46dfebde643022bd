// The embedded provider: charges nobody, but does all that a real one does, and keeps its own list
// (the schema `sandbox`), so that crashes, lost answers and reconciliation can be tried. What its numbers do
// is in docs/payments.md.
#pragma once
#include "payments/provider.hpp"

namespace venera::payments {

class Sandbox final : public Provider {
public:
    std::string name() const override { return "sandbox"; }
    Outcome charge(Context& context, const Charge& charge, const PaymentMethod& method) override;
    Outcome peek(Context& context, const Charge& charge) override;
    Outcome ask(Context& context, const Charge& charge) override;
    Outcome close(Context& context, const Charge& charge) override;
    RefundOutcome refund(Context& context, const RefundOrder& order) override;
    std::vector<Movement> movements(Context& context, Instant from) override;
};

// What the sandbox does with a card or a token.
enum class Behaviour : std::uint8_t {
    captures,
    declines,
    lacks_funds,
    is_expired,
    has_wrong_code,
    wants_action,
    fails_action,
    loses_answer,  // charges, and the answer never comes
    is_slow,
    is_away,  // answers nothing, and charges nothing
    knows_not,
};
struct TestCard {
    Behaviour behaviour = Behaviour::captures;
    CardType type = CardType::visa;
    std::string last_four;
};
TestCard test_card_of(std::string_view digits);
// "tok_visa"; a token that does not exist is not known.
TestCard test_token_of(std::string_view token);

}  // namespace venera::payments
