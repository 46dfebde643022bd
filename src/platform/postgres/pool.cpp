#include "platform/postgres/pool.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <algorithm>

#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"

namespace venera::postgres {

namespace {

// Short enough to be back within a second of the database, long enough not to storm it while it starts.
constexpr std::chrono::milliseconds back_off{250};

prometheus::Histogram& statement_seconds(metrics::Metrics& metrics, std::string_view statement) {
    return metrics.seconds("venera_postgres_statement_seconds", "Time of one statement, answer included",
                           {{"statement", std::string(statement)}});
}

}  // namespace

Pool::Lease::~Lease() {
    if (connection_) pool_->give_back(std::move(connection_));
}

Pool::Pool(ConnectionOptions options, std::size_t size, metrics::Metrics& metrics, log::Log& log)
    : options_(std::move(options)),
      size_(size),
      metrics_(metrics),
      log_(log),
      commit_seconds_(&statement_seconds(metrics, "commit")),
      in_use_(&metrics.gauge("venera_postgres_connections_in_use", "Connections that are borrowed")),
      waits_(&metrics.counter("venera_postgres_pool_waits_total",
                              "Times that a request waited for a connection")),
      repetitions_(&metrics.counter("venera_postgres_repetitions_total",
                                    "Transactions repeated after 40001 or 40P01")),
      opened_(
          &metrics.counter("venera_postgres_connects_total", "Connections tried", {{"outcome", "opened"}})),
      failed_(
          &metrics.counter("venera_postgres_connects_total", "Connections tried", {{"outcome", "failed"}})) {}

Pool::~Pool() = default;

Pool::Lease Pool::borrow(fibers::Wait& wait) {
    // Those who wait come first: only an empty queue lets a newcomer take or open one.
    if (waiting_.empty()) {
        if (auto connection = take_idle(wait)) return lease(std::move(connection), wait);
        if (open_ < size_) {
            ++open_;
            return lease(open_one(wait), wait);
        }
    }
    waits_->Increment();
    return lease(wait_for_one(wait), wait);
}

Pool::Lease Pool::lease(std::unique_ptr<Connection> connection, fibers::Wait& wait) {
    connection->use(&wait);
    in_use_->Increment();
    return {*this, std::move(connection)};
}

std::unique_ptr<Connection> Pool::take_idle(fibers::Wait& wait) {
    while (!idle_.empty()) {
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        connection->use(&wait);
        if (connection->still_alive()) return connection;
        --open_;
    }
    return nullptr;
}

// Requires: its place is counted in open_.
std::unique_ptr<Connection> Pool::open_one(fibers::Wait& wait) {
    try {
        if (std::chrono::steady_clock::now() < retry_at_)
            throw Unavailable("the database was unreachable just now");
        auto connection = std::make_unique<Connection>(options_, wait);
        opened_->Increment();
        retry_at_ = {};
        return connection;
    } catch (const Unavailable& error) {
        if (std::chrono::steady_clock::now() >= retry_at_) {
            failed_->Increment();
            retry_at_ = std::chrono::steady_clock::now() + back_off;
            log_.warning("postgres.unreachable", {{"problem", log::Label{error.what()}}});
        }
        hand_over_place();
        throw;
    } catch (...) {
        hand_over_place();
        throw;
    }
}

std::unique_ptr<Connection> Pool::wait_for_one(fibers::Wait& wait) {
    Waiter waiter{&wait, nullptr};
    waiting_.push_back(&waiter);
    try {
        // A stale wake() may end park() early; only what was handed over counts.
        while (!waiter.connection && !waiter.may_open) wait.park();
    } catch (...) {
        // The race of a hand-over and a deadline: what this fiber was given and cannot use goes to the next
        // one.
        std::erase(waiting_, &waiter);
        if (waiter.connection) hand_over(std::move(waiter.connection));
        if (waiter.may_open) hand_over_place();
        throw;
    }
    if (waiter.may_open) return open_one(wait);
    return std::move(waiter.connection);
}

void Pool::give_back(std::unique_ptr<Connection> connection) noexcept {
    in_use_->Decrement();
    if (connection->broken()) {
        connection.reset();
        hand_over_place();
        return;
    }
    connection->use(nullptr);
    hand_over(std::move(connection));
}

void Pool::hand_over(std::unique_ptr<Connection> connection) noexcept {
    if (waiting_.empty()) return idle_.push_back(std::move(connection));
    Waiter& next = *waiting_.front();
    waiting_.pop_front();
    next.connection = std::move(connection);
    next.wait->wake();
}

void Pool::hand_over_place() noexcept {
    if (waiting_.empty()) {
        --open_;
        return;
    }
    Waiter& next = *waiting_.front();
    waiting_.pop_front();
    next.may_open = true;
    next.wait->wake();
}

void Pool::close(fibers::Wait& wait) noexcept {
    for (auto& connection : idle_) connection->use(&wait);
    open_ -= idle_.size();
    idle_.clear();
}

void Pool::count_repetition() { repetitions_->Increment(); }

prometheus::Histogram& Pool::seconds(const StatementBase& statement) {
    if (seconds_.size() <= statement.index()) seconds_.resize(statement.index() + 1, nullptr);
    prometheus::Histogram*& known = seconds_[statement.index()];
    if (known == nullptr) known = &statement_seconds(metrics_, statement.name());
    return *known;
}

prometheus::Histogram& Pool::commit_seconds() { return *commit_seconds_; }

}  // namespace venera::postgres
