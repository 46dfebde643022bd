// Whoever moves the money: another company. A port with two adapters, `sandbox` and `stripe`. Each operation
// may be repeated with the same key: the provider acts once.
#pragma once
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "payments/rules.hpp"
#include "payments/types.hpp"

namespace venera::payments {

struct Charge {
    PaymentId id;  // the key
    std::int64_t amount_cents = 0;
    Currency currency;
    std::optional<std::string> transaction_id{};  // as the provider has called it, if it has answered before
};

// What the provider says of a charge.
struct Outcome {
    // unknown: it did not answer, or not in time, and may have charged.
    enum class Answer : std::uint8_t { known, unknown } answer = Answer::known;
    Facts facts{};
    std::optional<std::string> transaction_id{};
    std::optional<std::string> card_last_four{};
    std::optional<CardType> card_type{};
    std::optional<std::string> action_url{};
};

struct RefundOrder {
    RefundId id;  // the key
    PaymentId payment_id;
    std::string transaction_id;  // of the charge
    std::int64_t amount_cents = 0;
    Currency currency;
    std::int32_t refusals = 0;  // before this one; part of the key: a provider repeats its answers
};
struct RefundOutcome {
    enum class Answer : std::uint8_t { done, refused, unknown } answer = Answer::unknown;
    std::string transaction_id{};
};

// One movement as the provider lists it.
struct Movement {
    std::string transaction_id;
    std::int64_t amount_cents = 0;  // negative: a refund
    Currency currency;
    Instant at;

    auto operator<=>(const Movement&) const = default;
};
BOOST_DESCRIBE_STRUCT(Movement, (), (transaction_id, amount_cents, currency, at))

// The provider did not list its movements.
class NoList : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};
// It lists more than is read at once.
class LongList : public NoList {
public:
    using NoList::NoList;
};

class Provider {
public:
    virtual ~Provider() = default;

    virtual std::string name() const = 0;
    virtual Outcome charge(Context& context, const Charge& charge, const PaymentMethod& method) = 0;
    // What has become of it. ask(): whoever was sent to their bank has come back.
    virtual Outcome peek(Context& context, const Charge& charge) = 0;
    virtual Outcome ask(Context& context, const Charge& charge) = 0;
    // The last word: if nothing has been charged by now, nothing will be, also not by a request that is still
    // on its way. Without money or a failure the provider needs more time, or did not answer.
    virtual Outcome close(Context& context, const Charge& charge) = 0;
    virtual RefundOutcome refund(Context& context, const RefundOrder& order) = 0;
    // Everything captured or given back from `from` on, in any order. Throws: NoList, LongList.
    virtual std::vector<Movement> movements(Context& context, Instant from) = 0;
};

}  // namespace venera::payments
