// Messages on a real PostgreSQL: planned once, leased by one worker, marked by who has the lease, and what
// becomes of them when the mail server does not do as it should.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "notifications/kept_messages.hpp"
#include "notifications/limits.hpp"
#include "notifications/planner.hpp"
#include "notifications/testing/fixed_ports.hpp"
#include "notifications/workers.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/events/relay.hpp"
#include "platform/postgres/migrations.hpp"
#include "platform/postgres/statements.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::notifications {
namespace {

using postgres::Statement;
using std::chrono::seconds;
using ::testing::ElementsAre;
using testing::FixedAccounts;
using testing::FixedCarrier;
using testing::FixedPatients;
using testing::FixedRelatives;
using testing::FixedVisits;
using testing::FixedWebhooks;
using ::testing::IsEmpty;
using testing::numbered;
using ::testing::SizeIs;

const Statement<void(Uuid, std::int32_t, std::string, Json, Instant)> write_event{"test.messages.event",
                                                                                  R"sql(
    insert into scheduling.outbox (id, aggregate_id, version, type, payload, created_at, due_at)
    values (gen_random_uuid(), $1, $2, $3, $4, $5, $5))sql"};
const Statement<std::string()> all_messages{"test.messages.all", R"sql(
    select coalesce(string_agg(kind || ' ' || version || ' ' || coalesce(outcome || ' ', '')
                               || coalesce(reason || ' ', '') || attempts
                               || case when dead_at is null then '' else ' dead' end, ', '
                               order by planned_for, kind), '')
      from notifications.messages)sql"};

struct MessagesTest : ::testing::Test {
    MessagesTest() {
        crypto::initialise();
        at("2026-06-01T12:00:00Z");
        postgres::ensure_partitions(test.owner(), clock.now());
        Context job = context();
        relay.subscribe(job, planner);
        visits.now = visit_at("2026-06-05T15:00:00Z");
    }

    void at(std::string_view text) {
        const Clock system;
        clock.set_offset(std::chrono::duration_cast<seconds>(*Instant::parse(text) - system.now()));
    }
    Context context() {
        Caller caller;
        caller.kind = Caller::Kind::job;
        return {caller, clock, test.database(), test.log(), tracing::Trace::from(""), "job-test"};
    }
    static Visit visit_at(std::string_view start) {
        Visit visit;
        visit.id = AppointmentId{numbered(1)};
        visit.patient_id = PatientId{numbered(2)};
        visit.start = *Instant::parse(start);
        visit.timezone = "UTC";
        visit.reference = "VEN-ABCDEF";
        visit.doctor_name = "Dr. Luz Vega";
        visit.clinic_name = "Central";
        visit.clinic_address = "Street 1, Lima";
        return visit;
    }
    void emit(const std::string& type, std::int32_t version, const std::string& start) {
        const Json payload{R"({"patient_id":")" + numbered(2).text() + R"(","clinic_id":")" +
                           numbered(3).text() +
                           R"(","timezone":"UTC","is_hold":false,"by":"patient","start":")" + start + "\"}"};
        test.owner().run(write_event, numbered(1), version, type, payload, clock.now());
    }
    void plan() {
        Context job = context();
        relay.deliver(job, planner);
    }
    void work() {
        Context job = context();
        workers.work(job);
    }
    // As the erasure does it: what others keep is gone in the same transaction.
    void erase() {
        Context job = context();
        in_transaction(test.database(), [&](postgres::Transaction& transaction) {
            KeptMessages(accounts).erase(job, transaction, PatientId{numbered(2)});
        });
        accounts.has_account = false;
        patients.now.reset();
    }
    std::string held() {
        Context job = context();
        std::string all;
        for (const auto& entry : KeptMessages(accounts).held(job, PatientId{numbered(2)}, nullptr))
            all += entry.type + entry.content.json() + "\n";
        return all;
    }
    void advance(std::chrono::seconds by) { clock.set_offset(clock.offset() + by); }
    std::string messages() { return test.owner().one(all_messages); }

    postgres::testing::TestDatabase test;
    Clock clock;
    events::Relay relay{test.metrics()};
    FixedAccounts accounts;
    Planner planner{ReminderTimes{}, accounts};
    FixedVisits visits;
    FixedWebhooks webhooks;
    FixedPatients patients;
    FixedCarrier carrier;
    testing::FixedPayments payments;
    testing::FixedReviews reviews;
    FixedRelatives relatives;
    Composing composing{accounts, visits, payments, reviews, webhooks, patients, relatives, Sender{}};
    Workers workers{composing, carrier, test.metrics()};
};

