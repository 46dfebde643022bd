// Events on their way from the outboxes of a real PostgreSQL to consumers: none is lost, none comes twice,
// and the order of an aggregate is kept, whatever commits late, fails or dies.
#include "platform/events/relay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/gauge.h>

#include <functional>
#include <map>
#include <thread>

#include "platform/crypto/crypto.hpp"
#include "platform/events/limits.hpp"
#include "platform/jobs/leader.hpp"
#include "platform/postgres/migrations.hpp"
#include "platform/postgres/statements.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::events {
namespace {

using postgres::Statement;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Statement<void(Uuid, Uuid, std::int32_t, std::string, Instant)> write_event{"test.events.write", R"sql(
    insert into sample.outbox (id, aggregate_id, version, type, payload, created_at, due_at)
    values ($1, $2, $3, $4, '{}', $5, $5))sql"};
const Statement<void(Uuid, std::string)> keep{"test.events.keep",
                                              "insert into sample.taken (id, word) values ($1, $2)"};
const Statement<std::string(std::string)> read_words{"test.events.words", R"sql(
    select coalesce(string_agg(word, ' ' order by place), '') from sample.taken where word like $1)sql"};
const Statement<std::int64_t()> left{"test.events.left", R"sql(
    select count(*)
      from platform.positions p join sample.outbox e on (e.xid, e.id) > (p.xid, p.id)
     where p.consumer = 'k')sql"};

// Writes each event's type and version into a table, and fails where a test says so.
class Keeper final : public Consumer {
public:
    explicit Keeper(std::string name) : name_(std::move(name)) {}

    std::string name() const override { return name_; }
    void take(Context&, postgres::Transaction& transaction, const std::vector<Event>& events) override {
        for (const Event& event : events) {
            transaction.run(keep, event.id, name_ + ":" + event.type + std::to_string(event.version));
            if (fails && fails(event)) throw std::runtime_error("no");
        }
    }

    std::function<bool(const Event&)> fails{};

private:
    std::string name_;
};

struct RelayTest : ::testing::Test {
    RelayTest() {
        crypto::initialise();
        test.owner().script(
            "select platform.create_context_tables('sample');"
            "create table sample.taken (place bigint generated always as identity, id uuid, word text)");
        at("2026-06-01T12:00:00Z");
        postgres::ensure_partitions(test.owner(), clock.now());
        relay.subscribe(context, keeper);
    }

    void at(std::string_view text) {
        const Clock system;
        const auto parsed = Instant::parse(text);
        clock.set_offset(std::chrono::duration_cast<std::chrono::seconds>(*parsed - system.now()));
    }
    void write(postgres::Executor& db, std::uint8_t aggregate, std::int32_t version, std::string type = "a") {
        Uuid id{};
        id.bytes[0] = aggregate;
        db.run(write_event, make_uuid(clock.now()), id, version, std::move(type), clock.now());
    }
    void write(std::uint8_t aggregate, std::int32_t version, std::string type = "a") {
        write(test.database(), aggregate, version, std::move(type));
    }
    std::string words(std::string of = "%") { return test.owner().one(read_words, std::move(of)); }
    // Events that the consumer `k` has not been handed.
    static std::int64_t count_left(postgres::Database& database) { return database.one(left); }
    std::int64_t count(const char* sql) {
        const Statement<std::int64_t()> statement{"test.events.count", sql};
        return test.owner().one(statement);
    }

