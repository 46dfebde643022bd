#include <prometheus/histogram.h>

#include <chrono>

#include "platform/fibers/wait.hpp"
#include "platform/postgres/pool.hpp"

namespace venera::postgres {

namespace {

double seconds_since(fibers::Steady start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

struct Transaction::State {
    struct Queued {
        const StatementBase* statement;
        ParameterList parameters;
    };

    explicit State(Database& of) : database(of) {}

    // Puts BEGIN, if it is the first time, and everything queued on the wire's buffer.
    Connection& start() {
        if (!lease) lease.emplace(database.pool().borrow(database.wait()));
        Connection& connection = **lease;
        if (!begun) connection.queue_command("begin");
        begun = true;
        for (const Queued& one : std::exchange(queued, {})) connection.queue(*one.statement, one.parameters);
        return connection;
    }

    Database& database;
    std::optional<Pool::Lease> lease;
    std::vector<Queued> queued;
    bool begun = false;
    bool ended = false;
    bool has_logged_access = false;
};

Transaction::Transaction(Database& database) : state_(std::make_unique<State>(database)) {}

Transaction::~Transaction() {
    if (!state_->lease) return;
    Connection& connection = **state_->lease;
    // A broken connection is closed by its lease, which rolls back as well.
    if (connection.broken() || !connection.in_transaction()) return;
    try {
        connection.queue_command("rollback");
        connection.finish(Outcome::none);
    } catch (...) {
        // The deadline has passed or the database is gone: the connection is now broken and its lease closes
        // it.
    }
}

void Transaction::enqueue(const StatementBase& statement, ParameterList parameters) {
    state_->queued.push_back({&statement, std::move(parameters)});
}

ResultSet Transaction::execute(const StatementBase& statement, const ParameterList& parameters) {
    if (state_->ended) throw SqlError("25000", "the transaction has ended");
    Connection& connection = state_->start();
    const auto start = std::chrono::steady_clock::now();
    connection.queue(statement, parameters);
    ResultSet result = connection.finish(Outcome::none);
    state_->database.pool().seconds(statement).Observe(seconds_since(start));
    if (statement.logs_access() && result.affected() > 0) state_->has_logged_access = true;
    return result;
}

void Transaction::commit() {
    if (state_->ended) throw SqlError("25000", "the transaction has ended");
    if (!state_->begun && state_->queued.empty()) {
        state_->ended = true;
        return;
    }
    Connection& connection = state_->start();
    const auto start = std::chrono::steady_clock::now();
    connection.queue_command("commit");
    // From here the effect may exist without our knowing: a lost answer is Unavailable with outcome_unknown.
    connection.finish(Outcome::unknown);
    state_->database.pool().commit_seconds().Observe(seconds_since(start));
    if (state_->has_logged_access) state_->database.has_logged_access_ = true;
    state_->ended = true;
    state_->lease.reset();
}

}  // namespace venera::postgres
