// Mailed links: what each does, once and for a while, and that no mail is lost on its way.
#include <gtest/gtest.h>

#include <algorithm>

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
    EXPECT_TRUE(take_forgotten(database.database(), 10).empty()) << "the questions are answered";
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
        owner, {TriedPassword{good_password}, Password{"velvet compass 81 orchard"}}));
    EXPECT_TRUE(verify(to_change).is<link_over>());
    EXPECT_TRUE(reset(to_reset).is<link_over>());
    EXPECT_EQ(account_of(ana).email, "ana@example.org");
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
    advance(limits::link_life + limits::used_links_kept - std::chrono::seconds{60});
    EXPECT_EQ(clean_links(database.database(), clock.now()), 0);
    advance(std::chrono::seconds{120});
    EXPECT_EQ(clean_links(database.database(), clock.now()), 1);
    EXPECT_TRUE(verify(token).is<link_over>());
}

}  // namespace
}  // namespace venera::identity
