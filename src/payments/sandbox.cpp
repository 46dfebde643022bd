#include "payments/sandbox.hpp"

#include <algorithm>
#include <array>

#include "payments/limits.hpp"
#include "payments/sandbox_queries.hpp"

namespace venera::payments {

namespace {

using sandbox::ChargeRow;
using sandbox::State;

std::string key_of(PaymentId id) { return id.text(); }

Outcome outcome_of(const ChargeRow& row) {
    Outcome outcome;
    outcome.transaction_id = row.id;
    outcome.card_last_four = row.card_last_four;
    outcome.card_type = row.card_type;
    switch (row.status) {
        case State::processing:
            break;
        case State::requires_action:
            outcome.facts.wants_action = true;
            outcome.action_url = "https://bank.invalid/authenticate/" + row.id;
            break;
        case State::captured:
            outcome.facts.captured_cents = row.amount_cents;
            break;
        case State::failed:
            outcome.facts.failure = row.failure;
            break;
        case State::closed:
            outcome.facts.failure = Failure::abandoned;
            break;
    }
    return outcome;
}

Outcome no_answer() {
    Outcome outcome;
    outcome.answer = Outcome::Answer::unknown;
    return outcome;
}

struct Beginning {
    State status = State::captured;
    std::optional<Failure> failure{};
};

Beginning beginning_of(Behaviour behaviour) {
    switch (behaviour) {
        case Behaviour::captures:
        case Behaviour::loses_answer:
            return {};
        case Behaviour::declines:
            return {State::failed, Failure::card_declined};
        case Behaviour::lacks_funds:
            return {State::failed, Failure::insufficient_funds};
        case Behaviour::is_expired:
            return {State::failed, Failure::expired_card};
        case Behaviour::has_wrong_code:
            return {State::failed, Failure::incorrect_cvc};
        case Behaviour::wants_action:
            return {State::requires_action, std::nullopt};
        case Behaviour::fails_action:
            return {State::requires_action, Failure::authentication_failed};
        case Behaviour::is_slow:
        case Behaviour::is_away:
            return {State::processing, std::nullopt};
        case Behaviour::knows_not:
            return {State::failed, Failure::invalid_token};
    }
    std::abort();
}

}  // namespace

TestCard test_card_of(std::string_view digits) {
    struct Entry {
        std::string_view digits;
        Behaviour behaviour;
    };
    static constexpr std::array entries{
        Entry{"4000000000000002", Behaviour::declines},
        Entry{"4000000000009995", Behaviour::lacks_funds},
        Entry{"4000000000000069", Behaviour::is_expired},
        Entry{"4000000000000127", Behaviour::has_wrong_code},
        Entry{"4000000000003220", Behaviour::wants_action},
        Entry{"4000008400001629", Behaviour::fails_action},
        Entry{"4000000000000341", Behaviour::loses_answer},
        Entry{"4000000000006975", Behaviour::is_slow},
        Entry{"4000000000000119", Behaviour::is_away},
    };
    const auto* const entry = std::ranges::find(entries, digits, &Entry::digits);
    return {entry == entries.end() ? Behaviour::captures : entry->behaviour, card_type_of(digits),
            std::string(digits.substr(digits.size() - 4))};
}

TestCard test_token_of(std::string_view token) {
    struct Entry {
        std::string_view token;
        TestCard card;
    };
    static const std::array entries{
        Entry{"tok_visa", {Behaviour::captures, CardType::visa, "4242"}},
        Entry{"tok_mastercard", {Behaviour::captures, CardType::mastercard, "4444"}},
        Entry{"tok_amex", {Behaviour::captures, CardType::amex, "0005"}},
        Entry{"tok_declined", {Behaviour::declines, CardType::visa, "0002"}},
        Entry{"tok_insufficient_funds", {Behaviour::lacks_funds, CardType::visa, "9995"}},
        Entry{"tok_three_d_secure", {Behaviour::wants_action, CardType::visa, "3220"}},
        Entry{"tok_three_d_secure_fails", {Behaviour::fails_action, CardType::visa, "1629"}},
        Entry{"tok_lost_answer", {Behaviour::loses_answer, CardType::visa, "0341"}},
        Entry{"tok_slow", {Behaviour::is_slow, CardType::visa, "6975"}},
        Entry{"tok_away", {Behaviour::is_away, CardType::visa, "0119"}},
    };
    const auto* const entry = std::ranges::find(entries, token, &Entry::token);
    return entry == entries.end() ? TestCard{Behaviour::knows_not, CardType::other, ""} : entry->card;
}

Outcome Sandbox::charge(Context& context, const Charge& charge, const PaymentMethod& method) {
    const TestCard card =
        method.card ? test_card_of(method.card->number.digits.view()) : test_token_of(method.token->value);
    if (card.behaviour == Behaviour::is_away) return no_answer();
    const Instant now = context.clock().now();
    const Beginning beginning = beginning_of(card.behaviour);
    ChargeRow row{.key = key_of(charge.id),
                  .id = "ch_" + make_uuid(now).hex(),
                  .amount_cents = charge.amount_cents,
                  .currency = charge.currency,
                  .status = beginning.status,
                  .failure = beginning.failure,
                  .card_last_four = std::nullopt,
                  .card_type = std::nullopt,
                  .ready_at = now};
    if (!card.last_four.empty()) {
        row.card_last_four = card.last_four;
        row.card_type = card.type;
    }
    if (card.behaviour == Behaviour::is_slow) row.ready_at = now + limits::slow_answer;
    const ChargeRow made = sandbox::insert_charge(context.database(), row, now);
    if (card.behaviour == Behaviour::loses_answer || card.behaviour == Behaviour::is_slow) {
        context.wait().sleep(limits::patience);
        return no_answer();
    }
    return outcome_of(made);
}

Outcome Sandbox::peek(Context& context, const Charge& charge) {
    const auto row = sandbox::find_charge(context.database(), key_of(charge.id), context.clock().now());
    return row ? outcome_of(*row) : no_answer();
}

Outcome Sandbox::ask(Context& context, const Charge& charge) {
    auto row = sandbox::find_charge(context.database(), key_of(charge.id), context.clock().now());
    if (!row) return {};
    // The sandbox's bank takes whoever comes back for the holder of the card, or never does.
    if (row->status == State::requires_action) {
        const State to = row->failure ? State::failed : State::captured;
        sandbox::move_charge(context.database(), row->key, State::requires_action, to, row->failure);
        row = sandbox::find_charge(context.database(), row->key, context.clock().now());
    }
    return outcome_of(*row);
}

Outcome Sandbox::close(Context& context, const Charge& charge) {
    const Instant now = context.clock().now();
    // A key that was never heard of is closed as well: a request that is still on its way finds it so.
    const ChargeRow row = sandbox::insert_charge(context.database(),
                                                 {.key = key_of(charge.id),
                                                  .id = "ch_" + make_uuid(now).hex(),
                                                  .amount_cents = charge.amount_cents,
                                                  .currency = charge.currency,
                                                  .status = State::closed,
                                                  .failure = std::nullopt,
                                                  .card_last_four = std::nullopt,
                                                  .card_type = std::nullopt,
                                                  .ready_at = now},
                                                 now);
    if (row.status != State::requires_action) return outcome_of(row);
    sandbox::move_charge(context.database(), row.key, State::requires_action, State::closed, std::nullopt);
    return outcome_of(*sandbox::find_charge(context.database(), row.key, now));
}

RefundOutcome Sandbox::refund(Context& context, const RefundOrder& order) {
    const Instant now = context.clock().now();
    const auto id = sandbox::insert_refund(
        context.database(),
        {order.id.text(), "re_" + make_uuid(now).hex(), order.transaction_id, order.amount_cents}, now);
    if (!id) return {RefundOutcome::Answer::refused, {}};
    return {RefundOutcome::Answer::done, *id};
}

std::vector<Movement> Sandbox::movements(Context& context, Instant from) {
    return sandbox::list_movements(context.database(), from, context.clock().now());
}

}  // namespace venera::payments
