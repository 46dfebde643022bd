// Errors, transactions, pipelines, lost connections and the pool, against a real PostgreSQL.
#include <gtest/gtest.h>

#include "platform/fibers/loop.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::postgres {
namespace {

const Statement<void(std::int32_t, std::string)> add{"test.add",
                                                     "insert into thing (id, name) values ($1, $2)"};
const Statement<std::int64_t()> count{"test.count", "select count(*) from thing"};
const Statement<std::string(std::int32_t)> find{"test.find", "select name from thing where id = $1"};
const Statement<void(std::int32_t, std::string)> rename{"test.rename",
                                                        "update thing set name = $2 where id = $1"};
const Statement<std::int32_t()> own_pid{"test.own_pid", "select pg_backend_pid()"};
const Statement<void(std::int32_t)> terminate{"test.terminate", "select pg_terminate_backend($1, 5000)"};
const Statement<void(double)> doze{"test.doze", "select pg_sleep($1)"};
const Statement<std::int32_t(std::int32_t)> divide{"test.divide", "select 1 / $1"};
const Statement<std::string(std::string)> setting{"test.setting", "select current_setting($1)"};
const Statement<std::string()> who{"test.who", "select current_user::text"};
const Statement<void(std::int32_t)> add_to_part{"test.add_to_part", "insert into part values ($1)"};

struct DatabaseQuery : ::testing::Test {
    DatabaseQuery() {
        test.owner().script(R"sql(
            create table public.thing (id int constraint thing_key primary key, name text not null,
                                       constraint short_name check (length(name) < 10),
                                       constraint one_name unique (name) deferrable initially deferred);
            create table public.parted (id int) partition by list (id);
            create table public.part partition of public.parted for values in (1);
            grant all on public.thing, public.part to venera_app)sql");
    }

