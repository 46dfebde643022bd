// Deliveries on a real PostgreSQL: planned once, in the order of each aggregate, leased, marked, and what
// becomes of them when a receiver does not do as it should.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "platform/events/relay.hpp"
#include "platform/postgres/migrations.hpp"
#include "platform/postgres/statements.hpp"
#include "platform/postgres/testing/test_database.hpp"
#include "webhooks/dispatcher.hpp"
#include "webhooks/endpoints.hpp"
#include "webhooks/limits.hpp"
#include "webhooks/planner.hpp"

namespace venera::webhooks {
namespace {

using postgres::Statement;
using std::chrono::hours;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const Statement<void(Uuid, std::int32_t, std::string, Json, Instant)> write_event{"test.webhooks.event",
                                                                                  R"sql(
    insert into scheduling.outbox (id, aggregate_id, version, type, payload, created_at, due_at)
    values (gen_random_uuid(), $1, $2, $3, $4, $5, $5))sql"};
const Statement<std::string()> all_deliveries{"test.webhooks.all", R"sql(
    select coalesce(string_agg(type || ' ' || coalesce(outcome, 'waiting') || ' ' || attempts
                               || coalesce(' ' || status, '') || coalesce(' ' || failure, ''), ', '
                               order by type, place), '')
      from webhooks.deliveries)sql"};
const Statement<std::int64_t(std::string)> count_events{
    "test.webhooks.count_events", "select count(*) from webhooks.outbox where type = $1"};

Uuid numbered(std::uint8_t number) {
    Uuid id{};
    id.bytes[15] = number;
    return id;
}

struct WebhooksTest : ::testing::Test {
    WebhooksTest() {
        crypto::initialise();
        const Clock system;
        clock.set_offset(
            std::chrono::duration_cast<seconds>(*Instant::parse("2026-06-01T12:00:00Z") - system.now()));
        postgres::ensure_partitions(test.owner(), clock.now());
        Context job = context();
        relay.subscribe(job, planner);
    }

    Context context() {
        Caller caller;
        caller.kind = Caller::Kind::job;
        return {caller, clock, test.database(), test.log(), tracing::Trace::from(""), "job-test"};
    }
    MadeEndpoint make(const std::string& url, const std::vector<std::string>& events) {
        NewEndpoint wish;
        wish.url = Url{url};
        for (const auto& one : events) wish.events.push_back(*EventPattern::parse(one));
        Context job = context();
        const auto made = endpoints.create(job, wish);
        EXPECT_TRUE(made);
        return made->value;
    }
    // The time of the event.
    Instant emit(std::uint8_t aggregate, std::int32_t version, const std::string& type) {
        const Instant at = clock.now();
        const Json payload{
            R"({"appointment_id":")" + numbered(aggregate).text() + R"(","version":)" +
            std::to_string(version) +
            R"(,"status":"booked","reason":"chest pain","doctor_name":"Luz","patient_id":null,)" +
            R"("overrides":["break"]})"};
        test.owner().run(write_event, numbered(aggregate), version, type, payload, at);
        return at;
    }
    void plan() {
        Context job = context();
        relay.deliver(job, planner);
    }
    // One round; what it begins ends in it.
    void dispatch() {
        Context job = context();
        dispatcher.dispatch(job, [this](const std::function<void(Context&)>& work) {
            Context own = context();
            work(own);
        });
    }
    void advance(std::chrono::seconds by) { clock.set_offset(clock.offset() + by); }
    std::string deliveries() { return test.owner().one(all_deliveries); }

    postgres::testing::TestDatabase test;
    Clock clock;
    events::Relay relay{test.metrics()};
    Planner planner;
    crypto::SecretKey key = crypto::SecretKey::random();
    Secrets secrets{key};
    Endpoints endpoints{secrets, net::Reach::public_only};
    std::vector<net::Outgoing> sent;
    std::function<net::Answer(const net::Outgoing&)> answer = [](const net::Outgoing&) {
        net::Answer fine;
        fine.status = 204;
        return fine;
    };
    Dispatcher dispatcher{secrets,
                          [this](fibers::Wait&, const net::Outgoing& request) {
                              sent.push_back(request);
                              return answer(request);
                          },
                          test.metrics()};