TEST_F(MessagesTest, StatementsAgreeWithTheirTypes) {
    EXPECT_THAT(postgres::check_statements(test.owner()), IsEmpty());
}

TEST_F(MessagesTest, ABookingIsConfirmedAtOnceAndRemindedOfTwice) {
    emit("appointment.booked", 1, "2026-06-05T15:00:00Z");
    plan();
    EXPECT_EQ(messages(), "booking_confirmation 1 0, reminder 1 0, reminder 1 0");
    work();
    EXPECT_THAT(carrier.contents, SizeIs(1));
    at("2026-06-04T14:59:59Z");
    work();
    EXPECT_THAT(carrier.contents, SizeIs(1)) << "not before its time";
    at("2026-06-04T15:00:01Z");
    work();
    EXPECT_THAT(carrier.contents, SizeIs(2));
    at("2026-06-05T13:00:01Z");
    work();
    work();
    EXPECT_THAT(carrier.contents, SizeIs(3));
    EXPECT_EQ(messages(), "booking_confirmation 1 sent 1, reminder 1 sent 1, reminder 1 sent 1");
}

TEST_F(MessagesTest, AnEventThatComesTwicePlansOnce) {
    emit("appointment.booked", 1, "2026-06-05T15:00:00Z");
    plan();
    test.owner().script(
        "update platform.positions set xid = '0', id = '00000000-0000-0000-0000-000000000000';"
        "delete from platform.inbox");
    plan();
    EXPECT_EQ(messages(), "booking_confirmation 1 0, reminder 1 0, reminder 1 0");
}

TEST_F(MessagesTest, OfAVisitThatWasMovedAwayAndBackOneReminderGoes) {
    emit("appointment.booked", 1, "2026-06-05T15:00:00Z");
    emit("appointment.moved", 2, "2026-06-05T16:00:00Z");
    emit("appointment.moved", 3, "2026-06-05T15:00:00Z");
    plan();
    at("2026-06-05T14:30:00Z");
    work();
    int reminders = 0;
    for (const auto& content : carrier.contents)
        reminders += content.find("Subject: Reminder") != std::string::npos;
    EXPECT_EQ(reminders, 2) << messages();
}

// Whatever has become of the visit: it is about money.
TEST_F(MessagesTest, WhoPaidHasAReceiptAndHearsOfWhatGoesBack) {
    payments.now = PaidAmount{PatientId{numbered(2)},
                              AppointmentId{numbered(1)},
                              9000,
                              0,
                              *Currency::parse("PEN"),
                              "Visa 4242",
                              "ch_1"};
    visits.now = visit_at("2026-06-05T15:00:00Z");
    visits.now->state = VisitState::cancelled;
    emit("payment.succeeded", 1, "2026-06-05T15:00:00Z");
    plan();
    work();
    ASSERT_THAT(carrier.contents, SizeIs(1));
    EXPECT_THAT(carrier.contents[0], ::testing::HasSubstr("Subject: Receipt: 90.00 PEN"));
    payments.now->refunded_cents = 3000;
    emit("payment.refunded", 2, "2026-06-05T15:00:00Z");
    emit("payment.failed", 3, "2026-06-05T15:00:00Z");
    plan();
    work();
    ASSERT_THAT(carrier.contents, SizeIs(2));
    EXPECT_THAT(carrier.contents[1], ::testing::HasSubstr("Subject: Refund: 30.00 PEN"));
    EXPECT_EQ(messages(), "receipt 1 sent 1, refund 2 sent 1");
}

TEST_F(MessagesTest, WhatIsStaleWhenItWouldBeSentIsNot) {
    emit("appointment.booked", 1, "2026-06-05T15:00:00Z");
    plan();
    visits.now = visit_at("2026-06-05T16:00:00Z");
    work();
    EXPECT_THAT(messages(), ::testing::StartsWith("booking_confirmation 1 skipped moved 1"));
    visits.now->state = VisitState::cancelled;
    at("2026-06-05T13:30:00Z");
    work();
    EXPECT_EQ(messages(),
              "booking_confirmation 1 skipped moved 1, reminder 1 skipped cancelled 1, reminder 1 skipped "
              "cancelled 1");
    EXPECT_THAT(carrier.contents, IsEmpty());
}

