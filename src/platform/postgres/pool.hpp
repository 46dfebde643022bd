// The connections of one thread. No locks: fibers of one loop never run at the same time. Connections are
// opened when they are needed; when all are in use, fibers wait in the order of their arrival, at most until
// their deadline. While the database is down, borrowing fails at once and is tried again after a short
// back-off.
#pragma once
#include <deque>
#include <memory>
#include <vector>

#include "platform/postgres/connection.hpp"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus
namespace venera::log {
class Log;
}
namespace venera::metrics {
class Metrics;
}

namespace venera::postgres {

class Pool {
public:
    // A borrowed connection; it returns, or is closed if it is broken, when the Lease dies.
    class Lease {
    public:
        Lease(Pool& pool, std::unique_ptr<Connection> connection)
            : pool_(&pool), connection_(std::move(connection)) {}
        Lease(Lease&&) noexcept = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease();

        Connection& operator*() const { return *connection_; }
        Connection* operator->() const { return connection_.get(); }

    private:
        Pool* pool_;
        std::unique_ptr<Connection> connection_;
    };

    // Requires: size > 0. `metrics` and `log` outlive the pool.
    Pool(ConnectionOptions options, std::size_t size, metrics::Metrics& metrics, log::Log& log);
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    // Throws: Unavailable, Expired, Stopped.
    Lease borrow(fibers::Wait& wait);
    // Closes the idle connections. For the end of a loop, whose Wait must forget their sockets.
    void close(fibers::Wait& wait) noexcept;

    const ConnectionOptions& options() const { return options_; }
    std::size_t size() const { return size_; }
    std::size_t open() const { return open_; }
    std::size_t waiting() const { return waiting_.size(); }

    void count_repetition();
    // The seconds of a statement; null-free and looked up once per statement.
    prometheus::Histogram& seconds(const StatementBase& statement);
    prometheus::Histogram& commit_seconds();

private:
    struct Waiter {
        fibers::Wait* wait;
        std::unique_ptr<Connection> connection;  // handed over by who returns one
        bool may_open = false;                   // or the right to open one: it is already counted in open_
    };

    std::unique_ptr<Connection> take_idle(fibers::Wait& wait);
    std::unique_ptr<Connection> open_one(fibers::Wait& wait);
    std::unique_ptr<Connection> wait_for_one(fibers::Wait& wait);
    Lease lease(std::unique_ptr<Connection> connection, fibers::Wait& wait);
    void give_back(std::unique_ptr<Connection> connection) noexcept;
    void hand_over(std::unique_ptr<Connection> connection) noexcept;
    void hand_over_place() noexcept;

    ConnectionOptions options_;
    std::size_t size_;
    metrics::Metrics& metrics_;
    log::Log& log_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::deque<Waiter*> waiting_;
    std::size_t open_ = 0;  // idle, borrowed, and being opened
    fibers::Steady retry_at_{};
    std::vector<prometheus::Histogram*> seconds_;
    prometheus::Histogram* commit_seconds_;
    prometheus::Gauge* in_use_;
    prometheus::Counter* waits_;
    prometheus::Counter* repetitions_;
    prometheus::Counter* opened_;
    prometheus::Counter* failed_;
};

}  // namespace venera::postgres