    void answer_with(int status, net::Failure failure = net::Failure::none) {
        answer = [status, failure](const net::Outgoing&) {
            net::Answer given;
            given.status = status;
            given.failure = failure;
            given.body = "no";
            return given;
        };
    }
};

TEST_F(WebhooksTest, StatementsAgreeWithTheirTypes) {
    EXPECT_THAT(postgres::check_statements(test.owner()), IsEmpty());
}

TEST_F(WebhooksTest, AnEventGoesToThoseWhoWantItWithIdsTimesAndStatesOnly) {
    make("https://a.example/hooks", {"appointment.*"});
    make("https://b.example/hooks", {"doctor.*", "appointment.moved"});
    const Instant at = emit(1, 1, "appointment.booked");
    emit(2, 1, "user.registered");
    plan();
    dispatch();
    ASSERT_THAT(sent, SizeIs(1));
    EXPECT_EQ(sent[0].url, "https://a.example/hooks");
    EXPECT_EQ(sent[0].body, R"({"type" : "appointment.booked", "timestamp" : ")" + at.text() +
                                R"(", "data" : {"status": "booked", "version": 1, "appointment_id": ")" +
                                numbered(1).text() + R"("}})");
    EXPECT_EQ(deliveries(), "appointment.booked delivered 1 204");
}

TEST_F(WebhooksTest, AnEventThatComesTwiceIsPlannedOnce) {
    make("https://a.example/hooks", {"*"});
    emit(1, 1, "appointment.booked");
    plan();
    test.owner().script(
        "update platform.positions set xid = '0', id = '00000000-0000-0000-0000-000000000000' where consumer "
        "= "
        "'webhooks'; delete from platform.inbox");
    plan();
    EXPECT_EQ(deliveries(), "appointment.booked waiting 0");
}

TEST_F(WebhooksTest, TheSameIdAndBodyComeWithEachAttemptUntilTheTenth) {
    make("https://a.example/hooks", {"*"});
    emit(1, 1, "appointment.booked");
    plan();
    answer_with(500);
    dispatch();
    EXPECT_EQ(deliveries(), "appointment.booked waiting 1 500");
    advance(seconds{3});
    dispatch();
    EXPECT_THAT(sent, SizeIs(1)) << "five seconds, a fifth less at most";
    advance(seconds{4});
    dispatch();
    EXPECT_THAT(sent, SizeIs(2));
    for (int attempt = 3; attempt <= 12; ++attempt) {
        advance(hours{30});
        dispatch();
    }
    EXPECT_THAT(sent, SizeIs(10));
    EXPECT_EQ(deliveries(), "appointment.booked dead 10 500");
    std::set<std::string> ids, bodies;
    for (const auto& request : sent) {
        ids.insert(request.headers[1]);
        bodies.insert(request.body);
    }
    EXPECT_THAT(ids, SizeIs(1));
    EXPECT_THAT(*ids.begin(), HasSubstr("webhook-id: "));
    EXPECT_THAT(bodies, SizeIs(1));
    const Statement<std::string()> tried{
        "test.webhooks.tried",
        "select string_agg(number || ' ' || status || ' ' || answer, ', ' order by number) from "
        "webhooks.attempts where number < 3"};
    EXPECT_EQ(test.owner().one(tried), "1 500 no, 2 500 no");
    EXPECT_EQ(test.owner().one(count_events, "webhook.disabled"), 1) << "nothing was accepted for a day";
}

TEST_F(WebhooksTest, WhatHappensWhileTheEventBeforeIsOnItsWayGoesAtOnceAfterIt) {
    make("https://a.example/hooks", {"*"});
    emit(1, 1, "appointment.booked");
    plan();
    bool is_first = true;
    answer = [&](const net::Outgoing&) {
        if (std::exchange(is_first, false)) {
            emit(1, 2, "appointment.cancelled");
            plan();
        }
        net::Answer fine;
        fine.status = 204;
        return fine;
    };
    dispatch();
    EXPECT_EQ(deliveries(), "appointment.booked delivered 1 204, appointment.cancelled delivered 1 204");
}

