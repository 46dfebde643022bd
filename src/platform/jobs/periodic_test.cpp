#include "platform/jobs/periodic.hpp"

#include <gtest/gtest.h>
#include <prometheus/counter.h>

#include <stdexcept>
#include <vector>

namespace venera::jobs {
namespace {

using std::chrono::milliseconds;

// A wait without time: it notes the sleeps and stops after so many.
class ScriptedWait final : public fibers::Wait {
public:
    explicit ScriptedWait(std::size_t sleeps) : most_(sleeps) {}

    void until(int, fibers::Ready) override {}
    void forget(int) noexcept override {}
    void park() override {}
    void wake() noexcept override {}
    void suspend(const std::function<void(std::function<void()> resume)>&) override {}
    void sleep(milliseconds time) override {
        EXPECT_EQ(deadline_, fibers::Steady::max()) << "the sleep between two runs is not part of a run";
        slept.push_back(time);
        if (slept.size() == most_) throw fibers::Stopped();
    }
    fibers::Steady deadline() const override { return deadline_; }
    void set_deadline(fibers::Steady deadline) override { deadline_ = deadline; }

    std::vector<milliseconds> slept;

private:
    std::size_t most_;
    fibers::Steady deadline_ = fibers::Steady::max();
};

class PeriodicTest : public testing::Test {
protected:
    double count(const char* name) {
        return metrics_
            .counter(name,
                     name == std::string("venera_task_runs_total") ? "Runs of a periodic task"
                                                                   : "Failed runs of a periodic task",
                     {{"task", "sweep"}})
            .Value();
    }

    log::Log log_{"/dev/null"};
    metrics::Metrics metrics_;
};

TEST_F(PeriodicTest, RunsAtOnceAndThenEveryPeriodUntilStopped) {
    ScriptedWait wait(3);
    int runs = 0;
    Periodic(
        "sweep", {milliseconds(5000)}, [&](fibers::Wait&) { ++runs; }, log_, metrics_)
        .run(wait);
    EXPECT_EQ(runs, 3);
    EXPECT_EQ(wait.slept, std::vector(3, milliseconds(5000)));
    EXPECT_EQ(count("venera_task_runs_total"), 3);
    EXPECT_EQ(count("venera_task_failures_total"), 0);
}

TEST_F(PeriodicTest, AFailureIsCountedAndDoesNotEndTheTask) {
    ScriptedWait wait(4);
    int runs = 0;
    Periodic(
        "sweep", {milliseconds(10)},
        [&](fibers::Wait&) {
            ++runs;
            if (runs == 1) throw std::runtime_error("the database is gone");
            if (runs == 2) throw fibers::Expired();
        },
        log_, metrics_)
        .run(wait);
    EXPECT_EQ(runs, 4);
    EXPECT_EQ(count("venera_task_runs_total"), 4);
    EXPECT_EQ(count("venera_task_failures_total"), 2);
}

TEST_F(PeriodicTest, AStopInsideTheTaskEndsIt) {
    ScriptedWait wait(4);
    int runs = 0;
    Periodic(
        "sweep", {milliseconds(10)},
        [&](fibers::Wait&) {
            ++runs;
            throw fibers::Stopped();
        },
        log_, metrics_)
        .run(wait);
    EXPECT_EQ(runs, 1);
    EXPECT_TRUE(wait.slept.empty());
    EXPECT_EQ(count("venera_task_failures_total"), 0);
}

TEST_F(PeriodicTest, ARunHasADeadline) {
    ScriptedWait wait(1);
    const auto before = std::chrono::steady_clock::now();
    Periodic(
        "sweep", {.every = milliseconds(10), .limit = milliseconds(7000)},
        [&](fibers::Wait& own) {
            EXPECT_GE(own.deadline(), before + milliseconds(7000));
            EXPECT_LE(own.deadline(), std::chrono::steady_clock::now() + milliseconds(7000));
        },
        log_, metrics_)
        .run(wait);
    EXPECT_EQ(wait.slept.size(), 1U);
}

TEST_F(PeriodicTest, WhoseTurnItIsNotLooksAgainSoonAndThenRunsAtOnce) {
    ScriptedWait wait(4);
    int asked = 0;
    int runs = 0;
    Periodic(
        "sweep", {milliseconds(3'600'000)}, [&](fibers::Wait&) { ++runs; }, log_, metrics_)
        .only_if([&] { return ++asked > 3; })
        .run(wait);
    EXPECT_EQ(runs, 1);
    EXPECT_EQ(wait.slept, (std::vector{milliseconds(1000), milliseconds(1000), milliseconds(1000),
                                       milliseconds(3'600'000)}));
    EXPECT_EQ(count("venera_task_runs_total"), 1);
}

TEST_F(PeriodicTest, OneRunTellsWhetherItWasGood) {
    ScriptedWait wait(1);
    bool fail = true;
    Periodic task(
        "sweep", {milliseconds(10)},
        [&](fibers::Wait&) {
            if (fail) throw std::runtime_error("no");
        },
        log_, metrics_);
    EXPECT_FALSE(task.run_once(wait));
    fail = false;
    EXPECT_TRUE(task.run_once(wait));
}

}  // namespace
}  // namespace venera::jobs
