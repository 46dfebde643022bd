// One among the replicas of an installation, for work that one is enough for: sweeping, cleaning, partitions.
// Whoever holds an advisory lock leads, for as long as its session with PostgreSQL lives; when the process or
// its network ends, so does the session, and the next one leads. Two may believe that they lead for a moment,
// so this spares work and never decides what is true: each task is safe to run twice.
#pragma once
#include <atomic>
#include <memory>

#include "platform/fibers/wait.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"
#include "platform/postgres/connection.hpp"

namespace venera::jobs {

class Leader {
public:
    // Needs a session of its own: behind a pooler that shares sessions, give it a direct address.
    Leader(postgres::ConnectionOptions options, log::Log& log, metrics::Metrics& metrics);
    ~Leader();

    // Tries to lead, or looks whether it still does. For a job that comes back every limits of a second or
    // two. Throws: as the database does; then it leads no longer.
    void watch(fibers::Wait& wait);
    bool leads() const { return leads_.load(std::memory_order_relaxed); }
    // Lets go, so that another need not wait. For the end of the loop.
    void resign(fibers::Wait& wait) noexcept;

private:
    void change(bool leads);

    postgres::ConnectionOptions options_;
    log::Log& log_;
    prometheus::Gauge& gauge_;
    std::unique_ptr<postgres::Connection> session_;
    std::atomic<bool> leads_{false};
};

}  // namespace venera::jobs