    postgres::testing::TestDatabase test;
    Clock clock;
    Context context{Caller{}, clock, test.database(), test.log(), tracing::Trace::from(""), "job-test"};
    Relay relay{test.metrics()};
    Keeper keeper{"k"};
};

TEST_F(RelayTest, StatementsAgreeWithTheirTypes) {
    EXPECT_THAT(postgres::check_statements(test.owner()), IsEmpty());
}

TEST_F(RelayTest, EachConsumerIsHandedEveryEventOnce) {
    Keeper other("o");
    relay.subscribe(context, other);
    write(1, 1);
    write(2, 1, "b");
    EXPECT_EQ(relay.deliver(context, keeper), 2);
    EXPECT_EQ(relay.deliver(context, keeper), 0);
    write(1, 2);
    EXPECT_EQ(relay.deliver(context, keeper), 1);
    EXPECT_EQ(words("k:%"), "k:a1 k:b1 k:a2");
    EXPECT_EQ(words("o:%"), "");
    EXPECT_EQ(relay.deliver(context, other), 3);
    EXPECT_EQ(words("o:%"), "o:a1 o:b1 o:a2");
}

TEST_F(RelayTest, AConsumerBeginsAtThePresent) {
    write(1, 1);
    Keeper late("late");
    relay.subscribe(context, late);
    write(1, 2);
    relay.subscribe(context, late);  // a restart changes nothing
    relay.deliver(context, late);
    EXPECT_EQ(words("late:%"), "late:a2");
}

TEST_F(RelayTest, WhatCommitsLateIsNeitherLostNorOvertaken) {
    fibers::PollWait wait;
    postgres::Connection slow(postgres::ConnectionOptions::for_tools(test.url()), wait);
    slow.script("begin");
    write(slow, 1, 1, "late");
    for (int version = 1; version <= 1000; ++version) write(2, version);
    EXPECT_EQ(relay.deliver(context, keeper), 0) << "the oldest transaction still goes on";
    slow.script("commit");
    EXPECT_EQ(relay.deliver(context, keeper), 1001);
    EXPECT_EQ(count("select count(*) from sample.taken"), 1001);
    EXPECT_EQ(count("select count(distinct id) from sample.taken"), 1001);
    EXPECT_EQ(words("k:late%"), "k:late1");
}

TEST_F(RelayTest, VersionsThatWereWrittenInTheReverseOrderOfTransactionsComeInTheirOwn) {
    fibers::PollWait wait;
    postgres::Connection second(postgres::ConnectionOptions::for_tools(test.url()), wait);
    second.script("begin; select pg_current_xact_id()");  // the lower number, and the later version
    write(1, 1);
    write(second, 1, 2);
    second.script("commit");
    relay.deliver(context, keeper);
    EXPECT_EQ(words(), "k:a1 k:a2");
}

TEST_F(RelayTest, VersionsComeInTheirOrderAlsoWhereTheEarlierOneCannotBeReadYet) {
    fibers::PollWait wait;
    const auto begun = [&] {
        auto connection =
            std::make_unique<postgres::Connection>(postgres::ConnectionOptions::for_tools(test.url()), wait);
        connection->script("begin; select pg_current_xact_id()");
        return connection;
    };
    const auto latest = begun();  // the lowest number, and the latest version
    const auto open = begun();    // behind it nothing is read
    write(2, 1, "b");
    write(1, 1);
    write(1, 2);
    write(*latest, 1, 3);
    latest->script("commit");
    EXPECT_EQ(relay.deliver(context, keeper), 1);
    EXPECT_EQ(words(), "k:a1 k:a2 k:a3") << "what it follows comes with it";
    open->script("commit");
    write(1, 4);
    relay.deliver(context, keeper);
    EXPECT_EQ(words(), "k:a1 k:a2 k:a3 k:b1 k:a4") << "and not again";
}

TEST_F(RelayTest, AFailureLeavesNothingAndItsAggregateWaitsInOrderWhileOthersGoOn) {
    keeper.fails = [](const Event& event) { return event.type == "bad"; };
    write(1, 1);
    write(1, 2, "bad");
    write(1, 3);
    write(2, 1, "b");
    EXPECT_EQ(relay.deliver(context, keeper), 4);
    EXPECT_EQ(words(), "k:a1 k:b1");
    write(1, 4);
    write(2, 2, "b");
    relay.deliver(context, keeper);
    EXPECT_EQ(words(), "k:a1 k:b1 k:b2") << "also what comes later waits";
    EXPECT_EQ(count("select count(*) from platform.parked_events"), 3);
    keeper.fails = nullptr;
    at("2026-06-01T12:02:00Z");
    relay.deliver(context, keeper);
    EXPECT_EQ(words(), "k:a1 k:b1 k:b2 k:bad2 k:a3 k:a4");
    EXPECT_EQ(count("select count(*) from platform.parked_events"), 0);
}

TEST_F(RelayTest, AfterTwelveAttemptsItIsDeadAndAnAdministratorDecides) {
    keeper.fails = [](const Event& event) { return event.type == "bad"; };
    write(1, 1, "bad");
    write(1, 2);
    relay.deliver(context, keeper);
    for (int attempt = 2; attempt <= 12; ++attempt) {
        EXPECT_THAT(list_dead(test.database(), std::nullopt, 10), IsEmpty()) << attempt;
        clock.set_offset(clock.offset() + std::chrono::hours{2});
        relay.deliver(context, keeper);
    }
    const auto dead = list_dead(test.database(), std::nullopt, 10);
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead[0].attempts, 12);
    EXPECT_EQ(dead[0].error, "std::runtime_error");
    relay.deliver(context, keeper);
    EXPECT_EQ(words(), "k:a2") << "what waited behind it goes on";
    keeper.fails = nullptr;
    relay.deliver(context, keeper);
    EXPECT_EQ(words(), "k:a2") << "nobody tries it any more";
    EXPECT_TRUE(revive(test.database(), "k", dead[0].id, clock.now()));
    relay.deliver(context, keeper);
    EXPECT_EQ(words(), "k:a2 k:bad1");
    EXPECT_FALSE(discard_dead(test.database(), "k", dead[0].id));
}

TEST_F(RelayTest, WhatIsDeliveredAgainChangesNothing) {
    write(1, 1);
    write(1, 2);
    relay.deliver(context, keeper);
    test.owner().script(
        "update platform.positions set xid = '0', id = '00000000-0000-0000-0000-000000000000'");
    relay.deliver(context, keeper);
    EXPECT_EQ(words(), "k:a1 k:a2");
}

