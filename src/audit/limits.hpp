// The bounds of the audit.
#pragma once
#include <chrono>
#include <cstdint>

namespace venera::audit::limits {

inline constexpr std::int32_t page = 50;
// Rows that one request looks through for a filter that no index serves; the page may then be short and have
// a next one.
inline constexpr std::int32_t examined = 50'000;
inline constexpr std::int32_t exported = 20'000;  // rows of one export

// Rows of one seal: hashing them takes a loop about 2 ms.
inline constexpr std::int32_t sealed_rows = 1'024;
inline constexpr std::chrono::milliseconds sealing_run{3'000};
inline constexpr std::int32_t seals_read = 64;         // at once, by the verifier
inline constexpr std::int32_t rows_read = 16'384;      // ahead, of each context
inline constexpr std::uintmax_t seals_file = 8 << 20;  // a day and a half of lines, if each run has one
inline constexpr std::int32_t lines_compared = 1'000;

// Of one look at the chain: about 40 ms of a loop, in pieces.
inline constexpr std::int32_t checked_rows = 20'000;
inline constexpr std::int32_t checked_seals = 2'000;
inline constexpr std::int32_t unsealed_counted = 10'000;  // of each context; more is "at least"
inline constexpr std::chrono::minutes sealed_late{15};    // then something is wrong with the sealer

inline constexpr std::int32_t dropped_rows = 5'000;  // by one statement

}  // namespace venera::audit::limits
