#include "platform/jobs/backoff.hpp"

#include <gtest/gtest.h>

namespace venera::jobs {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Backoff, DoublesFromTenSecondsToAnHour) {
    const double middle = 0.5;
    for (const auto& [attempts, expected] :
         {std::pair{1, 10}, {2, 20}, {3, 40}, {8, 1280}, {9, 2560}, {10, 3600}, {12, 3600}, {1000, 3600}}) {
        EXPECT_EQ(backoff(attempts, middle), seconds{expected}) << attempts;
    }
}

TEST(Backoff, SpreadsByAFifthToBothSides) {
    EXPECT_EQ(backoff(1, 0), seconds{8});
    EXPECT_EQ(backoff(1, 1), seconds{12});
    EXPECT_EQ(backoff(12, 0), milliseconds{2'880'000});
    EXPECT_EQ(backoff(12, 1), milliseconds{4'320'000});
}

TEST(Backoff, ChanceIsAPart) {
    for (int i = 0; i < 1000; ++i) {
        const double drawn = chance();
        EXPECT_GE(drawn, 0);
        EXPECT_LT(drawn, 1);
    }
}

}  // namespace
}  // namespace venera::jobs
