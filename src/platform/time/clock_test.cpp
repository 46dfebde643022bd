#include "platform/time/clock.hpp"

#include <gtest/gtest.h>

namespace venera {
namespace {

TEST(Clock, FollowsTheSystemClock) {
    const Clock clock;
    const auto before = std::chrono::system_clock::now();
    const Instant now = clock.now();
    const auto after = std::chrono::system_clock::now();
    EXPECT_GE(now.value, std::chrono::floor<std::chrono::microseconds>(before));
    EXPECT_LE(now.value, after);
}

TEST(Clock, AddsTheTestOffset) {
    Clock clock;
    clock.set_offset(std::chrono::hours{-48});
    EXPECT_EQ(clock.offset(), std::chrono::hours{-48});
    const auto distance = std::chrono::system_clock::now() - clock.now().value;
    EXPECT_GE(distance, std::chrono::hours{48});
    EXPECT_LT(distance, std::chrono::hours{49});
}

}  // namespace
}  // namespace venera
