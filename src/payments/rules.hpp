// What cards are, what a provider's words come to, and what a clinic's policy makes of them: pure rules.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "payments/types.hpp"

namespace venera::payments {

// By the ranges of issuer numbers and the lengths that the networks publish.
CardType card_type_of(std::string_view digits);
// A problem with a card besides its digits: its length for the brand, its code, or that it is over.
struct CardProblem {
    std::string_view pointer;  // below the card
    Problem problem;
};
std::optional<CardProblem> problem_of(const Card& card, Instant now);

// What a provider has said of a payment so far, in any order and any number of times.
struct Facts {
    std::int64_t captured_cents = 0;
    std::int64_t refunded_cents = 0;
    std::optional<Failure> failure{};
    bool wants_action = false;

    bool operator==(const Facts&) const = default;
};
// Both together: commutative, associative, and twice the same is the same once.
Facts merged(const Facts& one, const Facts& other);
// Money decides: what was captured succeeded, whatever else was said.
Status status_of(const Facts& facts);
bool may_become(Status from, Status to);

// What is due now: a deposit for what waits for its payment, or what is left of the price.
struct Due {
    Kind kind = Kind::visit;
    std::int64_t amount_cents = 0;
};
struct DueQuestion {
    std::int64_t price_cents = 0;
    std::int64_t captured_cents = 0;  // of earlier payments, without what went back
    bool waits_for_payment = false;
};
Due due_of(const DueQuestion& question, const ClinicPayments& policy);

// What a clinic keeps of what was paid for a visit that nobody came to. One that is cancelled is paid back
// whole: patients cancel only while their clinic's notice allows it.
std::int64_t fee_of(std::int64_t kept_cents, const ClinicPayments& policy);

// Of what several payments of one visit hold, in their order, what each gives back so that no more than the
// price stays: the newest first.
std::vector<std::int64_t> excess_of(const std::vector<std::int64_t>& kept_cents, std::int64_t price_cents);

}  // namespace venera::payments
