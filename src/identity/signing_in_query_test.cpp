#include "identity/signing_in.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "identity/testing/identity_test.hpp"

namespace venera::identity {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::IdentityTest;

// For looking behind the curtain.
const postgres::Statement<std::int64_t()> count_users{"test.identity.count_users",
                                                      "select count(*) from identity.users"};
const postgres::Statement<std::int64_t()> count_patients{"test.identity.count_patients",
                                                         "select count(*) from patients.patients"};
const postgres::Statement<std::int64_t(std::string)> count_events{
    "test.identity.count_events", "select count(*) from identity.outbox where type = $1"};
const postgres::Statement<std::int64_t(std::string, std::string)> count_accesses{
    "test.identity.count_accesses",
    "select count(*) from identity.access_log where action = $1 and outcome = $2"};
const postgres::Statement<std::string(std::string)> whole_row{
    "test.identity.whole_row", "select u::text from identity.users u where email_normalised = $1"};
const postgres::Statement<std::int64_t()> live_families{
    "test.identity.live_families", "select count(*) from identity.session_families where revoked_at is null"};
const postgres::Statement<void(UserId)> make_demo{"test.identity.make_demo",
                                                  "update identity.users set demo = true where id = $1"};

const postgres::Statement<std::string(SessionId)> session_events{
    "test.identity.session_events",
    "select coalesce(string_agg(type || ' ' || version, ', ' order by version), '') from identity.outbox "
    "where aggregate_id = $1"};
const postgres::Statement<std::optional<UserId>(std::string)> actor_of{
    "test.identity.actor_of", "select actor_id from identity.access_log where action = $1"};

struct SigningInTest : IdentityTest {
    std::string trace_of_session(SessionId session) {
        return database.database().one(session_events, session);
    }
};

TEST_F(SigningInTest, RegistersAPatientAndSignsThemIn) {
    Context fresh = context();
    auto body = wish("Ana.Quispe@Example.org");
    body.phone = Phone{"+51987654321"};
    body.national_id = patients::NationalId{Country{"PE"}, Code{"dni"}, Text<32>{"45678912"}};
    const auto entry = identity->signing_in().register_user(fresh, body, {}, {});
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->answer.user.email, "Ana.Quispe@Example.org");
    EXPECT_EQ(entry->answer.user.role, AccountRole::patient);
    EXPECT_EQ(entry->answer.user.language.value, "en");
    ASSERT_TRUE(entry->answer.patient);
    EXPECT_EQ(entry->answer.patient->id, entry->answer.user.patient_id);
    EXPECT_EQ(entry->answer.patient->phone->value, "+51987654321");
    EXPECT_EQ(entry->answer.patient->national_id->number.value, "45678912");
    EXPECT_TRUE(is_accepted(entry->answer));
    EXPECT_EQ(database.database().one(count_events, "user.registered"), 1);
    EXPECT_EQ(
        database.database().one(whole_row, "ana.quispe@example.org").find("$argon2id$v=19$m=19456,t=2") !=
            std::string::npos,
        true);
}

TEST_F(SigningInTest, NeverOverwritesAnAccount) {
    registered("ana@example.org");
    const auto before = database.database().one(whole_row, "ana@example.org");
    Context fresh = context();
    auto body = wish("ANA@Example.ORG");
    body.password = Password{"quite another passphrase"};
    const auto again = identity->signing_in().register_user(fresh, body, {}, {});
    EXPECT_TRUE(again.is<email_taken>());
    EXPECT_EQ(database.database().one(whole_row, "ana@example.org"), before);
    EXPECT_EQ(database.database().one(count_patients), 1);
}

TEST_F(SigningInTest, RefusesABirthDateInTheFuture) {
    Context fresh = context();
    auto body = wish("ana@example.org");
    body.birth_date = Date::parse("2999-01-01").operator*();
    EXPECT_TRUE(identity->signing_in().register_user(fresh, body, {}, {}).is<invalid_input>());
    EXPECT_EQ(database.database().one(count_users), 0);
}

