// Second factors and API keys on a real PostgreSQL.
#include <gtest/gtest.h>

#include <atomic>
#include <cctype>
#include <functional>
#include <thread>

#include "identity/accounts.hpp"
#include "identity/limits.hpp"
#include "identity/testing/identity_test.hpp"
#include "identity/totp.hpp"

namespace venera::identity {
namespace {

const postgres::Statement<std::int64_t(std::string, PatientId)> count_accesses_to{
    "test.identity.count_accesses_to",
    "select count(*) from identity.access_log where action = $1 and patient_id = $2"};

const postgres::Statement<std::string(ApiKeyId)> events_of_key{
    "test.identity.events_of_key",
    "select string_agg(type, ', ' order by version) from identity.outbox where aggregate_id = $1"};

const postgres::Statement<std::int64_t(ApiKeyId)> count_revoking{
    "test.identity.count_revoking",
    "select count(*) from identity.access_log where action = 'revoke' and resource_id = $1"};

struct ProofsTest : testing::IdentityTest {
    Entry ana = registered("ana@example.org");
    std::string secret;

    std::string secret_of(const Entry& entry) {
        const auto row = find_second_factor(database.database(), entry.answer.user.id);
        return Secrets({master, factors})
            .open_second_factor(entry.answer.user.id, row->secret_sealed)
            .value();
    }
    std::string code(std::int64_t steps = 0) {
        return totp::code_at(secret, clock.now().epoch_seconds() / 30 + steps);
    }
    RecoveryCodes enrol() {
        Context asking = context_of(ana.answer);
        auto begun = identity->second_factors().enrol(asking, {TriedPassword{good_password}});
        if (!begun) throw std::runtime_error("not begun");
        secret = secret_of(ana);
        EXPECT_EQ(begun->value.secret, totp::base32(secret));
        Context confirming = context_of(ana.answer);
        auto codes = identity->second_factors().confirm(confirming, {TriedSecret{code()}});
        if (!codes) throw std::runtime_error("not confirmed");
        return *codes;
    }
    std::string challenge() {
        Context asking = context();
        const auto refused = identity->signing_in().login(asking, credentials("ana@example.org"), {});
        EXPECT_TRUE(refused.is<second_factor_required>());
        const auto row = find_account(database.database(), ana.answer.user.id);
        return Secrets({master, factors})
            .challenge(row->id, clock.now() + limits::challenge_life, *row->password_hash);
    }
    auto complete(const std::string& text, const std::string& code) {
        Context asking = context();
        return identity->signing_in().complete_login(asking, {TriedSecret{text}, TriedSecret{code}}, {});
    }
};

TEST_F(ProofsTest, ACodeSignsInOnceAndAnOldOneNever) {
    enrol();
    EXPECT_TRUE(complete(challenge(), code()).is<invalid_code>()) << "it confirmed the second factor";
    advance(std::chrono::seconds{60});
    const std::string used = code();
    ASSERT_TRUE(complete(challenge(), used));
    EXPECT_TRUE(complete(challenge(), used).is<invalid_code>()) << "each code once";
    EXPECT_TRUE(complete(challenge(), code(-1)).is<invalid_code>()) << "none before one that was used";
    EXPECT_TRUE(complete(challenge(), code(1))) << "one step ahead";
    EXPECT_TRUE(complete(challenge(), "000000").is<invalid_code>());
}

TEST_F(ProofsTest, LookingAtItIsLoggedWithThePatient) {
    Context asking = context_of(ana.answer);
    EXPECT_FALSE(identity->second_factors().get(asking).enrolled);
    EXPECT_EQ(database.database().one(count_accesses_to, "read_second_factor", *ana.answer.user.patient_id),
              1);
}

TEST_F(ProofsTest, OfManyWithOneCodeOneSignsIn) {
    enrol();
    advance(std::chrono::seconds{60});
    const std::string text = challenge();
    const std::string one = code();
    std::atomic<int> entered = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            fibers::PollWait wait;
            postgres::Pool own(database.options(), 1, database.metrics(), database.log());
            postgres::Database db(own, wait);
            Context asking = context_on(db, "192.0.2.1");
            if (identity->signing_in().complete_login(asking, {TriedSecret{text}, TriedSecret{one}}, {}))
                ++entered;
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(entered, 1);
}

TEST_F(ProofsTest, ARecoveryCodeSignsInOnce) {
    const RecoveryCodes codes = enrol();
    ASSERT_EQ(codes.recovery_codes.size(), 10U);
    const std::string& first = codes.recovery_codes.front();
    std::string typed = first;
    for (char& c : typed) c = c == '-' ? ' ' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    ASSERT_TRUE(complete(challenge(), typed)) << "however it is typed";
    EXPECT_TRUE(complete(challenge(), first).is<invalid_code>());
    EXPECT_EQ(recovery_codes_left(database.database(), ana.answer.user.id), 9);
}

TEST_F(ProofsTest, GuessingCodesGetsSlower) {
    enrol();
    bool delayed = false;
    for (int i = 0; i < 20 && !delayed; ++i)
        delayed = complete(challenge(), "123456").is<too_many_attempts>();
    EXPECT_TRUE(delayed);
    Context asking = context();
    EXPECT_TRUE(
        identity->signing_in().login(asking, credentials("ana@example.org"), {}).is<second_factor_required>())
        << "the password has counts of its own";
}

TEST_F(ProofsTest, AChallengeIsOverAfterFiveMinutesAndWithANewPassword) {
    enrol();
    advance(std::chrono::seconds{60});
    const std::string text = challenge();
    advance(limits::challenge_life);
    EXPECT_TRUE(complete(text, code()).is<invalid_code>());
    const std::string fresh = challenge();
    update_password(database.database(), ana.answer.user.id, crypto::hash_password("quite another secret"),
                    clock.now());
    EXPECT_TRUE(complete(fresh, code()).is<invalid_code>());
}

TEST_F(ProofsTest, RemovingTakesThePasswordAndACode) {
    enrol();
    advance(std::chrono::seconds{60});
    const auto remove = [&](const std::string& password, const std::string& tried) {
        Context asking = context_of(ana.answer);
        return identity->second_factors().remove(asking, {TriedPassword{password}, TriedSecret{tried}});
    };
    EXPECT_TRUE(remove("not the password", code()).is<wrong_password>());
    EXPECT_TRUE(remove(good_password, "000000").is<wrong_code>());
    Context again = context_of(ana.answer);
    EXPECT_TRUE(
        identity->second_factors().enrol(again, {TriedPassword{good_password}}).is<second_factor_exists>());
    ASSERT_TRUE(remove(good_password, code()));
    EXPECT_TRUE(remove(good_password, code()).is<no_second_factor>());
    Context asking = context();
    EXPECT_TRUE(identity->signing_in().login(asking, credentials("ana@example.org"), {}));
}

TEST_F(ProofsTest, ARepeatedRegistrationIsNoWayAroundTheSecondFactor) {
    http::IdempotencyKey key{"a key", {}};
    Context first = context();
    auto made = identity->signing_in().register_user(first, wish("eva@example.org"), key, {});
    ASSERT_TRUE(made);
    ana = *std::move(made);
    enrol();
    Context again = context();
    EXPECT_TRUE(
        identity->signing_in().register_user(again, wish("eva@example.org"), key, {}).is<email_taken>());
}

TEST_F(ProofsTest, WhoseRoleNeedsASecondFactorMayOnlyAddOne) {
    Options strict = options(DemoAccounts::refused);
    strict.second_factor_of = {AccountRole::patient};
    identity = std::make_unique<Identity>(SecretKeys{master, factors}, *keys, pool, profiles, doctors,
                                          database.metrics(), strict);
    const auto sign_in = [&] {
        Context asking = context();
        auto entry = identity->signing_in().login(asking, credentials("ana@example.org"), {});
        return *std::move(entry);
    };
    ana = sign_in();
    EXPECT_TRUE(context_of(ana.answer).caller().must_enrol);
    enrol();
    Context renewing = context();
    const auto renewed = identity->signing_in().refresh(renewing, with(ana));
    ASSERT_TRUE(renewed);
    EXPECT_FALSE(context_of(renewed->answer).caller().must_enrol);
}

struct ApiKeysTest : testing::IdentityTest {
    UserId admin(std::string email) {
        Context tool = context();
        return *create_admin(tool, {Email{std::move(email)}, Password{good_password}});
    }
    Context as(UserId admin) {
        Context made = context();
        made.set_caller(caller_of(*find_account(database.database(), admin), {}, "192.0.2.1"));
        return made;
    }
    auto create(UserId admin) {
        Context asking = as(admin);
        return identity->api_keys().create(asking, wish());
    }
    MadeApiKey made(NewApiKey wish) {
        Context asking = as(admin("admin" + std::to_string(++number) + "@example.org"));
        return identity->api_keys().create(asking, wish)->value;
    }
    std::optional<Caller> caller_by(const std::string& key, std::string address = "192.0.2.1") {
        Context asking = context(std::move(address));
        return identity->authenticator().api_key(key, asking);
    }
    static NewApiKey wish(std::string name = "kiosk") {
        NewApiKey wish;
        wish.name = Text<100>{std::move(name)};
        wish.scopes = {ScopeName{http::Scope::appointments_read}};
        return wish;
    }

