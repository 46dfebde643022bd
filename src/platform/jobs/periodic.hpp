// Work that comes back: sweeping expired holds, polling a change feed, rotating partitions. Each task has a
// fiber (or, in a tool, a thread) of its own. A failure is logged and counted and the task comes back all the
// same: a database that is gone for a minute must not end the sweeping for ever.
#pragma once
#include <chrono>
#include <functional>
#include <string>

#include "platform/fibers/wait.hpp"
#include "platform/jobs/bell.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"

namespace venera::jobs {

struct Period {
    std::chrono::milliseconds every;
    // A run that takes longer ends with fibers::Expired at its next wait.
    std::chrono::milliseconds limit{30'000};
};

class Periodic {
public:
    using Task = std::function<void(fibers::Wait&)>;

    // `name` is the task's label in the log and in venera_task_runs_total, _failures_total and _seconds.
    Periodic(std::string name, Period period, Task task, log::Log& log, metrics::Metrics& metrics);

    // Runs only while `has_turn` says so: for what one replica does for all.
    Periodic& only_if(std::function<bool()> has_turn) {
        has_turn_ = std::move(has_turn);
        return *this;
    }
    // Comes back earlier when it rings.
    Periodic& wake_by(Bell& bell) {
        bell_ = &bell;
        return *this;
    }
    // Runs the task at once and then `every` after each end, until the wait throws Stopped; then it returns.
    void run(fibers::Wait& wait);
    // One run, with its failure logged and counted. True if there was none. Throws: Stopped.
    bool run_once(fibers::Wait& wait);

private:
    std::string name_;
    Period period_;
    Task task_;
    std::function<bool()> has_turn_{};
    Bell* bell_ = nullptr;
    log::Log& log_;
    prometheus::Counter& runs_;
    prometheus::Counter& failures_;
    prometheus::Histogram& seconds_;
};

}  // namespace venera::jobs