TEST_F(SigningInTest, RepeatsARegistrationWithTheSameKey) {
    http::IdempotencyKey key{"k-1", {1, 2, 3}};
    Context first = context();
    const auto made = identity->signing_in().register_user(first, wish("ana@example.org"), key, {});
    Context second = context();
    const auto again = identity->signing_in().register_user(second, wish("ana@example.org"), key, {});
    ASSERT_TRUE(made && again);
    EXPECT_EQ(again->replay, Replay::yes);
    EXPECT_EQ(again->answer.user.id, made->answer.user.id);
    EXPECT_EQ(database.database().one(count_users), 1);

    http::IdempotencyKey other_body{"k-1", {9}};
    Context third = context();
    EXPECT_TRUE(identity->signing_in()
                    .register_user(third, wish("eve@example.org"), other_body, {})
                    .is<idempotency_key_reused>());
    // The key is the address's: elsewhere the same key is another one.
    Context elsewhere = context("192.0.2.77");
    EXPECT_TRUE(identity->signing_in().register_user(elsewhere, wish("eve@example.org"), other_body, {}));
}

TEST_F(SigningInTest, AnswersAWrongPasswordLikeAnUnknownAccount) {
    registered("ana@example.org");
    Context one = context();
    Context two = context();
    const auto wrong = identity->signing_in().login(one, credentials("ana@example.org", "wrong"), {});
    const auto unknown = identity->signing_in().login(two, credentials("eve@example.org", "wrong"), {});
    EXPECT_TRUE(wrong.is<invalid_credentials>());
    EXPECT_TRUE(unknown.is<invalid_credentials>());
    Context three = context();
    EXPECT_TRUE(identity->signing_in().login(three, credentials("ANA@example.org"), {}));
}

TEST_F(SigningInTest, KeepsDemoAccountsOutUnlessTheOperatorAdmitsThem) {
    const auto entry = registered("demo@example.org");
    database.database().run(make_demo, entry.answer.user.id);
    Context one = context();
    EXPECT_TRUE(
        identity->signing_in().login(one, credentials("demo@example.org"), {}).is<invalid_credentials>());
    Context two = context();
    EXPECT_TRUE(identity->signing_in().refresh(two, with(entry)).is<session_ended>());
}

TEST_F(SigningInTest, RotatesAndGivesThePredecessorTheSameSuccessor) {
    const auto entry = registered("ana@example.org");
    Context one = context();
    const auto first = identity->signing_in().refresh(one, with(entry));
    Context two = context();
    const auto second = identity->signing_in().refresh(two, with(entry));
    ASSERT_TRUE(first && second);
    EXPECT_NE(first->session.refresh_token, entry.session.refresh_token);
    EXPECT_EQ(first->session.refresh_token, second->session.refresh_token);
    EXPECT_EQ(first->session.id, entry.session.id);
}

TEST_F(SigningInTest, EndsTheFamilyWhenAnOldTokenComesBackLate) {
    const auto entry = registered("ana@example.org");
    Context one = context();
    const auto next = identity->signing_in().refresh(one, with(entry));
    ASSERT_TRUE(next);
    advance(seconds{11});
    Context thief = context();
    EXPECT_TRUE(identity->signing_in().refresh(thief, with(entry)).is<session_ended>());
    Context owner = context();
    EXPECT_TRUE(identity->signing_in().refresh(owner, with(*next)).is<session_ended>());
    EXPECT_FALSE(is_accepted(next->answer)) << "the access tokens die too";
    EXPECT_EQ(database.database().one(count_events, "session.token_reused"), 1);
    EXPECT_EQ(database.database().one(count_accesses, "refresh", "denied"), 2) << "the thief and the owner";
}

TEST_F(SigningInTest, EndsTheFamilyForAGrandparentAtOnce) {
    const auto entry = registered("ana@example.org");
    Context one = context();
    const auto second = identity->signing_in().refresh(one, with(entry));
    Context two = context();
    ASSERT_TRUE(second && identity->signing_in().refresh(two, with(*second)));
    Context three = context();
    EXPECT_TRUE(identity->signing_in().refresh(three, with(entry)).is<session_ended>());
    EXPECT_EQ(database.database().one(live_families), 0);
}