TEST_F(MessagesTest, ARefusalForNowComesBackLaterAndTheTwelfthIsTheLast) {
    emit("appointment.booked", 1, "2026-06-05T15:00:00Z");
    plan();
    carrier.answer = {Delivered::later, "smtp 451"};
    work();
    EXPECT_THAT(messages(), ::testing::StartsWith("booking_confirmation 1 smtp 451 1, "));
    advance(seconds{7});
    work();
    EXPECT_THAT(carrier.contents, SizeIs(1)) << "ten seconds, a fifth less at most";
    advance(seconds{6});
    work();
    EXPECT_THAT(carrier.contents, SizeIs(2));
    for (int attempt = 3; attempt <= 14; ++attempt) {
        advance(std::chrono::hours{2});
        work();
    }
    EXPECT_THAT(carrier.contents, SizeIs(12));
    EXPECT_THAT(messages(), ::testing::StartsWith("booking_confirmation 1 smtp 451 12 dead"));
    std::set<std::string> ids;
    for (const auto& content : carrier.contents) ids.insert(content.substr(content.find("Message-ID:"), 60));
    EXPECT_THAT(ids, SizeIs(1));
}

TEST_F(MessagesTest, ARefusalForGoodIsTheLast) {
    emit("appointment.booked", 1, "2026-06-05T15:00:00Z");
    plan();
    carrier.answer = {Delivered::never, "smtp 550"};
    work();
    EXPECT_THAT(messages(), ::testing::StartsWith("booking_confirmation 1 smtp 550 1 dead"));
}

TEST_F(MessagesTest, WhileNothingGoesOutOneMessageTriesForAllAndNoAttemptIsCounted) {
    for (std::uint8_t i = 1; i <= 40; ++i) emit("appointment.booked", i, "2026-06-05T15:00:00Z");
    plan();
    carrier.answer = {Delivered::offline, "smtp connection"};
    work();
    EXPECT_THAT(carrier.contents, SizeIs(1));
    work();
    EXPECT_THAT(carrier.contents, SizeIs(1)) << "nobody tries for ten seconds";
    for (int i = 0; i < 20; ++i) {
        advance(limits::probe_interval + seconds{1});
        work();
    }
    EXPECT_THAT(carrier.contents, SizeIs(21));
    carrier.answer = {};
    advance(limits::probe_interval + seconds{1});
    work();
    EXPECT_EQ(carrier.contents.size(), 21U + 40U);
    const Statement<std::int64_t()> tried{
        "test.messages.tried",
        "select count(*) from notifications.messages where outcome = 'sent' and "
        "attempts = 1"};
    EXPECT_EQ(test.owner().one(tried), 40);
}

TEST_F(MessagesTest, AServerThatHangsIsOfflineUnlessItTakesOtherMessagesMeanwhile) {
    emit("appointment.booked", 1, "2026-06-05T15:00:00Z");
    plan();
    carrier.answer = {Delivered::silent, "smtp timeout"};
    work();
    EXPECT_THAT(messages(), ::testing::StartsWith("booking_confirmation 1 0, ")) << "nobody's fault";
    advance(limits::probe_interval + seconds{1});
    carrier.meanwhile = [&] {
        emit("appointment.booked", 2, "2026-06-05T15:00:00Z");
        plan();
        carrier.answer = {};
        advance(limits::probe_interval + seconds{1});
        work();
        carrier.answer = {Delivered::silent, "smtp timeout"};
    };
    work();
    EXPECT_THAT(messages(), ::testing::StartsWith(
                                "booking_confirmation 1 smtp timeout 1, booking_confirmation 2 sent 1"));
}

TEST_F(MessagesTest, ALeaseThatRanOutIsSomebodyElsesAndItsFormerOwnerMarksNothing) {
    emit("appointment.booked", 1, "2026-06-05T15:00:00Z");
    plan();
    Context job = context();
    const Uuid first = make_uuid(clock.now());
    const auto mine = claim_messages(test.database(), {{}, clock.now(), clock.now() + limits::lease, first});
    ASSERT_EQ(mine.size(), 1U);
    const auto claim = [&] {
        return claim_messages(test.database(),
                              {{}, clock.now(), clock.now() + limits::lease, make_uuid(clock.now())});
    };
    EXPECT_THAT(claim(), IsEmpty());
    advance(limits::lease + seconds{1});
    const auto theirs = claim();
    ASSERT_EQ(theirs.size(), 1U);
    EXPECT_EQ(theirs[0].id, mine[0].id);
    EXPECT_EQ(theirs[0].attempts, 2);
    EXPECT_FALSE(
        finish_message(job, {mine[0].id, mine[0].planned_for, first}, Outcome::sent, "", std::nullopt));
    EXPECT_THAT(messages(), ::testing::StartsWith("booking_confirmation 1 2, "));
}

