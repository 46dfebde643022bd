// Mailed links: what each does, once and for a while, and that no mail is lost on its way.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <thread>

#include "identity/limits.hpp"
#include "identity/testing/identity_test.hpp"

namespace venera::identity {
namespace {

const postgres::Statement<Uuid()> mail_ids{"test.identity.mail_ids",
                                           "select id from identity.mails order by created_at, id"};
struct MailRow {
    MailKind kind = MailKind::verify_email;
    std::string recipient;
};
BOOST_DESCRIBE_STRUCT(MailRow, (), (kind, recipient))
const postgres::Statement<MailRow(Uuid)> mail_of_id{
    "test.identity.mail", "select kind, recipient from identity.mails where id = $1"};
const postgres::Statement<std::int64_t()> mail_events{"test.identity.mail_events", R"sql(
    select count(*)
      from identity.outbox o
      join identity.mails m on m.id = o.aggregate_id and m.kind = o.payload->>'kind'
     where type = 'mail.requested' and (payload->>'user_id')::uuid = m.user_id)sql"};
const postgres::Statement<std::int64_t()> count_waiting{
    "test.identity.count_waiting",
    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"};

struct LinksTest : testing::IdentityTest {
    struct Sent {
        MailKind kind;
        std::string link;
    };
    // What there is to say to an address, oldest first.
    std::vector<Sent> mails_to(const std::string& address) {
        Context job = context();
        identity->answer_forgotten(job);
        std::vector<Sent> found;
        for (const Uuid& id : database.owner().all(mail_ids)) {
            const auto mail = database.owner().one(mail_of_id, id);
            if (mail.recipient != address) continue;
            const auto letter = identity->letters().letter(job, id);
            if (letter) {
                EXPECT_EQ(letter->addressee.address, address);
            }
            found.push_back({mail.kind, letter ? letter->link : std::string{}});
        }
        return found;
    }
    static std::string token_in(const Sent& mail) { return mail.link.substr(mail.link.find("#token=") + 7); }
    std::size_t mails_about(const std::string& address, MailKind kind) {
        const auto sent = mails_to(address);
        return static_cast<std::size_t>(std::ranges::count(sent, kind, &Sent::kind));
    }
    void forget(const std::string& address) {
        Context asking = context();
        identity->recovery().forgot(asking, {Email{address}});
    }
    // The token of the newest mail to that address.
    std::string newest_token(const std::string& address) { return token_in(mails_to(address).back()); }
    auto reset(const std::string& token, const std::string& password = "another harbour 28 lanterns") {
        Context asking = context();
        return identity->recovery().reset(asking, {TriedSecret{token}, Password{password}});
    }
    auto verify(const std::string& token) {
        Context asking = context();
        return identity->emails().verify(asking, {TriedSecret{token}});
    }
    AccountRow account_of(const Entry& entry) {
        return *find_account(database.database(), entry.answer.user.id);
    }
};

TEST_F(LinksTest, AForgottenPasswordIsReplacedOnceAndEverySessionEnds) {
    const Entry ana = registered("ana@example.org");
    forget("Ana@Example.org");
    const std::string token = newest_token("ana@example.org");
    ASSERT_TRUE(reset(token));
    EXPECT_FALSE(is_accepted(ana.answer)) << "every session ends";
    EXPECT_TRUE(account_of(ana).email_verified) << "the link came through the address";
    EXPECT_TRUE(reset(token).is<link_over>()) << "once";
    Context in = context();
    EXPECT_TRUE(
        identity->signing_in().login(in, credentials("ana@example.org"), {}).is<invalid_credentials>());
    Context again = context();
    EXPECT_TRUE(identity->signing_in().login(
        again, credentials("ana@example.org", "another harbour 28 lanterns"), {}));
    EXPECT_EQ(mails_about("ana@example.org", MailKind::password_changed), 1U);
}

TEST_F(LinksTest, NobodyWithoutAnAccountGetsAMailAndADisabledOneNeither) {
    const Entry ana = registered("ana@example.org");
    const auto before = mails_to("ana@example.org").size();
    AccountRow row = account_of(ana);
    row.status = AccountStatus::disabled;
    update_account(database.database(), row);
    forget("ana@example.org");
    forget("nobody@example.org");
    EXPECT_EQ(mails_to("ana@example.org").size(), before);
    EXPECT_TRUE(mails_to("nobody@example.org").empty());
    EXPECT_FALSE(take_forgotten(database.database())) << "the questions are answered";
}

TEST_F(LinksTest, ALinkIsOverAfterHalfAnHourAndWithTheNextReset) {
    registered("ana@example.org");
    forget("ana@example.org");
    const std::string first = newest_token("ana@example.org");
    advance(limits::link_life);
    EXPECT_TRUE(reset(first).is<link_over>());
    forget("ana@example.org");
    const std::string second = newest_token("ana@example.org");
    advance(std::chrono::seconds{1});
    forget("ana@example.org");
    const std::string third = newest_token("ana@example.org");
    ASSERT_NE(second, third);
    ASSERT_TRUE(reset(third));
    EXPECT_TRUE(reset(second).is<link_over>()) << "another link of the account";
}

TEST_F(LinksTest, AWeakPasswordDoesNotUseTheLinkUp) {
    registered("ana@example.org");
    forget("ana@example.org");
    const std::string token = newest_token("ana@example.org");
    EXPECT_TRUE(reset(token, "ana@example.org").is<invalid_input>());
    EXPECT_TRUE(reset(token));
}

TEST_F(LinksTest, NoMoreLinksLiveThanTheLimitSays) {
    registered("ana@example.org");
    for (int i = 0; i < limits::live_links + 3; ++i) forget("ana@example.org");
    EXPECT_EQ(mails_about("ana@example.org", MailKind::reset_password),
              static_cast<std::size_t>(limits::live_links));
}

TEST_F(LinksTest, ARegistrationIsConfirmedAndALinkOfAnotherKindDoesNothing) {
    const Entry ana = registered("ana@example.org");
    const std::string token = newest_token("ana@example.org");
    EXPECT_TRUE(reset(token).is<link_over>()) << "that link proves an address, it sets no password";
    EXPECT_FALSE(account_of(ana).email_verified);
    ASSERT_TRUE(verify(token));
    EXPECT_TRUE(account_of(ana).email_verified);
    EXPECT_TRUE(verify(token).is<link_over>());
    Context asking = context_of(ana.answer);
    const auto before = mails_to("ana@example.org").size();
    identity->emails().resend(asking);
    EXPECT_EQ(mails_to("ana@example.org").size(), before) << "there is nothing to confirm any more";
    forget("ana@example.org");
    EXPECT_TRUE(verify(newest_token("ana@example.org")).is<link_over>());
}

TEST_F(LinksTest, AnAddressChangesWithThePasswordAndTheNewAddressAndTheOldOneIsTold) {
    const Entry ana = registered("ana@example.org");
    Context wrong = context_of(ana.answer);
    EXPECT_TRUE(identity->emails()
                    .change(wrong, {TriedPassword{"not the password"}, Email{"new@example.org"}})
                    .is<wrong_password>());
    Context asking = context_of(ana.answer);
    ASSERT_TRUE(identity->emails().change(asking, {TriedPassword{good_password}, Email{"New@example.org"}}));
    EXPECT_EQ(account_of(ana).email, "ana@example.org") << "not before it is confirmed";
    EXPECT_EQ(mails_about("ana@example.org", MailKind::email_change_requested), 1U) << "at once";
    forget("ana@example.org");
    const std::string to_old = newest_token("ana@example.org");
    ASSERT_TRUE(verify(newest_token("New@example.org")));
    EXPECT_EQ(account_of(ana).email, "New@example.org");
    EXPECT_TRUE(account_of(ana).email_verified);
    EXPECT_EQ(mails_about("ana@example.org", MailKind::email_changed), 1U);
    EXPECT_TRUE(reset(to_old).is<link_over>()) << "a link to the old address is worth nothing now";
    Context in = context();
    EXPECT_TRUE(identity->signing_in().login(in, credentials("new@example.org"), {}));
}

TEST_F(LinksTest, NoLinkGoesToAnAddressThatIsBeingGivenUp) {
    const Entry ana = registered("ana@example.org");
    Context asking = context_of(ana.answer);
    ASSERT_TRUE(identity->emails().change(asking, {TriedPassword{good_password}, Email{"new@example.org"}}));
    const auto before = mails_to("ana@example.org").size();
    Context door = context();
    identity->recovery().forgot(door, {Email{"ana@example.org"}});
    std::thread job;
    in_transaction(database.database(), [&](postgres::Transaction& transaction) {
        update_email(transaction, ana.answer.user.id, "new@example.org", "new@example.org", clock.now());
        end_links(transaction, ana.answer.user.id, clock.now());
        job = std::thread([&] {
            postgres::Pool connections(database.options(), 1, database.metrics(), database.log());
            fibers::PollWait wait;
            postgres::Database db(connections, wait);
            Context own = context_on(db, "");
            identity->recovery().send_links(own);
        });
        while (database.owner().one(count_waiting) == 0) std::this_thread::yield();
    });
    job.join();
    EXPECT_EQ(mails_to("ana@example.org").size(), before);
}

TEST_F(LinksTest, WhoAsksForAnAddressDoesNotLearnWhetherItHasAnAccount) {
    const Entry ana = registered("ana@example.org");
    registered("taken@example.org");
    const auto before = mails_to("taken@example.org").size();
    for (const char* wanted : {"taken@example.org", "free@example.org"}) {
        Context asking = context_of(ana.answer);
        ASSERT_TRUE(identity->emails().change(asking, {TriedPassword{good_password}, Email{wanted}}));
    }
    EXPECT_EQ(mails_about("ana@example.org", MailKind::email_change_requested), 2U);
    EXPECT_EQ(mails_to("taken@example.org").size(), before);
    EXPECT_EQ(mails_to("free@example.org").size(), 1U);
}

TEST_F(LinksTest, TheProfileFollowsANewAddressIfItHadTheOldOne) {
    const Entry ana = registered("ana@example.org");
    const PatientId patient = *ana.answer.user.patient_id;
    const auto email_of_profile = [&] {
        Context reading = context_of(ana.answer);
        return profiles.find(reading, patient)->email;
    };
    Context asking = context_of(ana.answer);
    ASSERT_TRUE(identity->emails().change(asking, {TriedPassword{good_password}, Email{"two@example.org"}}));
    EXPECT_EQ(email_of_profile(), Email{"ana@example.org"});
    ASSERT_TRUE(verify(newest_token("two@example.org")));
    EXPECT_EQ(email_of_profile(), Email{"two@example.org"});

    patients::PatientChange at_the_desk;
    at_the_desk.email = {Patch<Email, Clears::yes>::State::value, Email{"post@example.org"}};
    Context desk = context();
    in_transaction(database.database(), [&](postgres::Transaction& transaction) {
        return profiles.change(desk, transaction, patient, at_the_desk);
    });
    Context again = context_of(ana.answer);
    ASSERT_TRUE(identity->emails().change(again, {TriedPassword{good_password}, Email{"six@example.org"}}));
    ASSERT_TRUE(verify(newest_token("six@example.org")));
    EXPECT_EQ(account_of(ana).email, "six@example.org");
    EXPECT_EQ(email_of_profile(), Email{"post@example.org"}) << "an address of its own stays";
}

TEST_F(LinksTest, ANewPasswordEndsTheLinksThatSomebodyElseMayHaveAskedFor) {
    const Entry ana = registered("ana@example.org");
    Context thief = context_of(ana.answer);
    ASSERT_TRUE(identity->emails().change(thief, {TriedPassword{good_password}, Email{"evil@example.org"}}));
    forget("ana@example.org");
    const std::string to_reset = newest_token("ana@example.org");
    const std::string to_change = newest_token("evil@example.org");
    Context owner = context_of(ana.answer);
    ASSERT_TRUE(identity->signing_in().change_password(
        owner, {TriedPassword{good_password}, Password{"velvet compass 81 orchard"}}, {}));
    EXPECT_TRUE(verify(to_change).is<link_over>());
    EXPECT_TRUE(reset(to_reset).is<link_over>());
    EXPECT_EQ(account_of(ana).email, "ana@example.org");
}

TEST_F(LinksTest, ANewPasswordMakesEveryOtherDeviceUnknown) {
    const Entry ana = registered("ana@example.org");
    const auto sign_in = [&](const char* password, const std::string& device) {
        Context door = context();
        auto entry = identity->signing_in().login(door, credentials("ana@example.org", password),
                                                  {std::nullopt, device, std::nullopt});
        EXPECT_TRUE(entry);
        return entry ? entry->device_token : std::nullopt;
    };
    const std::string other = *sign_in(good_password, "");
    EXPECT_FALSE(sign_in(good_password, other)) << "known";
    EXPECT_FALSE(sign_in(good_password, *ana.device_token)) << "known";

    const char* second = "velvet compass 81 orchard";
    Context mine = context_of(ana.answer);
    const auto changed =
        identity->signing_in().change_password(mine, {TriedPassword{good_password}, Password{second}},
                                               {std::nullopt, ana.device_token, std::nullopt});
    ASSERT_TRUE(changed && changed->device_token);
    EXPECT_FALSE(sign_in(second, *changed->device_token)) << "the one that changed it stays known";
    EXPECT_TRUE(sign_in(second, other));

    const char* third = "another harbour 28 lanterns";
    forget("ana@example.org");
    ASSERT_TRUE(reset(newest_token("ana@example.org"), third));
    EXPECT_TRUE(sign_in(third, *changed->device_token));
}

TEST_F(LinksTest, WhateverEndsTheSessionsEndsTheLinks) {
    const auto status = [](AccountStatus value) {
        UserChange change;
        change.status = {Patch<AccountStatus>::State::value, value};
        return change;
    };
    UserChange staff;
    staff.role = {Patch<AccountRole>::State::value, AccountRole::staff};
    Context boss = context();
    const std::vector<std::function<void(UserId)>> ways{
        [&](UserId id) { ASSERT_TRUE(identity->sessions().end_all_of(boss, {id})); },
        [&](UserId id) { ASSERT_TRUE(identity->users().change(boss, {id}, staff, {})); },
        [&](UserId id) {
            ASSERT_TRUE(identity->users().change(boss, {id}, status(AccountStatus::disabled), {}));
            ASSERT_TRUE(identity->users().change(boss, {id}, status(AccountStatus::active), {}));
        },
    };
    for (std::size_t i = 0; i < ways.size(); ++i) {
        const std::string mine = "ana" + std::to_string(i) + "@example.org";
        const std::string theirs = "evil" + std::to_string(i) + "@example.org";
        const Entry ana = registered(mine);
        const std::string to_verify = newest_token(mine);
        forget(mine);
        const std::string to_reset = newest_token(mine);
        Context thief = context_of(ana.answer);
        ASSERT_TRUE(identity->emails().change(thief, {TriedPassword{good_password}, Email{theirs}}));
        const std::string to_change = newest_token(theirs);
        ways[i](ana.answer.user.id);
        EXPECT_TRUE(verify(to_change).is<link_over>()) << i;
        EXPECT_TRUE(verify(to_verify).is<link_over>()) << i;
        EXPECT_TRUE(reset(to_reset).is<link_over>()) << i;
        EXPECT_EQ(account_of(ana).email, mine) << i;
    }
}

TEST_F(LinksTest, ALinkMadeWhileTheAccountWasDisabledDoesNotComeToLifeWithIt) {
    const Entry ana = registered("ana@example.org");
    AccountRow row = account_of(ana);
    row.status = AccountStatus::disabled;
    update_account(database.database(), row);
    const Uuid link = make_uuid(clock.now());
    const std::string token = Secrets({master, factors}).link_token(link);
    ASSERT_TRUE(insert_link(database.database(),
                            {link, LinkKind::reset_password, row.id, hash_of(token), row.email},
                            clock.now()));
    UserChange enabled;
    enabled.status = {Patch<AccountStatus>::State::value, AccountStatus::active};
    Context boss = context();
    ASSERT_TRUE(identity->users().change(boss, {row.id}, enabled, {}));
    EXPECT_TRUE(reset(token).is<link_over>());
}

TEST_F(LinksTest, AnAddressThatSomebodyElseTookMeanwhileIsNotOverwritten) {
    const Entry ana = registered("ana@example.org");
    Context asking = context_of(ana.answer);
    ASSERT_TRUE(identity->emails().change(asking, {TriedPassword{good_password}, Email{"new@example.org"}}));
    const std::string token = newest_token("new@example.org");
    const Entry other = registered("new@example.org");
    EXPECT_TRUE(verify(token).is<email_taken>());
    EXPECT_EQ(account_of(ana).email, "ana@example.org");
    EXPECT_EQ(account_of(other).email, "new@example.org");
    const auto before = mails_to("new@example.org").size();
    Context again = context_of(ana.answer);
    ASSERT_TRUE(identity->emails().change(again, {TriedPassword{good_password}, Email{"new@example.org"}}))
        << "the same answer";
    EXPECT_EQ(mails_to("new@example.org").size(), before) << "and no mail";
}

TEST_F(LinksTest, AMailHasAnEventInItsTransactionAndALinkThatIsOverIsNotSent) {
    registered("ana@example.org");
    forget("ana@example.org");
    const auto sent = mails_to("ana@example.org");
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(database.owner().one(mail_events), 2);
    ASSERT_TRUE(reset(token_in(sent[1])));
    const auto after = mails_to("ana@example.org");
    ASSERT_EQ(after.size(), 3U);
    EXPECT_EQ(after[0].link, "") << "the reset ended it";
    EXPECT_EQ(after[1].link, "") << "it is used";
}

TEST_F(LinksTest, WhatIsOverIsDeleted) {
    const Entry ana = registered("ana@example.org");
    const std::string token = newest_token("ana@example.org");
    advance(limits::link_life - std::chrono::seconds{60});
    EXPECT_EQ(clean_links(database.database(), clock.now()), 0);
    advance(std::chrono::seconds{120});
    EXPECT_EQ(clean_links(database.database(), clock.now()), 1);
    EXPECT_TRUE(verify(token).is<link_over>());
}

}  // namespace
}  // namespace venera::identity