TEST_F(SigningInTest, LeavesAFamilyAloneWhenTheTokenIsForged) {
    const auto entry = registered("ana@example.org");
    const Secrets other({crypto::SecretKey::random(), factors});
    Context one = context();
    EXPECT_TRUE(identity->signing_in()
                    .refresh(one, {other.refresh_token(entry.session.id, 1), std::nullopt, std::nullopt})
                    .is<session_ended>());
    Context two = context();
    EXPECT_TRUE(identity->signing_in().refresh(two, with(entry)));
}

TEST_F(SigningInTest, TwentyRefreshesAtOnceMakeOneSuccessor) {
    const auto entry = registered("ana@example.org");
    std::vector<std::string> tokens(20);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        threads.emplace_back([&, i] {
            postgres::Pool connections(database.options(), 1, database.metrics(), database.log());
            fibers::PollWait wait;
            postgres::Database db(connections, wait);
            Context own = context_on(db, "192.0.2.1");
            if (auto next = identity->signing_in().refresh(own, with(entry)))
                tokens[i] = next->session.refresh_token;
        });
    }
    for (auto& thread : threads) thread.join();
    const std::set<std::string> different(tokens.begin(), tokens.end());
    EXPECT_EQ(different.size(), 1U);
    EXPECT_FALSE(different.contains(""));
    EXPECT_EQ(database.database().one(live_families), 1);
    EXPECT_EQ(find_family(database.database(), entry.session.id)->generation, 2);
}

TEST_F(SigningInTest, SessionsEndWhenIdleAndInTheEnd) {
    const auto entry = registered("ana@example.org");
    advance(hours{24} - minutes{1});
    Context one = context();
    auto next = identity->signing_in().refresh(one, with(entry));
    ASSERT_TRUE(next);
    advance(hours{24} + minutes{1});
    Context two = context();
    EXPECT_TRUE(identity->signing_in().refresh(two, with(*next)).is<session_ended>());

    Context three = context();
    auto current = identity->signing_in().login(three, credentials("ana@example.org"), {});
    ASSERT_TRUE(current);
    Entry newest = std::move(*current);
    for (int day = 0; day < 31; ++day) {
        advance(hours{23});
        Context daily = context();
        auto rotated = identity->signing_in().refresh(daily, with(newest));
        ASSERT_TRUE(rotated) << day;
        newest = std::move(*rotated);
    }
    EXPECT_EQ(newest.session.ends_at, find_family(database.database(), newest.session.id)->expires_at);
    advance(hours{30});
    Context late = context();
    EXPECT_TRUE(identity->signing_in().refresh(late, with(newest)).is<session_ended>());
}

TEST_F(SigningInTest, LogoutEndsTheSessionEverywhere) {
    const auto entry = registered("ana@example.org");
    Context one = context();
    identity->signing_in().logout(one, with(entry));
    EXPECT_FALSE(is_accepted(entry.answer));
    Context two = context();
    EXPECT_TRUE(identity->signing_in().refresh(two, with(entry)).is<session_ended>());
    // Another replica learns of it from the database.
    RevokedSessions replica;
    EXPECT_FALSE(replica.contains(entry.session.id));
    replica.refresh(database.database(), clock.now());
    EXPECT_TRUE(replica.contains(entry.session.id));
    replica.refresh(database.database(), clock.now() + minutes{20});
    EXPECT_EQ(replica.size(), 0U) << "no access token lives that long";
}

