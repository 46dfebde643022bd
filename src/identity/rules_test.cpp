#include "identity/rules.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace venera::identity {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const Instant noon = Instant::from_epoch_seconds(1'800'000'000);

FamilyState family_at(std::int64_t generation) {
    return {generation, noon, noon + hours{24}, noon + hours{24 * 30}, std::nullopt};
}

TEST(SessionPolicy, PatientsStayLongerThanTheDesk) {
    EXPECT_EQ(session_policy(AccountRole::patient).idle, hours{24});
    EXPECT_EQ(session_policy(AccountRole::patient).absolute, hours{24 * 30});
    for (const auto role : {AccountRole::doctor, AccountRole::staff, AccountRole::admin}) {
        EXPECT_EQ(session_policy(role).idle, seconds{30 * 60});
        EXPECT_EQ(session_policy(role).absolute, hours{12});
    }
}

TEST(Judge, GivesTheDirectPredecessorTheSameSuccessorForTenSeconds) {
    EXPECT_EQ(judge(family_at(5), 4, noon), Presented::same_successor);
    EXPECT_EQ(judge(family_at(5), 4, noon + seconds{10}), Presented::same_successor);
    EXPECT_EQ(judge(family_at(5), 4, noon + seconds{11}), Presented::reused);
}

TEST(Judge, TakesAnOlderTokenForStolenAtOnce) {
    EXPECT_EQ(judge(family_at(5), 3, noon), Presented::reused);
    EXPECT_EQ(judge(family_at(5), 1, noon + seconds{5}), Presented::reused);
}

TEST(Judge, HasNothingForASessionThatIsOver) {
    auto revoked = family_at(5);
    revoked.revoked_at = noon;
    EXPECT_EQ(judge(revoked, 4, noon), Presented::ended);
    EXPECT_EQ(judge(revoked, 1, noon), Presented::ended);
    EXPECT_EQ(judge(family_at(5), 4, noon + hours{24}), Presented::ended);
    auto old = family_at(5);
    old.idle_until = noon + hours{24 * 60};
    EXPECT_EQ(judge(old, 3, noon + hours{24 * 30}), Presented::ended);
}

TEST(Judge, HasNothingForTheNewestTokenThatDidNotRotate) {
    EXPECT_EQ(judge(family_at(5), 5, noon), Presented::ended);
    EXPECT_EQ(judge(family_at(5), 6, noon), Presented::ended);
}

const std::vector<AttemptKind> kinds{AttemptKind::device, AttemptKind::account_on_address,
                                     AttemptKind::account, AttemptKind::address};

TEST(DelayAfter, IsFreeAtFirstThenDoublesAndNeverShrinks) {
    EXPECT_EQ(delay_after(AttemptKind::account_on_address, 10), seconds{0});
    EXPECT_EQ(delay_after(AttemptKind::account_on_address, 11), seconds{1});
    EXPECT_EQ(delay_after(AttemptKind::account_on_address, 12), seconds{2});
    EXPECT_EQ(delay_after(AttemptKind::account_on_address, 14), seconds{8});
    for (const auto kind : kinds) {
        for (std::int32_t failures = 0; failures < 2'000; ++failures) {
            EXPECT_LE(delay_after(kind, failures), delay_after(kind, failures + 1)) << failures;
        }
    }
}

TEST(DelayAfter, LeavesAnAddressOneAttemptAMinute) {
    EXPECT_EQ(delay_after(AttemptKind::address, 1'000'000), seconds{60});
}

TEST(DelayAfter, LeavesOneAttemptADayAfterAHundred) {
    EXPECT_EQ(delay_after(AttemptKind::account, 99), hours{1});
    EXPECT_EQ(delay_after(AttemptKind::account, 100), hours{24});
}

// How many of `tries` wrong passwords, `apart` from each other, are accepted.
int accepted(AttemptKind kind, int tries, std::chrono::milliseconds apart) {
    Attempts attempts{0, noon, noon};
    int count = 0;
    for (int i = 0; i < tries; ++i) {
        const Instant now = noon + i * apart;
        if (wait_before(attempts, now) > seconds{0}) continue;
        attempts = after_attempt(kind, attempts, now);
        ++count;
    }
    return count;
}

TEST(Attempts, TwoHundredWrongPasswordsForOneAccountAreMostlyRefused) {
    EXPECT_LE(accepted(AttemptKind::account, 200, std::chrono::milliseconds{50}), 40);
    EXPECT_LE(accepted(AttemptKind::account_on_address, 200, std::chrono::milliseconds{50}), 20);
    EXPECT_GE(accepted(AttemptKind::account, 200, std::chrono::milliseconds{50}), 30);
    // For a whole day, one each second.
    EXPECT_LE(accepted(AttemptKind::account, 86'400, seconds{1}), 100);
}

TEST(Attempts, SprayingFiveHundredAccountsFromOneAddressIsSlowedDown) {
    EXPECT_LE(accepted(AttemptKind::address, 500, std::chrono::milliseconds{20}), 70);
}

TEST(Attempts, AnAttemptThatHasToWaitDoesNotProlongTheWait) {
    Attempts attempts{11, noon, noon + seconds{4}};
    EXPECT_EQ(wait_before(attempts, noon + std::chrono::milliseconds{1'500}), seconds{3});
    EXPECT_EQ(wait_before(attempts, noon + seconds{4}), seconds{0});
}

TEST(Attempts, AreForgottenAfterSilence) {
    const Attempts many{50, noon, noon};
    EXPECT_EQ(after_attempt(AttemptKind::device, many, noon + hours{23}).failures, 51);
    EXPECT_EQ(after_attempt(AttemptKind::device, many, noon + hours{25}).failures, 1);
}

TEST(Delays, ThoseWhoComeAtOnceDoNotWaitForEachOther) {
    const Instant now = Instant::from_epoch_seconds(1'800'000'000);
    const auto first = after_attempt(AttemptKind::account, {}, now + std::chrono::milliseconds{5});
    EXPECT_EQ(wait_before(first, now), std::chrono::seconds{0}) << "it began earlier and got the lock later";
    Attempts many{50, now, now};
    EXPECT_GT(wait_before(after_attempt(AttemptKind::account, many, now), now), std::chrono::seconds{0});
}

}  // namespace
}  // namespace venera::identity