TEST_F(WebhooksTest, WhoAcceptsOthersIsNotDisabledForOneThatIsGivenUp) {
    const auto endpoint = make("https://a.example/hooks", {"*"});
    emit(1, 1, "appointment.booked");
    plan();
    answer = [](const net::Outgoing& request) {
        net::Answer given;
        given.status = request.body.find("appointment.moved") == std::string::npos ? 500 : 200;
        return given;
    };
    for (int attempt = 1; attempt <= 10; ++attempt) {
        dispatch();
        emit(2, attempt, "appointment.moved");
        plan();
        dispatch();
        advance(hours{30});
    }
    EXPECT_THAT(deliveries(), HasSubstr("appointment.booked dead 10 500"));
    EXPECT_EQ(test.owner().one(count_events, "webhook.disabled"), 0);
}

TEST_F(WebhooksTest, GoneDisablesAtOnceAndWhatIsMissedCanBeSentLater) {
    const auto endpoint = make("https://a.example/hooks", {"appointment.*"});
    emit(1, 1, "appointment.booked");
    emit(2, 1, "appointment.booked");
    plan();
    answer_with(410);
    dispatch();
    emit(3, 1, "appointment.booked");
    plan();
    dispatch();
    EXPECT_EQ(test.owner().one(count_events, "webhook.disabled"), 1);
    EXPECT_EQ(skip_deliveries(test.database(), clock.now()), 1);
    EXPECT_EQ(deliveries(),
              "appointment.booked dead 1 410, appointment.booked dead 1 410, appointment.booked skipped 0");
    Context job = context();
    const Span span{clock.now() - hours{1}, clock.now() + hours{1}, {}};
    Deliveries log;
    EXPECT_TRUE((log.replay_all(job, {endpoint.id}, span).is<webhook_disabled>()));
    EndpointChange change;
    change.enabled = {Patch<bool>::State::value, true};
    EXPECT_TRUE(endpoints.change(job, {endpoint.id}, change, {}));
    const auto replayed = log.replay_all(job, {endpoint.id}, span);
    ASSERT_TRUE(replayed);
    EXPECT_EQ(replayed->value.deliveries, 3);
    answer_with(200);
    dispatch();
    EXPECT_EQ(deliveries(),
              "appointment.booked delivered 1 200, appointment.booked delivered 1 200, appointment.booked "
              "delivered 1 200");
}

TEST_F(WebhooksTest, TheEventsOfOneAggregateComeInOrderAndOthersDoNotWait) {
    make("https://a.example/hooks", {"*"});
    emit(1, 1, "appointment.booked");
    emit(1, 2, "appointment.moved");
    emit(2, 1, "appointment.cancelled");
    plan();
    answer = [](const net::Outgoing& request) {
        net::Answer given;
        given.status = request.body.find("appointment.booked") == std::string::npos ? 200 : 500;
        return given;
    };
    dispatch();
    EXPECT_EQ(deliveries(),
              "appointment.booked waiting 1 500, appointment.cancelled delivered 1 200, appointment.moved "
              "waiting 0");
    emit(1, 3, "appointment.arrived");
    plan();
    advance(seconds{3});
    dispatch();
    EXPECT_THAT(sent, SizeIs(2)) << "the later ones wait behind the first";
    answer_with(200);
    advance(seconds{4});
    dispatch();
    ASSERT_THAT(sent, SizeIs(5));
    EXPECT_THAT(sent[2].body, HasSubstr("appointment.booked"));
    EXPECT_THAT(sent[3].body, HasSubstr("appointment.moved"));
    EXPECT_THAT(sent[4].body, HasSubstr("appointment.arrived"));
}

