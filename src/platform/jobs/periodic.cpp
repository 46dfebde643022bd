#include "platform/jobs/periodic.hpp"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>

#include <algorithm>
#include <exception>

#include "platform/log/problem.hpp"

namespace venera::jobs {
namespace {

// How often a task that is another replica's looks whether it still is.
constexpr std::chrono::milliseconds turn_interval{1000};

}  // namespace

Periodic::Periodic(std::string name, Period period, Task task, log::Log& log, metrics::Metrics& metrics)
    : name_(std::move(name)),
      period_(period),
      task_(std::move(task)),
      log_(log),
      runs_(metrics.counter("venera_task_runs_total", "Runs of a periodic task", {{"task", name_}})),
      failures_(
          metrics.counter("venera_task_failures_total", "Failed runs of a periodic task", {{"task", name_}})),
      seconds_(
          metrics.seconds("venera_task_seconds", "Duration of a periodic task's runs", {{"task", name_}})) {}

bool Periodic::run_once(fibers::Wait& wait) {
    const auto start = std::chrono::steady_clock::now();
    wait.set_deadline(start + period_.limit);
    bool good = true;
    try {
        task_(wait);
    } catch (const fibers::Stopped&) {
        throw;
    } catch (const std::exception& problem) {
        // Not catch (...): a fiber that is unwound from outside must be able to leave.
        good = false;
        failures_.Increment();
        log_.error("task.failed",
                   {{"task", log::Label(name_)}, {"problem", log::Label(log::type_of(problem))}});
    }
    wait.set_deadline(fibers::Steady::max());
    runs_.Increment();
    seconds_.Observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    return good;
}

void Periodic::run(fibers::Wait& wait) {
    try {
        while (true) {
            if (has_turn_ && !has_turn_()) {
                wait.sleep(std::min(period_.every, turn_interval));
                continue;
            }
            run_once(wait);
            if (bell_ != nullptr)
                bell_->await(wait, period_.every);
            else
                wait.sleep(period_.every);
        }
    } catch (const fibers::Stopped&) {
        log_.debug("task.stopped", {{"task", log::Label(name_)}});
    }
}

}  // namespace venera::jobs