    int number = 0;
};

TEST_F(ApiKeysTest, ActWithTheirScopesAndUnderTheirOwnId) {
    const MadeApiKey key = made(wish());
    const auto caller = caller_by(key.key);
    ASSERT_TRUE(caller);
    EXPECT_TRUE(caller->is(Role::integrator));
    EXPECT_EQ(caller->user_id.value, key.id.value);
    EXPECT_TRUE(caller->has(http::Scope::appointments_read));
    EXPECT_FALSE(caller->has(http::Scope::appointments_write));
    EXPECT_FALSE(caller->has(http::Scope::none));
    EXPECT_FALSE(caller_by(key.key + "A"));
    EXPECT_FALSE(caller_by("vk_"));
    EXPECT_FALSE(caller_by(""));
    std::string changed = key.key;
    changed[10] = changed[10] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(caller_by(changed));
}

TEST_F(ApiKeysTest, TwoOfOneNameLiveUntilOneIsRevoked) {
    const MadeApiKey first = made(wish());
    const MadeApiKey second = made(wish());
    EXPECT_TRUE(caller_by(first.key) && caller_by(second.key));
    const Entry somebody = registered("other@example.org");
    for (int again = 0; again < 2; ++again) {
        Context asking = context_of(somebody.answer);
        EXPECT_TRUE(identity->api_keys().revoke(asking, {first.id}));
    }
    EXPECT_FALSE(caller_by(first.key));
    EXPECT_TRUE(caller_by(second.key));
    Context asking = context_of(somebody.answer);
    EXPECT_TRUE(identity->api_keys().revoke(asking, {ApiKeyId::make(clock.now())}).is<not_found>());
}

TEST_F(ApiKeysTest, EndWithTheAdministratorWhoMadeThem) {
    const UserId boss = admin("boss@example.org");
    const auto disabling = [](UserChange& change) {
        change.status = {Patch<AccountStatus>::State::value, AccountStatus::disabled};
    };
    const auto demoting = [](UserChange& change) {
        change.role = {Patch<AccountRole>::State::value, AccountRole::staff};
    };
    for (const std::function<void(UserChange&)>& ending :
         {std::function<void(UserChange&)>(disabling), std::function<void(UserChange&)>(demoting)}) {
        const UserId maker = admin("maker" + std::to_string(++number) + "@example.org");
        const MadeApiKey key = create(maker)->value;
        const MadeApiKey other = create(boss)->value;
        UserChange change;
        change.first_name = {Patch<Text<100>>::State::value, Text<100>{"Eva"}};
        Context asking = as(boss);
        ASSERT_TRUE(identity->users().change(asking, {maker}, change, {}));
        EXPECT_TRUE(caller_by(key.key)) << "another name ends nothing";
        ending(change);
        ASSERT_TRUE(identity->users().change(asking, {maker}, change, {}));
        EXPECT_FALSE(caller_by(key.key));
        EXPECT_TRUE(caller_by(other.key)) << "somebody else made it";
        EXPECT_EQ(database.database().one(events_of_key, key.id), "api_key.created, api_key.revoked");
        EXPECT_EQ(database.database().one(count_revoking, key.id), 1);

        UserChange back;
        back.status = {Patch<AccountStatus>::State::value, AccountStatus::active};
        back.role = {Patch<AccountRole>::State::value, AccountRole::admin};
        ASSERT_TRUE(identity->users().change(asking, {maker}, back, {}));
        EXPECT_FALSE(caller_by(key.key)) << "for good";
    }
}

TEST_F(ApiKeysTest, AreNotMadeByWhoIsNoAdministratorAnyMore) {
    const UserId boss = admin("boss@example.org");
    const UserId maker = admin("maker@example.org");
    Context late = as(maker);
    Context asking = as(boss);
    ASSERT_TRUE(identity->users().disable(asking, {maker}, {}));
    EXPECT_TRUE(identity->api_keys().create(late, wish()).is<forbidden>());
    EXPECT_FALSE(create(boss).is<forbidden>());
}

TEST_F(ApiKeysTest, EndWithTheirTimeAndOutsideOfTheirNetworks) {
    NewApiKey brief = wish();
    brief.expires_at = clock.now() + std::chrono::seconds{60};
    brief.addresses =
        std::vector{*http::Network::parse("192.0.2.0/24"), *http::Network::parse("2001:db8::/32")};
    const MadeApiKey key = made(brief);
    EXPECT_TRUE(caller_by(key.key, "192.0.2.77"));
    EXPECT_TRUE(caller_by(key.key, "2001:db8::1"));
    EXPECT_FALSE(caller_by(key.key, "192.0.3.1"));
    EXPECT_FALSE(caller_by(key.key, ""));
    advance(std::chrono::seconds{61});
    EXPECT_FALSE(caller_by(key.key, "192.0.2.77"));
}

}  // namespace
}  // namespace venera::identity
