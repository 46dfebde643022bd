// The limits of payments.
#pragma once
#include <chrono>
#include <cstdint>

namespace venera::payments::limits {

inline constexpr std::int32_t page = 20;
// How long a request waits for the provider: it must answer before its own deadline of 5 s. What is not
// known by then is found out by the completer.
inline constexpr std::chrono::milliseconds patience{3'000};
// Whoever works on a payment has it for so long: longer than a request lives.
inline constexpr std::chrono::seconds lease{10};
// Somebody who was sent to their bank comes back within this, or is not charged.
inline constexpr std::chrono::minutes action_time{15};
inline constexpr std::chrono::milliseconds interval{500};
inline constexpr std::int32_t claimed_at_once = 20;
// Due for longer than this, a payment or refund is late: the log and a gauge say so.
inline constexpr double late_seconds = 60;
inline constexpr std::chrono::seconds watch_interval{5};
// The answer of the sandbox to its slow number comes after this.
inline constexpr std::chrono::seconds slow_answer{8};
inline constexpr std::int64_t most_cents = 1'000'000'000;
// Of one person, in an export.
inline constexpr std::int32_t most_kept = 10'000;
inline constexpr std::chrono::hours idempotency{48};
// Rows that reconciliation reads at once, and payments so young that they may be under way.
inline constexpr std::int32_t reconciled_at_once = 10'000;
inline constexpr std::chrono::seconds under_way{60};
inline constexpr std::int32_t statistics_months = 120;

}  // namespace venera::payments::limits