TEST_F(SigningInTest, ANewPasswordEndsEveryOtherSession) {
    const auto entry = registered("ana@example.org");
    Context one = context();
    const auto other = identity->signing_in().login(one, credentials("ana@example.org"), {});
    ASSERT_TRUE(other);
    Context mine = context_of(entry.answer);
    EXPECT_TRUE(
        identity->signing_in()
            .change_password(mine, {TriedPassword{"wrong"}, Password{"velvet compass 81 orchard"}}, {})
            .is<wrong_password>());
    EXPECT_TRUE(identity->signing_in()
                    .change_password(mine, {TriedPassword{good_password}, Password{"ana@example.org"}}, {})
                    .is<invalid_input>());
    ASSERT_TRUE(identity->signing_in().change_password(
        mine, {TriedPassword{good_password}, Password{"velvet compass 81 orchard"}}, {}));
    EXPECT_TRUE(is_accepted(entry.answer));
    EXPECT_FALSE(is_accepted(other->answer));
    Context two = context();
    EXPECT_TRUE(identity->signing_in().refresh(two, with(*other)).is<session_ended>());
    Context three = context();
    EXPECT_TRUE(
        identity->signing_in().login(three, credentials("ana@example.org"), {}).is<invalid_credentials>());
    Context four = context();
    EXPECT_TRUE(
        identity->signing_in().login(four, credentials("ana@example.org", "velvet compass 81 orchard"), {}));
}

TEST_F(SigningInTest, ListsAndEndsOnlyOnesOwnSessions) {
    const auto ana = registered("ana@example.org");
    const auto eve = registered("eve@example.org");
    Context hers = context_of(ana.answer);
    const auto page = identity->sessions().list(hers);
    ASSERT_EQ(page.data.size(), 1U);
    EXPECT_TRUE(page.data.front().current);
    Context others = context_of(eve.answer);
    EXPECT_TRUE(identity->sessions().end(others, {ana.session.id}).is<not_found>());
    EXPECT_TRUE(is_accepted(ana.answer));
    EXPECT_EQ(trace_of_session(ana.session.id), "");
    EXPECT_TRUE(identity->sessions().end(hers, {ana.session.id}));
    EXPECT_FALSE(is_accepted(ana.answer));
    EXPECT_EQ(trace_of_session(ana.session.id), "session.ended 2");
    EXPECT_EQ(database.database().one(count_accesses, "list", "allowed"), 1);
    EXPECT_EQ(database.database().one(count_accesses, "end", "denied"), 1);
    EXPECT_EQ(database.database().one(count_accesses, "end", "allowed"), 1);
}

TEST_F(SigningInTest, TellsOfASessionFromItsStartToItsEnd) {
    const auto ana = registered("ana@example.org");
    Context door = context();
    const auto entry = identity->signing_in().login(door, credentials("ana@example.org"), {});
    ASSERT_TRUE(entry);
    Context one = context();
    const auto next = identity->signing_in().refresh(one, with(*entry));
    Context two = context();
    ASSERT_TRUE(next && identity->signing_in().refresh(two, with(*entry))) << "the same successor: no change";
    Context out = context();
    identity->signing_in().logout(out, with(*next));
    identity->signing_in().logout(out, with(*next));
    EXPECT_EQ(trace_of_session(entry->session.id), "session.started 1, session.refreshed 2, session.ended 3");
    EXPECT_EQ(database.database().one(actor_of, "sign_out"), ana.answer.user.id);
    EXPECT_EQ(database.database().one(count_accesses, "sign_out", "allowed"), 1);
}

TEST_F(SigningInTest, LogsEveryAttemptThatItRefuses) {
    const auto ana = registered("ana@example.org");
    for (const char* email : {"ana@example.org", "nobody@example.org"}) {
        Context tried = context();
        EXPECT_FALSE(identity->signing_in().login(tried, credentials(email, "not the password"), {}));
    }
    EXPECT_EQ(database.database().one(count_accesses, "sign_in", "denied"), 2);
    Context hers = context_of(ana.answer);
    const ChangePassword wrong{TriedPassword{"not the password"}, Password{"velvet compass 81 orchard"}};
    EXPECT_FALSE(identity->signing_in().change_password(hers, wrong, {}));
    EXPECT_EQ(database.database().one(count_accesses, "change_password", "denied"), 1);
}

struct DemoSigningInTest : IdentityTest {
    DemoSigningInTest() : IdentityTest(DemoAccounts::admitted) {}
};

TEST_F(DemoSigningInTest, AdmitsDemoAccounts) {
    const auto entry = registered("demo@example.org");
    database.database().run(make_demo, entry.answer.user.id);
    Context one = context();
    EXPECT_TRUE(identity->signing_in().login(one, credentials("demo@example.org"), {}));
}

}  // namespace
}  // namespace venera::identity
