#include "payments/rules.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace venera::payments {

namespace {

// The first `length` digits as a number; -1 if there are fewer.
int prefix(std::string_view digits, std::size_t length) {
    if (digits.size() < length) return -1;
    int value = 0;
    for (const char c : digits.substr(0, length)) value = value * 10 + (c - '0');
    return value;
}

bool between(int value, int least, int most) { return least <= value && value <= most; }

struct Lengths {
    std::size_t least;
    std::size_t most;
    std::size_t code;
};

Lengths lengths_of(CardType type) {
    switch (type) {
        case CardType::visa:
            return {13, 19, 3};
        case CardType::mastercard:
            return {16, 16, 3};
        case CardType::amex:
            return {15, 15, 4};
        case CardType::discover:
        case CardType::jcb:
        case CardType::unionpay:
            return {16, 19, 3};
        case CardType::diners:
            return {14, 19, 3};
        case CardType::other:
            return {12, 19, 3};
    }
    std::abort();
}

// The first day after the month in which a card ends, in the zone where it lasts longest (UTC-12).
Instant end_of(const Card& card) {
    using namespace std::chrono;
    const auto month = year{static_cast<int>(card.exp_year.value)} /
                           std::chrono::month{static_cast<unsigned>(card.exp_month.value)} / 1 +
                       months{1};
    return Instant{time_point_cast<seconds>(sys_days{month}) + hours{12}};
}

}  // namespace

CardType card_type_of(std::string_view digits) {
    const int two = prefix(digits, 2);
    const int three = prefix(digits, 3);
    const int four = prefix(digits, 4);
    if (prefix(digits, 1) == 4) return CardType::visa;
    if (between(two, 51, 55) || between(four, 2221, 2720)) return CardType::mastercard;
    if (two == 34 || two == 37) return CardType::amex;
    if (four == 6011 || two == 65 || between(three, 644, 649)) return CardType::discover;
    if (between(three, 300, 305) || two == 36 || two == 38 || two == 39) return CardType::diners;
    if (between(four, 3528, 3589)) return CardType::jcb;
    if (two == 62) return CardType::unionpay;
    return CardType::other;
}

std::optional<CardProblem> problem_of(const Card& card, Instant now) {
    const std::string_view number = card.number.digits.view();
    const Lengths lengths = lengths_of(card_type_of(number));
    if (number.size() < lengths.least || number.size() > lengths.most)
        return CardProblem{"/number", {"wrong_length", "has not the length of a card of this brand"}};
    if (now >= end_of(card))
        return CardProblem{"/exp_year", {"expired_card", "has passed: the card is over"}};
    if (card.cvc.digits.view().size() != lengths.code)
        return CardProblem{"/cvc", {"wrong_length", "has not the length of this brand's codes"}};
    return std::nullopt;
}

Facts merged(const Facts& one, const Facts& other) {
    Facts both;
    both.captured_cents = std::max(one.captured_cents, other.captured_cents);
    both.refunded_cents = std::max(one.refunded_cents, other.refunded_cents);
    both.wants_action = one.wants_action || other.wants_action;
    // Of two failures the first of the list: `abandoned` says least and is the last.
    if (one.failure && other.failure)
        both.failure = std::min(*one.failure, *other.failure);
    else
        both.failure = one.failure ? one.failure : other.failure;
    return both;
}

Status status_of(const Facts& facts) {
    if (facts.refunded_cents > 0)
        return facts.refunded_cents >= facts.captured_cents ? Status::refunded : Status::partially_refunded;
    if (facts.captured_cents > 0) return Status::succeeded;
    if (facts.failure && *facts.failure >= Failure::replaced) return Status::cancelled;
    if (facts.failure) return Status::failed;
    return facts.wants_action ? Status::requires_action : Status::processing;
}

bool may_become(Status from, Status to) { return from <= to; }

Due due_of(const DueQuestion& question, const ClinicPayments& policy) {
    const std::int64_t left = std::max<std::int64_t>(0, question.price_cents - question.captured_cents);
    const bool asks_deposit =
        question.waits_for_payment && question.captured_cents == 0 && policy.deposit_percent.value < 100;
    if (!asks_deposit) return {Kind::visit, left};
    // Rounded up: a deposit is at least one cent.
    return {Kind::deposit, (left * policy.deposit_percent.value + 99) / 100};
}

std::int64_t fee_of(std::int64_t kept_cents, const ClinicPayments& policy) {
    return policy.no_show_fee_cents ? std::min(policy.no_show_fee_cents->value, kept_cents) : kept_cents;
}

std::vector<std::int64_t> excess_of(const std::vector<std::int64_t>& kept_cents, std::int64_t price_cents) {
    std::vector<std::int64_t> excess(kept_cents.size());
    std::int64_t wanted = price_cents;  // of those before it, the first of all first
    for (std::size_t at = 0; at < kept_cents.size(); ++at) {
        const std::int64_t stays = std::min(kept_cents[at], wanted);
        excess[at] = kept_cents[at] - stays;
        wanted -= stays;
    }
    return excess;
}

}  // namespace venera::payments
