// A real PostgreSQL for query tests. The first TestDatabase of a program starts a throw-away cluster, a copy
// of one that is migrated once per version of the SQL files and kept in /dev/shm or /tmp; each TestDatabase
// is a fresh copy of the migrated database. When the program ends, PostgreSQL's log is searched for
// deadlocks, panics and syntax errors, which fail it.
//   struct BookingTest : ::testing::Test { TestDatabase database; };
#pragma once
#include <memory>
#include <string>

#include "platform/fibers/wait.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"
#include "platform/postgres/connection.hpp"
#include "platform/postgres/pool.hpp"

namespace venera::postgres::testing {

class TestDatabase {
public:
    TestDatabase();
    ~TestDatabase();
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    // Credentials of the owner.
    const std::string& url() const { return url_; }
    // As the server works: role venera_app and its time-outs.
    ConnectionOptions options() const;

    // A request's view: a pool of four connections as venera_app. The same object each time.
    Database& database() { return *database_; }
    Pool& pool() { return *pool_; }
    // A session of the owner, for arranging and for looking behind the curtain.
    Connection& owner();
    fibers::PollWait& wait() { return wait_; }
    metrics::Metrics& metrics() { return metrics_; }
    log::Log& log() { return log_; }

private:
    std::string name_;
    std::string url_;
    fibers::PollWait wait_;
    metrics::Metrics metrics_;
    log::Log log_{"/dev/null"};
    std::unique_ptr<Pool> pool_;
    std::unique_ptr<Database> database_;
    std::unique_ptr<Connection> owner_;
};

// The test provokes this text in PostgreSQL's log ("deadlock detected"), so the search at the end leaves it
// out.
void expect_in_log(const std::string& text);

// An empty database (not migrated) on the program's cluster, for tests of migrations: the owner's URL.
std::string empty_database();

}  // namespace venera::postgres::testing
