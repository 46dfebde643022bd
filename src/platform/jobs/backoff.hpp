// How long to wait before the next attempt, and after how many of them nobody tries any more.
#pragma once
#include <chrono>
#include <cstdint>

namespace venera::jobs {

inline constexpr std::int32_t most_attempts = 12;

// After the `attempts`-th attempt failed: 10 s, doubled with each, at most an hour; +- 20 %, so that what
// failed together does not come back together. `chance` is in [0, 1). Requires: attempts >= 1.
std::chrono::milliseconds backoff(std::int32_t attempts, double chance);
// A random number in [0, 1) for it.
double chance();

}  // namespace venera::jobs