TEST_F(RelayTest, AfterADumpWasRestoredWhereTransactionsBeginAnewNothingIsLost) {
    for (int version = 1; version <= 3; ++version) write(1, version);
    relay.deliver(context, keeper);
    write(1, 4);
    EXPECT_EQ(continue_events(test.owner()), 0) << "all is well";
    // As the new cluster finds them: far ahead of what it has given out.
    test.owner().script(
        "update sample.outbox set xid = (xid::text::int8 + 1000000)::text::xid8;"
        "update platform.positions set xid = (xid::text::int8 + 1000000)::text::xid8");
    EXPECT_EQ(relay.deliver(context, keeper), 0);
    EXPECT_GT(continue_events(test.owner()), 900'000);
    write(1, 5);
    EXPECT_EQ(relay.deliver(context, keeper), 2);
    EXPECT_EQ(words(), "k:a1 k:a2 k:a3 k:a4 k:a5");
    EXPECT_EQ(continue_events(test.owner()), 0);
    // So far ahead that order is lost: read again, and the inbox knows.
    test.owner().script(
        "update sample.outbox set xid = (xid::text::int8 * 1000000)::text::xid8;"
        "update platform.positions set xid = (xid::text::int8 * 1000000 - 999999)::text::xid8");
    continue_events(test.owner());
    write(1, 6);
    relay.deliver(context, keeper);
    EXPECT_EQ(words(), "k:a1 k:a2 k:a3 k:a4 k:a5 k:a6");
}

TEST_F(RelayTest, TwoReplicasHandOverEachEventOnce) {
    for (int version = 1; version <= 2000; ++version) write(1, version);
    std::vector<std::thread> replicas;
    for (int i = 0; i < 3; ++i) {
        replicas.emplace_back([&] {
            fibers::PollWait wait;
            postgres::Pool pool(test.options(), 1, test.metrics(), test.log());
            postgres::Database database(pool, wait);
            Context own{Caller{}, clock, database, test.log(), tracing::Trace::from(""), "job-test"};
            Relay own_relay(test.metrics());
            Keeper own_keeper("k");
            while (count_left(database) > 0) own_relay.deliver(own, own_keeper);
        });
    }
    for (auto& replica : replicas) replica.join();
    EXPECT_EQ(count("select count(*) from sample.taken"), 2000);
    EXPECT_EQ(count("select count(distinct id) from sample.taken"), 2000);
    EXPECT_EQ(count("select count(*) from (select split_part(word, 'a', 2)::int as version, "
                    "lag(split_part(word, 'a', 2)::int) over (order by place) as before from sample.taken) w "
                    "where version <= before"),
              0);
}

TEST_F(RelayTest, ADayGoesWhenEveryConsumerHasReadIt) {
    Keeper slow("slow");
    relay.subscribe(context, slow);
    write(1, 1);
    relay.deliver(context, keeper);
    const auto day =
        "select count(*) from pg_class where relname = 'outbox_20260601' "
        "and relnamespace = 'sample'::regnamespace";
    at("2026-06-10T12:00:00Z");
    postgres::ensure_partitions(test.owner(), clock.now());
    EXPECT_GE(postgres::drop_old_days(test.database(), clock.now()), 0);
    EXPECT_EQ(count(day), 1) << "one has not read it";
    relay.deliver(context, slow);
    write(1, 2);
    relay.deliver(context, slow);
    postgres::drop_old_days(test.database(), clock.now());
    EXPECT_EQ(count(day), 1) << "the other still stands in it";
    relay.deliver(context, keeper);
    postgres::drop_old_days(test.database(), clock.now());
    EXPECT_EQ(count(day), 0);
    EXPECT_EQ(words("k:%"), "k:a1 k:a2");
}

TEST_F(RelayTest, TellsHowFarBehindAConsumerIs) {
    EXPECT_EQ(relay.watch(context, keeper).oldest_event, 0);
    write(1, 1);
    clock.set_offset(clock.offset() + std::chrono::seconds{30});
    Context later{Caller{}, clock, test.database(), test.log(), tracing::Trace::from(""), "job-test"};
    EXPECT_NEAR(relay.watch(later, keeper).oldest_event, 30, 1);
    EXPECT_NEAR(test.metrics()
                    .gauge("venera_events_oldest_seconds",
                           "Age of the oldest event that a consumer was not handed", {{"consumer", "k"}})
                    .Value(),
                30, 1);
    relay.deliver(context, keeper);
    EXPECT_EQ(relay.watch(later, keeper).oldest_event, 0);
}

TEST_F(RelayTest, OneReplicaLeadsUntilItsSessionEnds) {
    fibers::PollWait wait;
    auto first = std::make_unique<jobs::Leader>(test.options(), test.log(), test.metrics());
    jobs::Leader second(test.options(), test.log(), test.metrics());
    first->watch(wait);
    second.watch(wait);
    first->watch(wait);
    EXPECT_TRUE(first->leads());
    EXPECT_FALSE(second.leads());
    first->resign(wait);
    EXPECT_FALSE(first->leads());
    while (!second.leads()) second.watch(wait);  // the session ends soon after its socket
    first->watch(wait);
    EXPECT_FALSE(first->leads());
    test.owner().script("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");
    EXPECT_THROW(second.watch(wait), postgres::Unavailable);
    EXPECT_FALSE(second.leads());
}

}  // namespace
}  // namespace venera::events
