// The limits of webhooks.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace venera::webhooks::limits {

inline constexpr std::int32_t page = 20;
inline constexpr std::int64_t endpoints = 100;
inline constexpr std::size_t patterns = 50;
// Requests of one endpoint at once, in each process: whoever is slow is slow alone.
inline constexpr std::int32_t lanes = 8;
// One request, from the look-up of the name to the end of the answer.
inline constexpr std::chrono::milliseconds time{15'000};
// A worker has a delivery for so long: longer than a request and its mark take.
inline constexpr std::chrono::seconds lease{40};
// How often due deliveries are looked for when nobody tells that there are some.
inline constexpr std::chrono::milliseconds interval{250};
inline constexpr std::chrono::seconds watch_interval{5};
// What is read of an answer, and what is kept of it.
inline constexpr std::size_t answer_bytes = 16 * 1024;
inline constexpr std::size_t excerpt_bytes = 1'024;
// An endpoint is disabled when a delivery is given up and nothing was accepted for so long.
inline constexpr std::chrono::hours failing_for{24};
inline constexpr std::chrono::hours longest_retry_after{24};
// How long a former secret signs beside the new one, if nobody says it.
inline constexpr std::int64_t overlap_hours = 24;
// Deliveries that one call sends again, and those of disabled endpoints that are set aside at once.
inline constexpr std::int64_t replayed_at_once = 10'000;
inline constexpr std::int32_t skipped_at_once = 1'000;
inline constexpr std::chrono::seconds skip_interval{10};
// What requests under way have left when the program ends.
inline constexpr std::chrono::milliseconds grace{3'000};

}  // namespace venera::webhooks::limits
