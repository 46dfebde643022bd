#include "platform/jobs/periodic.hpp"

#include <cxxabi.h>
#include <prometheus/counter.h>
#include <prometheus/histogram.h>

#include <cstdlib>
#include <exception>
#include <memory>
#include <typeinfo>

namespace venera::jobs {
namespace {

// The message of an exception may quote data (PostgreSQL's do), so only its type is logged.
std::string type_of(const std::exception& problem) {
    const char* const mangled = typeid(problem).name();
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(
        abi::__cxa_demangle(mangled, nullptr, nullptr, &status), &std::free);
    return status == 0 ? name.get() : mangled;
}

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
        log_.error("task.failed", {{"task", log::Label(name_)}, {"problem", log::Label(type_of(problem))}});
    }
    wait.set_deadline(fibers::Steady::max());
    runs_.Increment();
    seconds_.Observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    return good;
}

void Periodic::run(fibers::Wait& wait) {
    try {
        while (true) {
            run_once(wait);
            wait.sleep(period_.every);
        }
    } catch (const fibers::Stopped&) {
        log_.debug("task.stopped", {{"task", log::Label(name_)}});
    }
}

}  // namespace venera::jobs
