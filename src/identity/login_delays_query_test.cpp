#include "identity/login_delays.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "identity/testing/identity_test.hpp"

namespace venera::identity {
namespace {

using std::chrono::seconds;

struct LoginDelaysTest : testing::IdentityTest {
    Secrets secrets{{master, factors}};
    LoginDelays delays{secrets, Loopback::exempt};
};

TEST_F(LoginDelaysTest, SlowDownOneAddress) {
    int accepted = 0;
    seconds longest{0};
    for (int i = 0; i < 200; ++i) {
        Context one = context();
        const auto wait = delays.take(one, delays.counts("ana@example.org", std::nullopt, "192.0.2.1"));
        if (wait == seconds{0}) ++accepted;
        longest = std::max(longest, wait);
    }
    EXPECT_GE(accepted, 10);
    EXPECT_LE(accepted, 20);
    EXPECT_GT(longest, seconds{0});
}

TEST_F(LoginDelaysTest, SlowDownFiftyAddressesOnOneAccountButNotItsKnownDevice) {
    int accepted = 0;
    for (int i = 0; i < 200; ++i) {
        Context one = context();
        const std::string address = "192.0.2." + std::to_string(i % 50);
        if (delays.take(one, delays.counts("ana@example.org", std::nullopt, address)) == seconds{0})
            ++accepted;
    }
    EXPECT_LE(accepted, 100);
    EXPECT_GE(accepted, 30);
    Context owner = context();
    const Uuid device = make_uuid(owner.now());
    EXPECT_EQ(delays.take(owner, delays.counts("ana@example.org", device, "192.0.2.1")), seconds{0});
    // And from the attackers' addresses other accounts still sign in.
    EXPECT_EQ(delays.take(owner, delays.counts("luz@example.org", std::nullopt, "192.0.2.1")), seconds{0});
}

TEST_F(LoginDelaysTest, SlowDownSprayingFromOneAddress) {
    int accepted = 0;
    for (int i = 0; i < 200; ++i) {
        Context one = context();
        const std::string email = "user" + std::to_string(i) + "@example.org";
        if (delays.take(one, delays.counts(email, std::nullopt, "192.0.2.1")) == seconds{0}) ++accepted;
    }
    EXPECT_GE(accepted, 60);
    EXPECT_LE(accepted, 80);
}

TEST_F(LoginDelaysTest, LeaveLoopbackAloneUnlessTold) {
    EXPECT_EQ(delays.counts("ana@example.org", std::nullopt, "127.0.0.1").all.size(), 2U);
    EXPECT_EQ(delays.counts("ana@example.org", std::nullopt, "192.0.2.1").all.size(), 3U);
    const LoginDelays strict(secrets, Loopback::counted);
    EXPECT_EQ(strict.counts("ana@example.org", std::nullopt, "127.0.0.1").all.size(), 3U);
}

TEST_F(LoginDelaysTest, CountAttemptsThatComeAtOnce) {
    std::atomic<int> accepted = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            postgres::Pool connections(database.options(), 1, database.metrics(), database.log());
            fibers::PollWait wait;
            postgres::Database db(connections, wait);
            for (int k = 0; k < 10; ++k) {
                Context one = context_on(db, "192.0.2.1");
                const auto counts = delays.counts("ana@example.org", std::nullopt, "192.0.2.1");
                if (delays.take(one, counts) == seconds{0}) ++accepted;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_GE(accepted, 10);
    EXPECT_LE(accepted, 16);
}

TEST_F(LoginDelaysTest, BeginAgainAfterTheRightPasswordButNotForTheAddress) {
    const auto counts = delays.counts("ana@example.org", std::nullopt, "192.0.2.1");
    for (int i = 0; i < 12; ++i) {
        Context one = context();
        delays.take(one, counts);
    }
    Context blocked = context();
    EXPECT_GT(delays.take(blocked, counts), seconds{0});
    delays.settle(database.database(), counts);
    Context again = context();
    EXPECT_EQ(delays.take(again, counts), seconds{0});
    std::vector<Bytes> names;
    for (const auto& count : counts.all) names.push_back(count.key);
    std::vector<std::int32_t> failures;
    postgres::Transaction transaction(database.database());
    for (const auto& row : lock_attempts(transaction, names, clock.now())) failures.push_back(row.failures);
    std::ranges::sort(failures);
    EXPECT_EQ(failures, (std::vector<std::int32_t>{1, 1, 11}));
}

TEST_F(LoginDelaysTest, AreAnsweredWithTheTimeToWait) {
    registered("ana@example.org");
    int delayed = 0;
    for (int i = 0; i < 14; ++i) {
        Context one = context();
        const auto answer = identity->signing_in().login(one, credentials("ana@example.org", "wrong"), {});
        if (!answer.is<too_many_attempts>()) continue;
        ++delayed;
        EXPECT_GT(answer.refusal().retry_after_seconds, 0);
    }
    EXPECT_GE(delayed, 2);
    Context right = context();
    EXPECT_TRUE(
        identity->signing_in().login(right, credentials("ana@example.org"), {}).is<too_many_attempts>())
        << "the right password waits as well, else guessing would go on";
}

TEST_F(LoginDelaysTest, AreCleanedUpWhenTheyNoLongerMatter) {
    Context one = context();
    delays.take(one, delays.counts("ana@example.org", std::nullopt, "192.0.2.1"));
    EXPECT_EQ(clean(database.database(), clock.now()), 0);
    EXPECT_EQ(clean(database.database(), clock.now() + std::chrono::hours{24 * 9}), 3);
}

}  // namespace
}  // namespace venera::identity
