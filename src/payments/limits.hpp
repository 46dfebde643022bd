// The limits of payments.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace venera::payments::limits {

inline constexpr std::int32_t page = 20;
// A visit that changes while its payment begins is looked at again.
inline constexpr int looks = 3;
// How long a request waits for the provider: it must answer before its own deadline of 5 s. What is not
// known by then is found out by the completer.
inline constexpr std::chrono::milliseconds patience{3'000};
// Whoever works on a payment has it for so long: longer than a request lives.
inline constexpr std::chrono::seconds lease{10};
// Cards that were refused: so many for a visit and of an account in this time, whoever guesses their numbers.
inline constexpr std::chrono::hours tries_time{1};
inline constexpr std::int32_t tries_per_visit = 5;
inline constexpr std::int32_t tries_per_account = 10;
// Somebody who was sent to their bank comes back within this, or is not charged.
inline constexpr std::chrono::minutes action_time{15};
// What goes back by itself and is refused is asked for again after this, then after four times as long each
// time.
inline constexpr std::chrono::hours refund_again{1};
inline constexpr std::int32_t refund_tries = 5;
inline constexpr std::chrono::milliseconds interval{500};
inline constexpr std::chrono::seconds step_time{8};  // of one that is completed
inline constexpr std::int32_t claimed_at_once = 5;
// Due for longer than this, a payment or refund is late: the log and a gauge say so.
inline constexpr double late_seconds = 60;
inline constexpr std::chrono::seconds watch_interval{5};
// The answer of the sandbox to its slow number comes after this.
inline constexpr std::chrono::seconds slow_answer{8};
// Of a provider elsewhere: one call, of which a request makes two; a page of its list, and how many of them
// are read (each has 100 payments or refunds); how old its word may be.
inline constexpr std::chrono::milliseconds call_time{2'000};
inline constexpr std::size_t list_bytes = 8 << 20;
inline constexpr int list_pages = 100;
inline constexpr std::chrono::seconds signature_tolerance{300};
// Of one person, in an export.
inline constexpr std::int32_t most_kept = 10'000;
inline constexpr std::chrono::hours idempotency{48};
// Rows of the revenue.
inline constexpr std::int32_t statistics_months = 120;
inline constexpr std::int64_t reconciled_days = 7;  // unless asked

}  // namespace venera::payments::limits