TEST_F(WebhooksTest, ASlowEndpointFillsItsOwnLanesAndNobodyElses) {
    make("https://slow.example/hooks", {"*"});
    make("https://fast.example/hooks", {"*"});
    for (std::uint8_t i = 1; i <= 30; ++i) emit(i, 1, "appointment.booked");
    plan();
    // Nothing that is begun ends.
    std::vector<std::function<void(Context&)>> begun;
    Context job = context();
    dispatcher.dispatch(job, [&](std::function<void(Context&)> work) { begun.push_back(std::move(work)); });
    ASSERT_EQ(begun.size(), 2U * static_cast<std::size_t>(limits::lanes));
    dispatcher.dispatch(job, [&](std::function<void(Context&)> work) { begun.push_back(std::move(work)); });
    ASSERT_EQ(begun.size(), 2U * static_cast<std::size_t>(limits::lanes)) << "no lane is free";
    // Those of the fast one end, and so on until it has all.
    while (true) {
        Context own = context();
        const std::size_t before = sent.size();
        std::vector<std::function<void(Context&)>> rest;
        for (auto& work : begun) {
            answer = [](const net::Outgoing& request) {
                net::Answer given;
                given.status = request.url.find("fast") != std::string::npos ? 200 : 0;
                given.failure = given.status == 0 ? net::Failure::timeout : net::Failure::none;
                return given;
            };
            work(own);
        }
        begun.clear();
        dispatcher.dispatch(job,
                            [&](std::function<void(Context&)> work) { begun.push_back(std::move(work)); });
        if (sent.size() == before) break;
    }
    const auto fast = std::ranges::count_if(
        sent, [](const auto& one) { return one.url.find("fast") != std::string::npos; });
    EXPECT_EQ(fast, 30);
}

TEST_F(WebhooksTest, ALeaseThatRanOutIsSomebodyElsesAndItsFormerOwnerMarksNothing) {
    make("https://a.example/hooks", {"*"});
    emit(1, 1, "appointment.booked");
    plan();
    const auto claim = [&] {
        const Uuid lease = make_uuid(clock.now());
        return std::pair{
            lease, claim_deliveries(test.database(), {clock.now(), clock.now() + limits::lease, lease, {}})};
    };
    const auto [first, mine] = claim();
    ASSERT_THAT(mine, SizeIs(1));
    EXPECT_THAT(claim().second, IsEmpty());
    advance(limits::lease + seconds{1});
    const auto theirs = claim().second;
    ASSERT_THAT(theirs, SizeIs(1));
    EXPECT_EQ(theirs[0].message_id, mine[0].message_id);
    Mark mark;
    mark.id = mine[0].id;
    mark.created_at = mine[0].created_at;
    mark.lease = first;
    mark.begun = mark.now = mark.due_at = clock.now();
    mark.outcome = Outcome::delivered;
    Context job = context();
    EXPECT_FALSE(mark_delivery(job, mark));
    EXPECT_EQ(deliveries(), "appointment.booked waiting 2");
}

TEST_F(WebhooksTest, WhatIsUnderWayWhenTheProgramEndsIsDueAtOnceAndNotCounted) {
    make("https://a.example/hooks", {"*"});
    emit(1, 1, "appointment.booked");
    plan();
    int calls = 0;
    answer = [&](const net::Outgoing&) {
        net::Answer given;
        given.failure = ++calls == 1 ? net::Failure::stopped : net::Failure::none;
        given.status = calls == 1 ? 0 : 200;
        return given;
    };
    dispatch();
    dispatch();
    EXPECT_EQ(deliveries(), "appointment.booked delivered 1 200");
}

TEST_F(WebhooksTest, BothSecretsSignUntilTheOverlapEnds) {
    const auto endpoint = make("https://a.example/hooks", {"*"});
    Context job = context();
    ASSERT_TRUE(endpoints.rotate(job, {endpoint.id}, {Whole<0, 168>{2}}));
    emit(1, 1, "appointment.booked");
    plan();
    dispatch();
    advance(hours{2});
    emit(2, 1, "appointment.booked");
    plan();
    dispatch();
    ASSERT_THAT(sent, SizeIs(2));
    EXPECT_THAT(sent[0].headers[3], HasSubstr(" v1,"));
    EXPECT_EQ(std::ranges::count(sent[0].headers[3], ','), 2);
    EXPECT_EQ(std::ranges::count(sent[1].headers[3], ','), 1);
}

TEST_F(WebhooksTest, SecretsAreSealedInTheDatabase) {
    const auto endpoint = make("https://a.example/hooks", {"*"});
    const Statement<std::string()> dump{"test.webhooks.dump",
                                        "select encode(secret_sealed, 'base64') from webhooks.endpoints"};
    EXPECT_THAT(test.owner().one(dump), Not(HasSubstr(endpoint.secret.substr(6, 12))));
}

}  // namespace
}  // namespace venera::webhooks
