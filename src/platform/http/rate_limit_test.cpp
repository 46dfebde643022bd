#include "platform/http/rate_limit.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace venera::http {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr Limit ten_a_minute{10, 60s};
const RateLimits::Steady start{std::chrono::hours{1}};

TEST(RateLimitTest, LetsAQuotaThroughAtOnceAndNoMore) {
    RateLimits limits;
    for (std::int64_t left = 9; left >= 0; --left) {
        const Limited limited = limits.check("a", ten_a_minute, start);
        EXPECT_TRUE(limited.allowed);
        EXPECT_EQ(limited.remaining, left);
    }
    const Limited refused = limits.check("a", ten_a_minute, start);
    EXPECT_FALSE(refused.allowed);
    EXPECT_EQ(refused.remaining, 0);
    EXPECT_EQ(refused.reset, 60s);
    EXPECT_EQ(refused.retry_after, 6s);
}

TEST(RateLimitTest, GivesTheQuotaBackEvenly) {
    RateLimits limits;
    for (int i = 0; i < 10; ++i) limits.check("a", ten_a_minute, start);
    EXPECT_FALSE(limits.check("a", ten_a_minute, start + 5999ms).allowed);
    EXPECT_TRUE(limits.check("a", ten_a_minute, start + 6s).allowed);
    EXPECT_FALSE(limits.check("a", ten_a_minute, start + 6s).allowed);
    const Limited rested = limits.check("a", ten_a_minute, start + 200s);
    EXPECT_EQ(rested.remaining, 9);
    EXPECT_EQ(rested.reset, 6s);
}

TEST(RateLimitTest, RefusedRequestsDoNotCount) {
    RateLimits limits;
    for (int i = 0; i < 1000; ++i) limits.check("a", ten_a_minute, start);
    EXPECT_TRUE(limits.check("a", ten_a_minute, start + 6s).allowed);
}

TEST(RateLimitTest, CountsKeysApart) {
    RateLimits limits;
    for (int i = 0; i < 10; ++i) limits.check("a", ten_a_minute, start);
    EXPECT_FALSE(limits.check("a", ten_a_minute, start).allowed);
    EXPECT_TRUE(limits.check("b", ten_a_minute, start).allowed);
}

TEST(RateLimitTest, StaysWithinItsMemory) {
    RateLimits limits(160);
    for (int i = 0; i < 10'000; ++i) limits.check("key" + std::to_string(i), ten_a_minute, start);
    EXPECT_LE(limits.size(), 160U);
    EXPECT_GE(limits.size(), 100U);
}

// A flood of new keys should not wipe out what is known about the one that floods.
TEST(RateLimitTest, ForgetsTheLeastIndebtedFirst) {
    RateLimits limits(16 * 64);
    for (int i = 0; i < 10; ++i) limits.check("heavy", ten_a_minute, start);
    for (int i = 0; i < 5'000; ++i) limits.check("key" + std::to_string(i), ten_a_minute, start);
    EXPECT_FALSE(limits.check("heavy", ten_a_minute, start).allowed);
}

TEST(RateLimitTest, ThreadsShareOneQuota) {
    RateLimits limits;
    const Limit thousand{1000, 3600s};
    std::atomic<int> passed{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 500; ++i) passed += limits.check("a", thousand, start).allowed ? 1 : 0;
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(passed, 1000);
}

TEST(RateLimitTest, PrintsTheFieldsOfTheDraft) {
    EXPECT_EQ((Limited{true, 50, 30s, 0s}.rate_limit()), R"("default";r=50;t=30)");
    EXPECT_EQ(Limited::rate_limit_policy({100, 60s}), R"("default";q=100;w=60)");
}

}  // namespace
}  // namespace venera::http
