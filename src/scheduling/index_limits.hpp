// The limits of building, following and checking the availability index.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace venera::scheduling::limits {

// Building.
inline constexpr std::size_t build_batch = 2'000;  // doctors for each round of statements
inline constexpr std::chrono::minutes build_statement_time{2};
inline constexpr std::chrono::seconds build_log_interval{2};

// Following. A feed that could not read for longer than the gap no longer trusts the outbox to have kept all.
inline constexpr std::chrono::milliseconds feed_interval{250};
inline constexpr std::int32_t feed_batch = 2'000;      // events for each statement
inline constexpr std::size_t feed_reload_batch = 50;   // doctors read again at once: a few ms of one thread
inline constexpr std::size_t feed_reload_rounds = 20;  // of such, in one round of following
inline constexpr std::chrono::seconds feed_lag_to_log{5};
inline constexpr std::chrono::hours feed_gap{12};
// The time in which news reach the index: a busy thread's own, or another replica's by a clock that may
// differ. Who books meanwhile may be refused a time that is still listed; later that is an error.
inline constexpr std::chrono::seconds news_time{2};

// Checking.
inline constexpr int verified_days = 31;
inline constexpr std::chrono::seconds check_interval{10};
inline constexpr std::size_t checked_doctors = 3;
inline constexpr int check_tries = 4;  // what still differs after these is no change under way
inline constexpr std::chrono::milliseconds check_pause{700};
inline constexpr int repair_tries = 5;
inline constexpr std::size_t differences_logged = 20;  // at a time
inline constexpr std::size_t verify_batch = 500;
inline constexpr std::chrono::minutes roll_interval{1};

}  // namespace venera::scheduling::limits