TEST_F(MessagesTest, AnErasureEndsWhatWaitsAndWhatWasGivenUpOfNobodyElse) {
    emit("appointment.booked", 1, "2026-06-05T15:00:00Z");
    plan();
    work();
    emit("appointment.moved", 2, "2026-06-05T16:00:00Z");
    plan();
    carrier.answer = {Delivered::never, "smtp 550"};
    visits.now = visit_at("2026-06-05T16:00:00Z");
    work();
    test.owner().script(
        "insert into notifications.unwanted values ('00000000-0000-0000-0000-000000000007', 'reminders'),"
        " ('00000000-0000-0000-0000-000000000008', 'reminders');"
        "insert into notifications.messages (id, kind, subject_id, recipient_id, version, planned_for, "
        "created_at, due_at, done_at, outcome, reason)"
        " select gen_random_uuid(), kind, gen_random_uuid(), recipient::uuid, 1, now(), now(), "
        "       '2026-06-09', done, outcome, reason"
        "  from (values ('password_changed', '00000000-0000-0000-0000-000000000007', null, null, null),"
        "               ('moved', '00000000-0000-0000-0000-000000000002', now(), 'discarded', 'Ana asked'),"
        "               ('moved', '00000000-0000-0000-0000-000000000009', now(), 'discarded', 'Eve asked'),"
        "               ('moved', '00000000-0000-0000-0000-000000000009', null, null, null))"
        "       as u (kind, recipient, done, outcome, reason)");
    const Statement<std::string()> states{"test.messages.states", R"sql(
        select string_agg(right(recipient_id::text, 1) || ' ' || kind || ' ' || coalesce(outcome, '-') || ' '
                          || coalesce(reason, '-'), ', ' order by recipient_id, kind, outcome, planned_for)
          from notifications.messages)sql"};
    const Statement<std::string()> unwanted{
        "test.messages.unwanted",
        "select string_agg(right(user_id::text, 1), '') from notifications.unwanted"};
    const Statement<std::string()> accesses{"test.messages.erasures", R"sql(
        select string_agg(actor_role || ' ' || right(patient_id::text, 1), ', ')
          from notifications.access_log where action = 'erase')sql"};
    const std::string erased =
        "2 booking_confirmation sent -, 2 moved discarded erased, 2 moved skipped erased, "
        "2 reminder skipped erased, 2 reminder skipped erased, 2 reminder skipped erased, "
        "2 reminder skipped erased, ";
    const std::string others = ", 9 moved discarded Eve asked, 9 moved - -";
    accounts.only_patient = false;
    erase();
    EXPECT_EQ(test.owner().one(states), erased + "7 password_changed - -" + others) << "it stays a doctor's";
    EXPECT_EQ(test.owner().one(unwanted), "8");
    accounts.only_patient = true;
    erase();
    EXPECT_EQ(test.owner().one(states), erased + "7 password_changed skipped erased" + others);
    erase();
    EXPECT_EQ(test.owner().one(accesses), "system 2, system 2") << "one row for each that changed something";
}

TEST_F(MessagesTest, WhatIsOnItsWayWhileItsPatientIsErasedIsNotTriedAgain) {
    emit("appointment.booked", 1, "2026-06-05T15:00:00Z");
    emit("appointment.booked", 2, "2026-06-05T15:00:00Z");
    plan();
    visits.now->booked_by = UserId{numbered(8)};
    carrier.answer = {Delivered::later, "smtp 451"};
    carrier.meanwhile = [&] { erase(); };
    work();
    EXPECT_THAT(carrier.contents, SizeIs(1));
    advance(std::chrono::hours{1});
    carrier.answer = {};
    work();
    EXPECT_THAT(carrier.contents, SizeIs(1)) << "not to who booked it either";
    EXPECT_THAT(messages(), ::testing::StartsWith("booking_confirmation 1 skipped no_address 2, "
                                                  "booking_confirmation 2 skipped no_address 1, "));
}

TEST_F(MessagesTest, WhatWentWhileItsPatientWasErasedIsMarkedAsSent) {
    emit("appointment.booked", 1, "2026-06-05T15:00:00Z");
    plan();
    carrier.meanwhile = [&] { erase(); };
    work();
    EXPECT_THAT(messages(),
                ::testing::StartsWith("booking_confirmation 1 sent 1, reminder 1 skipped erased"));
}

TEST_F(MessagesTest, WhoActsForThePersonNoMoreHearsOfNoVisitOfTheirs) {
    accounts.has_account = false;
    visits.now->booked_by = UserId{numbered(8)};
    emit("appointment.booked", 1, "2026-06-05T15:00:00Z");
    plan();
    work();
    ASSERT_THAT(carrier.contents, SizeIs(1));
    EXPECT_THAT(carrier.contents[0], ::testing::HasSubstr("To: <eve@example.org>"));
    relatives.is_consented = false;
    emit("appointment.moved", 2, "2026-06-05T15:00:00Z");
    plan();
    work();
    EXPECT_THAT(carrier.contents, SizeIs(1));
    EXPECT_THAT(messages(), ::testing::HasSubstr("moved 2 skipped no_address"));
}

