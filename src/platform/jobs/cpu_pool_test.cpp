#include "platform/jobs/cpu_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "platform/fibers/loop.hpp"

namespace venera::jobs {
namespace {

using fibers::PollWait;
using std::chrono::hours;
using std::chrono::milliseconds;

// Keeps a pool's only thread busy until it is opened.
class Gate {
public:
    explicit Gate(CpuPool& pool)
        : caller_([this, &pool] {
              PollWait wait;
              pool.run(wait, [this] {
                  reached_.set_value();
                  opened_.get_future().wait();
              });
          }) {
        reached_.get_future().wait();
    }
    ~Gate() { open(); }
    void open() {
        if (!caller_.joinable()) return;
        opened_.set_value();
        caller_.join();
    }

private:
    std::promise<void> reached_;
    std::promise<void> opened_;
    std::thread caller_;
};

// A task in the queue behind the gate. The result is the exception that run() threw, if any.
std::future<void> queued(CpuPool& pool, std::atomic<int>& ran,
                         fibers::Steady deadline = fibers::Steady::max()) {
    const std::size_t before = pool.waiting();
    auto result = std::async(std::launch::async, [&pool, &ran, deadline] {
        PollWait wait;
        wait.set_deadline(deadline);
        pool.run(wait, [&ran] { ++ran; });
    });
    while (pool.waiting() == before) std::this_thread::yield();
    return result;
}

TEST(CpuPool, RunsOnAnotherThreadAndReturnsWhenDone) {
    CpuPool pool(2, 10, hours(1));
    PollWait wait;
    std::thread::id where;
    pool.run(wait, [&where] { where = std::this_thread::get_id(); });
    EXPECT_NE(where, std::thread::id());
    EXPECT_NE(where, std::this_thread::get_id());
    EXPECT_EQ(pool.waiting(), 0U);
}

TEST(CpuPool, RethrowsWhatTheWorkThrows) {
    CpuPool pool(1, 10, hours(1));
    PollWait wait;
    EXPECT_THROW(pool.run(wait, [] { throw std::domain_error("no"); }), std::domain_error);
    int ran = 0;
    pool.run(wait, [&ran] { ++ran; });  // the thread has survived
    EXPECT_EQ(ran, 1);
}

TEST(CpuPool, AFullQueueRefusesAtOnce) {
    CpuPool pool(1, 2, hours(1));
    Gate gate(pool);
    std::atomic<int> ran = 0;
    auto first = queued(pool, ran);
    auto second = queued(pool, ran);
    PollWait wait;
    EXPECT_THROW(pool.run(wait, [&ran] { ran += 100; }), QueueFull);
    EXPECT_EQ(pool.waiting(), 2U);
    gate.open();
    EXPECT_NO_THROW(first.get());
    EXPECT_NO_THROW(second.get());
    EXPECT_EQ(ran, 2);
    EXPECT_NO_THROW(pool.run(wait, [&ran] { ++ran; }));
}

TEST(CpuPool, ATaskThatWaitedTooLongIsRefusedUnrun) {
    constexpr milliseconds patience{300};
    CpuPool pool(1, 2, patience);
    Gate gate(pool);
    std::atomic<int> ran = 0;
    auto late = queued(pool, ran);
    const auto queued_at = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() <= queued_at + patience) std::this_thread::yield();
    gate.open();
    EXPECT_THROW(late.get(), QueueFull);
    EXPECT_EQ(ran, 0);
}

TEST(CpuPool, ATaskWhoseDeadlinePassedIsNotBegun) {
    CpuPool pool(1, 2, hours(1));
    Gate gate(pool);
    std::atomic<int> ran = 0;
    auto late = queued(pool, ran, std::chrono::steady_clock::now());
    gate.open();
    EXPECT_THROW(late.get(), fibers::Expired);
    EXPECT_EQ(ran, 0);
}

TEST(CpuPool, TheEndRefusesWhatWaits) {
    std::atomic<int> ran = 0;
    std::future<void> waiting;
    std::promise<void> go;
    std::promise<void> begun;
    std::thread busy;
    {
        CpuPool pool(1, 2, hours(1));
        busy = std::thread([&] {
            PollWait wait;
            pool.run(wait, [&] {
                begun.set_value();
                go.get_future().wait();
            });
        });
        begun.get_future().wait();
        waiting = queued(pool, ran);
        // The pool's end begins while its thread is busy; which of the two comes first does not matter.
        go.set_value();
    }
    busy.join();
    try {
        waiting.get();
        EXPECT_EQ(ran, 1);
    } catch (const QueueFull&) {
        EXPECT_EQ(ran, 0);
    }
}

TEST(CpuPool, OtherFibersRunMeanwhile) {
    CpuPool pool(1, 10, hours(1));
    fibers::Loop loop([](std::string_view, const std::exception_ptr&) { ADD_FAILURE() << "a fiber failed"; });
    std::promise<void> opened;
    bool other_ran = false;
    bool done = false;
    loop.spawn("works", [&](fibers::Wait& wait) {
        pool.run(wait, [&] { opened.get_future().wait(); });
        EXPECT_TRUE(other_ran);
        done = true;
    });
    loop.spawn("other", [&](fibers::Wait&) {
        other_ran = true;
        opened.set_value();  // a blocked loop would never come here
    });
    loop.run();
    EXPECT_TRUE(done);
}

TEST(CpuPool, AFiberStaysUntilItsWorkEndsThoughItsDeadlinePassed) {
    CpuPool pool(1, 10, hours(1));
    fibers::Loop loop([](std::string_view, const std::exception_ptr&) { ADD_FAILURE() << "a fiber failed"; });
    std::promise<void> opened;
    const auto deadline = std::chrono::steady_clock::now() + milliseconds(200);
    std::atomic<bool> finished = false;
    bool left = false;
    loop.spawn("works", [&](fibers::Wait& wait) {
        wait.set_deadline(deadline);
        pool.run(wait, [&] {
            opened.get_future().wait();
            finished = true;
        });
        left = true;
        EXPECT_TRUE(finished);
    });
    loop.spawn("watches", [&](fibers::Wait& wait) {
        while (loop.now() < deadline + milliseconds(60)) wait.sleep(milliseconds(5));
        EXPECT_FALSE(left);
        opened.set_value();
    });
    loop.run();
    EXPECT_TRUE(left);
}

TEST(CpuPool, ManyCallersAllGetTheirTurn) {
    CpuPool pool(3, 1000, hours(1));
    fibers::Loop loop([](std::string_view, const std::exception_ptr&) { ADD_FAILURE() << "a fiber failed"; });
    std::atomic<int> sum = 0;
    int returned = 0;
    for (int i = 0; i < 200; ++i) {
        loop.spawn("works", [&, i](fibers::Wait& wait) {
            pool.run(wait, [&sum, i] { sum += i; });
            ++returned;
        });
    }
    loop.run();
    EXPECT_EQ(returned, 200);
    EXPECT_EQ(sum, 199 * 200 / 2);
}

}  // namespace
}  // namespace venera::jobs