    testing::TestDatabase test;
    Database& db = test.database();
};

template <class Error>
std::optional<Error> caught(const auto& work) {
    try {
        work();
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

TEST_F(DatabaseQuery, OneMaybeAllRun) {
    EXPECT_EQ(db.run(add, 1, "one"), 1);
    EXPECT_EQ(db.one(find, 1), "one");
    EXPECT_EQ(db.maybe(find, 2), std::nullopt);
    EXPECT_EQ(db.all(find, 2).size(), 0U);
    EXPECT_EQ(caught<SqlError>([&] { db.one(find, 2); })->sqlstate, "02000");
}

TEST_F(DatabaseQuery, ASessionIsSetUpByItsFirstPacket) {
    EXPECT_EQ(db.one(who), "venera_app");
    EXPECT_EQ(db.one(setting, "lock_timeout"), "500ms");
    EXPECT_EQ(db.one(setting, "statement_timeout"), "2s");
    EXPECT_EQ(db.one(setting, "idle_in_transaction_session_timeout"), "5s");
    EXPECT_EQ(db.one(setting, "TimeZone"), "UTC");
    EXPECT_EQ(db.one(setting, "application_name"), "venera");
}

TEST_F(DatabaseQuery, ViolationsCarryTheConstraintsName) {
    db.run(add, 1, "one");
    EXPECT_EQ(caught<ConstraintViolation>([&] { db.run(add, 1, "two"); })->constraint, "thing_key");
    EXPECT_EQ(caught<ConstraintViolation>([&] { db.run(add, 2, "much too long"); })->constraint,
              "short_name");
    EXPECT_EQ(test.pool().open(), 1U) << "an SQL error leaves the connection usable";
}

// As when another day's partition is attached while a row is on its way to the default one.
TEST_F(DatabaseQuery, ARowThatItsPartitionDoesNotTakeMayBeTriedAgain) {
    EXPECT_TRUE(caught<Unavailable>([&] { db.run(add_to_part, 2); }));
}

TEST_F(DatabaseQuery, DataErrorsDoNotQuoteTheirInput) {
    const auto error = caught<SqlError>([&] { db.one(divide, 0); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->sqlstate, "22012");
    EXPECT_EQ(std::string(error->what()).find("division"), std::string::npos);
}

TEST_F(DatabaseQuery, ATransactionThatIsNotCommittedRollsBack) {
    {
        Transaction transaction(db);
        transaction.run(add, 1, "one");
        EXPECT_EQ(transaction.one(count), 1);
        EXPECT_EQ(db.one(count), 0) << "the other connection must not see it";
    }
    EXPECT_EQ(db.one(count), 0);
    EXPECT_EQ(test.pool().open(), 2U) << "both connections are usable again";
    Transaction transaction(db);
    transaction.run(add, 1, "one");
    transaction.commit();
    EXPECT_EQ(db.one(count), 1);
    EXPECT_EQ(caught<SqlError>([&] { transaction.run(add, 2, "two"); })->sqlstate, "25000");
}

TEST_F(DatabaseQuery, AnEmptyTransactionTakesNoConnection) {
    Transaction transaction(db);
    transaction.commit();
    EXPECT_EQ(test.pool().open(), 0U);
}

TEST_F(DatabaseQuery, QueuedStatementsTravelWithTheNext) {
    Transaction transaction(db);
    transaction.queue(add, 1, "one");
    transaction.queue(add, 2, "two");
    EXPECT_EQ(test.pool().open(), 0U) << "nothing is sent yet";
    EXPECT_EQ(transaction.one(count), 2);
    transaction.queue(rename, 2, "deux");
    transaction.commit();
    EXPECT_EQ(db.one(find, 2), "deux");
}

TEST_F(DatabaseQuery, TheErrorOfAQueuedStatementSurfacesInTheNext) {
    Transaction transaction(db);
    transaction.queue(add, 1, "one");
    transaction.queue(add, 1, "again");
    EXPECT_EQ(caught<ConstraintViolation>([&] { transaction.one(count); })->constraint, "thing_key");
    EXPECT_EQ(caught<SqlError>([&] { transaction.commit(); })->sqlstate, "25P02")
        << "PostgreSQL answers ROLLBACK, which must not look like success";
    EXPECT_EQ(db.one(count), 0);
}

TEST_F(DatabaseQuery, AStatementWhosePreparationWasSkippedIsPreparedLater) {
    {
        Transaction transaction(db);
        transaction.queue(add, 1, "much too long");
        EXPECT_TRUE(caught<ConstraintViolation>([&] { transaction.one(find, 1); }));
    }
    EXPECT_EQ(db.maybe(find, 1), std::nullopt);
    EXPECT_EQ(test.pool().open(), 1U);
}

TEST_F(DatabaseQuery, DeferredConstraintsFailTheCommit) {
    Transaction transaction(db);
    transaction.run(add, 1, "same");
    transaction.run(add, 2, "same");
    EXPECT_EQ(caught<ConstraintViolation>([&] { transaction.commit(); })->constraint, "one_name");
    EXPECT_EQ(db.one(count), 0);
}

TEST_F(DatabaseQuery, SerializationFailuresAreRepeated) {
    test.owner().script("create sequence public.tries; grant all on sequence public.tries to venera_app");
    const Statement<std::int64_t()> attempt{"test.attempt", "select nextval('public.tries')"};
    const Statement<void(std::int64_t)> fail_before{"test.fail_before", "select public.fail_before($1)"};
    test.owner().script(R"sql(
        create function public.fail_before(n int8) returns void language plpgsql as $$
        begin
            if n < 3 then raise exception 'test' using errcode = '40001'; end if;
        end $$)sql");
    const std::int64_t tries = in_transaction(db, [&](Transaction& transaction) {
        const std::int64_t number = transaction.one(attempt);
        transaction.run(fail_before, number);
        return number;
    });
    EXPECT_EQ(tries, 3);
    int runs = 0;
    const auto error = caught<SqlError>([&] {
        in_transaction(db, [&](Transaction& transaction) {
            ++runs;
            transaction.run(fail_before, std::int64_t{0});
        });
    });
    EXPECT_EQ(error->sqlstate, "40001");
    EXPECT_EQ(runs, 1 + most_repetitions);
}

TEST_F(DatabaseQuery, ALostConnectionIsUnavailableAndReplaced) {
    db.run(add, 1, "one");
    Transaction transaction(db);
    const std::int32_t pid = transaction.one(own_pid);
    test.owner().run(terminate, pid);
    const auto error = caught<Unavailable>([&] { transaction.one(count); });
    ASSERT_TRUE(error);
    EXPECT_FALSE(error->outcome_unknown) << "without COMMIT nothing can have happened";
    EXPECT_EQ(db.one(count), 1);
}

TEST_F(DatabaseQuery, ALostAnswerToCommitLeavesTheOutcomeUnknown) {
    Transaction transaction(db);
    const std::int32_t pid = transaction.one(own_pid);
    transaction.run(add, 1, "one");
    test.owner().run(terminate, pid);
    const auto error = caught<Unavailable>([&] { transaction.commit(); });
    ASSERT_TRUE(error);
    EXPECT_TRUE(error->outcome_unknown);
}

// A fiber at the end of a drain: what it still waits to read is cut short.
class Draining final : public fibers::Wait {
public:
    void until(int fd, fibers::Ready ready) override {
        if (drained && ready == fibers::Ready::read) throw fibers::Stopped();
        inner_.until(fd, ready);
    }
    void forget(int fd) noexcept override { inner_.forget(fd); }
    void park() override { inner_.park(); }
    void wake() noexcept override { inner_.wake(); }
    void sleep(std::chrono::milliseconds time) override { inner_.sleep(time); }
    void suspend(const std::function<void(std::function<void()> resume)>& start) override {
        inner_.suspend(start);
    }
    fibers::Steady deadline() const override { return inner_.deadline(); }
    void set_deadline(fibers::Steady deadline) override { inner_.set_deadline(deadline); }

    bool drained = false;

private:
    fibers::PollWait inner_;
};

TEST_F(DatabaseQuery, AStopDuringCommitLeavesTheOutcomeUnknown) {
    Draining wait;
    Database draining(test.pool(), wait);
    Transaction transaction(draining);
    transaction.run(add, 1, "one");
    wait.drained = true;
    const auto error = caught<Unavailable>([&] { transaction.commit(); });
    ASSERT_TRUE(error);
    EXPECT_TRUE(error->outcome_unknown);
}

TEST_F(DatabaseQuery, AStopBeforeCommitIsAStop) {
    Draining wait;
    Database draining(test.pool(), wait);
    {
        Transaction transaction(draining);
        transaction.run(add, 1, "one");
        wait.drained = true;
        EXPECT_THROW(transaction.one(count), fibers::Stopped);
    }
    EXPECT_EQ(db.one(count), 0) << "nothing can have happened";
}

TEST_F(DatabaseQuery, AConnectionThatDiedWhileIdleIsNotLent) {
    const std::int32_t pid = db.one(own_pid);
    test.owner().run(terminate, pid);
    EXPECT_NE(db.one(own_pid), pid);
    EXPECT_EQ(test.pool().open(), 1U);
}

TEST_F(DatabaseQuery, StatementTimeoutIsUnavailableAndHarmless) {
    ConnectionOptions options = test.options();
    options.statement_timeout = std::chrono::milliseconds{20};
    Connection connection(options, test.wait());
    const auto error = caught<Unavailable>([&] { connection.run(doze, 10.0); });
    ASSERT_TRUE(error);
    EXPECT_FALSE(error->outcome_unknown);
    EXPECT_FALSE(connection.broken());
    EXPECT_EQ(connection.one(count), 0);
}

TEST_F(DatabaseQuery, LockTimeoutIsUnavailable) {
    ConnectionOptions options = test.options();
    options.lock_timeout = std::chrono::milliseconds{20};
    Connection connection(options, test.wait());
    db.run(add, 1, "one");
    Transaction transaction(db);
    transaction.run(rename, 1, "uno");
    EXPECT_TRUE(caught<Unavailable>([&] { connection.run(rename, 1, "eins"); }));
}

TEST_F(DatabaseQuery, AnExpiredDeadlineDropsTheConnection) {
    const std::int32_t pid = db.one(own_pid);
    test.wait().set_deadline(std::chrono::steady_clock::now() + std::chrono::milliseconds{20});
    try {
        db.run(doze, 1.0);
        ADD_FAILURE() << "it did not expire";
    } catch (const Unavailable& error) {
        EXPECT_TRUE(error.outcome_unknown) << "the statement may still have its effect";
    }
    test.wait().set_deadline(fibers::Steady::max());
    EXPECT_EQ(test.pool().open(), 0U);
    EXPECT_NE(db.one(own_pid), pid);
}

TEST_F(DatabaseQuery, AReadOnlyServerIsUnavailable) {
    ConnectionOptions options = test.options();
    options.url += " options='-c default_transaction_read_only=on'";
    Connection connection(options, test.wait());
    EXPECT_TRUE(caught<Unavailable>([&] { connection.run(add, 1, "one"); }));
    EXPECT_TRUE(connection.broken()) << "the next connection may find the primary";
}

TEST_F(DatabaseQuery, NoServerFailsAtOnceAndBacksOff) {
    Pool pool({.url = "host=/nonexistent user=x dbname=x"}, 2, test.metrics(), test.log());
    EXPECT_TRUE(caught<Unavailable>([&] { pool.borrow(test.wait()); }));
    EXPECT_TRUE(caught<Unavailable>([&] { pool.borrow(test.wait()); }));
    EXPECT_EQ(pool.open(), 0U);
    EXPECT_NE(test.metrics().text().find("venera_postgres_connects_total{outcome=\"failed\"} 1"),
              std::string::npos)
        << "the second attempt must not have tried";
}

TEST_F(DatabaseQuery, AMalformedUrlDoesNotShowItsPassword) {
    ConnectionOptions options;
    options.url = "postgresql://u:secret@[bad";
    const auto error = caught<Unavailable>([&] { Connection connection(options, test.wait()); });
    ASSERT_TRUE(error);
    EXPECT_EQ(std::string(error->what()).find("secret"), std::string::npos);
}

// A pool of one connection and fibers that compete for it.
struct PoolQuery : DatabaseQuery {
    void run(const std::vector<std::function<void(fibers::Wait&)>>& works) {
        fibers::Loop loop([](std::string_view name, const std::exception_ptr&) { ADD_FAILURE() << name; });
        for (const auto& work : works) loop.spawn("test", work);
        loop.spawn("closer", [&](fibers::Wait& wait) {
            while (finished < works.size()) wait.sleep(std::chrono::milliseconds{5});
            pool.close(wait);
        });
        loop.run();
    }

    Pool pool{test.options(), 1, test.metrics(), test.log()};
    std::size_t finished = 0;
};

TEST_F(PoolQuery, WaitersAreServedInTheirOrder) {
    std::vector<int> order;
    std::vector<std::function<void(fibers::Wait&)>> works;
    for (int i = 0; i < 4; ++i) {
        works.emplace_back([&, i](fibers::Wait& wait) {
            Database one(pool, wait);
            one.run(doze, 0.01);
            order.push_back(i);
            ++finished;
        });
    }
    run(works);
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3}));
    EXPECT_EQ(pool.open(), 0U);
}

TEST_F(PoolQuery, AWaiterThatExpiresLetsTheOthersPass) {
    bool expired = false, served = false;
    run({[&](fibers::Wait& wait) {
             Database(pool, wait).run(doze, 0.2);
             ++finished;
         },
         [&](fibers::Wait& wait) {
             wait.set_deadline(std::chrono::steady_clock::now() + std::chrono::milliseconds{50});
             try {
                 Database(pool, wait).run(doze, 0.0);
             } catch (const fibers::Expired&) {
                 expired = true;
             }
             ++finished;
         },
         [&](fibers::Wait& wait) {
             served = Database(pool, wait).one(count) == 0;
             ++finished;
         }});
    EXPECT_TRUE(expired);
    EXPECT_TRUE(served);
    EXPECT_EQ(pool.waiting(), 0U);
}

TEST_F(PoolQuery, ABrokenConnectionsPlaceGoesToTheNextWaiter) {
    bool expired = false, served = false;
    run({[&](fibers::Wait& wait) {
             wait.set_deadline(std::chrono::steady_clock::now() + std::chrono::milliseconds{50});
             try {
                 Database(pool, wait).run(doze, 1.0);
             } catch (const Unavailable&) {
                 expired = true;
             }
             ++finished;
         },
         [&](fibers::Wait& wait) {
             served = Database(pool, wait).one(count) == 0;
             ++finished;
         }});
    EXPECT_TRUE(expired);
    EXPECT_TRUE(served);
}

}  // namespace
}  // namespace venera::postgres
