#include "platform/jobs/queue.hpp"

#include <gtest/gtest.h>

#include "platform/jobs/bell.hpp"

namespace venera::jobs {
namespace {

using std::chrono::seconds;

const Instant noon = Instant::from_epoch_seconds(1'800'000'000);

TEST(Watermark, BeginsAtTheBottomAndThenWhereTheLastClaimEnded) {
    Watermark mark;
    EXPECT_EQ(mark.from(noon), Instant{});
    mark.claimed(noon - seconds{300}, noon, false);
    EXPECT_EQ(mark.from(noon), noon - seconds{300});
    mark.claimed(noon - seconds{200}, noon, true);
    EXPECT_EQ(mark.from(noon + seconds{1}), noon - seconds{2})
        << "all that was due is taken, but for what comes late";
    mark.claimed(std::nullopt, noon + seconds{5}, true);
    EXPECT_EQ(mark.from(noon + seconds{5}), noon + seconds{3});
}

TEST(Watermark, LooksAtTheBottomEveryTenSecondsAndWhenTheClockGoesBack) {
    Watermark mark;
    mark.from(noon);
    mark.claimed(std::nullopt, noon, true);
    EXPECT_NE(mark.from(noon + seconds{9}), Instant{});
    EXPECT_EQ(mark.from(noon + seconds{10}), Instant{});
    mark.claimed(std::nullopt, noon + seconds{10}, true);
    EXPECT_LE(mark.from(noon + seconds{3}), noon + seconds{3});
    EXPECT_EQ(mark.from(noon - seconds{60}), Instant{});
}

TEST(Bell, WhoWaitsReturnsAtTheLatestAfterTheTime) {
    fibers::PollWait wait;
    Bell bell;
    bell.ring();  // nobody hears it
    const auto begun = std::chrono::steady_clock::now();
    bell.await(wait, std::chrono::milliseconds{30});
    EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds{25});
    EXPECT_EQ(wait.deadline(), fibers::Steady::max());
}

}  // namespace
}  // namespace venera::jobs