TEST_F(MessagesTest, AVisitThatTheErasureCancelsIsToldToNobody) {
    erase();
    visits.now->booked_by = UserId{numbered(8)};
    visits.now->state = VisitState::cancelled;
    emit("appointment.cancelled", 2, "2026-06-05T15:00:00Z");
    plan();
    work();
    EXPECT_THAT(carrier.contents, IsEmpty());
    EXPECT_THAT(messages(), ::testing::HasSubstr("skipped no_address"));
}

TEST_F(MessagesTest, AnExportListsWhatWasSentAndWhatIsWanted) {
    emit("appointment.booked", 1, "2026-06-05T15:00:00Z");
    plan();
    work();
    test.owner().script(
        "insert into notifications.unwanted values ('00000000-0000-0000-0000-000000000007', 'changes')");
    const std::string all = held();
    EXPECT_THAT(all,
                ::testing::HasSubstr(R"({"url":"urn:venera:wanted-messages:changes","valueBoolean":false})"));
    EXPECT_THAT(all, ::testing::HasSubstr(R"("code":"booking_confirmation")"));
    EXPECT_THAT(all, ::testing::HasSubstr(R"(Communication{"status":"completed")"));
    EXPECT_THAT(all, ::testing::HasSubstr(R"("sent":"2026-06-01T12:00:0)"));
    EXPECT_THAT(all, ::testing::HasSubstr(R"(Communication{"status":"preparation")"));
    EXPECT_THAT(all, ::testing::HasSubstr(R"({"identifier":{"system":"urn:venera:appointment","value":")" +
                                          numbered(1).text()));
}

TEST_F(MessagesTest, ThatARecordWasOpenedIsAboutNoVisit) {
    test.owner().run(write_event, numbered(2), 1, std::string("record.break_glass"), Json{"{}"}, clock.now());
    plan();
    work();
    EXPECT_THAT(carrier.contents, ::testing::SizeIs(1));
    const std::string all = held();
    EXPECT_THAT(all, ::testing::HasSubstr(R"("code":"record_opened")"));
    EXPECT_THAT(all, ::testing::Not(::testing::HasSubstr("urn:venera:appointment")));
}

TEST_F(MessagesTest, OfADisabledWebhookEveryAdministratorInServiceIsTold) {
    emit("webhook.disabled", 3, "2026-06-05T15:00:00Z");
    plan();
    EXPECT_EQ(messages(), "webhook_disabled 3 0, webhook_disabled 3 0");
    accounts.in_service.pop_back();
    work();
    EXPECT_EQ(messages(), "webhook_disabled 3 sent 1, webhook_disabled 3 skipped no_address 1");
    ASSERT_THAT(carrier.contents, SizeIs(1));
    EXPECT_THAT(carrier.contents.front(), ::testing::HasSubstr("\"Partner <b>\" (hooks.example)"));
    EXPECT_THAT(carrier.contents.front(), ::testing::HasSubstr("&quot;Partner &lt;b&gt;&quot;"));
    webhooks.now.reset();
    emit("webhook.disabled", 5, "2026-06-05T15:00:00Z");
    plan();
    work();
    EXPECT_THAT(carrier.contents, SizeIs(1)) << "enabled again meanwhile";
    EXPECT_THAT(messages(), ::testing::HasSubstr("webhook_disabled 5 skipped over 1"));
}

TEST_F(MessagesTest, ManyWorkersSendEachMessageOnce) {
    for (std::uint8_t i = 1; i <= 200; ++i) emit("appointment.booked", i, "2026-06-05T15:00:00Z");
    plan();
    std::vector<std::thread> replicas;
    std::vector<FixedCarrier> carriers(4);
    for (int i = 0; i < 4; ++i) {
        replicas.emplace_back([&, i] {
            fibers::PollWait wait;
            postgres::Pool pool(test.options(), 1, test.metrics(), test.log());
            postgres::Database database(pool, wait);
            Context own{Caller{}, clock, database, test.log(), tracing::Trace::from(""), "job-test"};
            Workers(composing, carriers[static_cast<std::size_t>(i)], test.metrics()).work(own);
        });
    }
    for (auto& replica : replicas) replica.join();
    std::size_t sent = 0;
    for (const auto& one : carriers) sent += one.contents.size();
    EXPECT_EQ(sent, 200U);
}

}  // namespace
}  // namespace venera::notifications
