#include "platform/fibers/loop.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace venera::fibers {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

// A connected pair of sockets, closed at the end.
struct Sockets {
    Sockets() {
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) != 0)
            throw std::runtime_error("socketpair");
    }
    ~Sockets() {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    Sockets(const Sockets&) = delete;
    Sockets& operator=(const Sockets&) = delete;
    std::array<int, 2> ends{};
};

class LoopTest : public testing::Test {
protected:
    std::vector<std::string> escaped;
    Loop loop{[this](std::string_view fiber, const std::exception_ptr&) { escaped.emplace_back(fiber); }};
    std::string trace;
};

TEST_F(LoopTest, RunsFibersInTurnAndEndsWithTheLast) {
    loop.spawn("a", [&](Wait&) { trace += "a"; });
    loop.spawn("b", [&](Wait&) { trace += "b"; });
    loop.run();
    EXPECT_EQ(trace, "ab");
    EXPECT_EQ(loop.fibers(), 0U);
}

TEST_F(LoopTest, WaitsForADescriptorWhileOthersRun) {
    Sockets sockets;
    loop.spawn("reader", [&](Wait& wait) {
        wait.until(sockets.ends[0], Ready::read);
        char byte = 0;
        EXPECT_EQ(::read(sockets.ends[0], &byte, 1), 1);
        trace += byte;
        wait.forget(sockets.ends[0]);
    });
    loop.spawn("writer", [&](Wait&) {
        trace += "w";
        EXPECT_EQ(::write(sockets.ends[1], "x", 1), 1);
    });
    loop.run();
    EXPECT_EQ(trace, "wx");
}

TEST(LoopEndTest, ALoopClosesNoDescriptorThatItOnlyWatched) {
    Sockets sockets;
    {
        Loop loop([](std::string_view, const std::exception_ptr&) {});
        loop.spawn("writer", [&](Wait& wait) { wait.until(sockets.ends[0], Ready::write); });
        loop.run();
    }
    EXPECT_NE(::fcntl(sockets.ends[0], F_GETFD), -1) << "it is ours to close";
}

TEST_F(LoopTest, AForgottenDescriptorNumberCanBeUsedAgain) {
    loop.spawn("fiber", [&](Wait& wait) {
        for (int round = 0; round < 3; ++round) {
            Sockets sockets;
            EXPECT_EQ(::write(sockets.ends[1], "x", 1), 1);
            wait.until(sockets.ends[0], Ready::read);
            wait.until(sockets.ends[0], Ready::write);
            wait.forget(sockets.ends[0]);
            wait.forget(sockets.ends[0]);
            trace += "r";
        }
    });
    loop.run();
    EXPECT_EQ(trace, "rrr");
    EXPECT_TRUE(escaped.empty());
}

TEST_F(LoopTest, AWakeBeforeOrDuringAParkCountsOnce) {
    Wait* parked = nullptr;
    loop.spawn("parker", [&](Wait& wait) {
        wait.wake();
        wait.park();
        trace += "1";
        parked = &wait;
        wait.park();
        trace += "2";
        wait.set_deadline(loop.now() - 1ms);
        EXPECT_THROW(wait.park(), Expired);
    });
    loop.spawn("waker", [&](Wait&) {
        trace += "w";
        parked->wake();
    });
    loop.run();
    EXPECT_EQ(trace, "1w2");
}

TEST_F(LoopTest, AParkBesideADescriptorEndsByEither) {
    Sockets sockets;
    Wait* parked = nullptr;
    loop.spawn("parker", [&](Wait& wait) {
        wait.wake();
        EXPECT_TRUE(wait.park_beside(sockets.ends[0])) << "a wake that came first";
        parked = &wait;
        EXPECT_TRUE(wait.park_beside(sockets.ends[0]));
        parked = nullptr;
        EXPECT_FALSE(wait.park_beside(sockets.ends[0])) << "something to read";
        wait.set_idle(Idle::yes);
        char byte = 0;
        EXPECT_EQ(::read(sockets.ends[0], &byte, 1), 1);
        EXPECT_THROW(wait.park_beside(sockets.ends[0]), Stopped);
        wait.set_deadline(loop.now() - 1ms);
        wait.set_idle(Idle::no);
        EXPECT_THROW(wait.park_beside(sockets.ends[0]), Expired);
        wait.forget(sockets.ends[0]);
    });
    loop.spawn("waker", [&](Wait& wait) {
        while (parked == nullptr) wait.sleep(1ms);
        parked->wake();
        while (parked != nullptr) wait.sleep(1ms);
        EXPECT_EQ(::write(sockets.ends[1], "x", 1), 1);
        loop.drain(loop.now() + 1h);
    });
    loop.run();
    EXPECT_TRUE(escaped.empty());
}

TEST_F(LoopTest, ADeadlineEndsEveryKindOfWait) {
    Sockets sockets;
    loop.spawn("socket", [&](Wait& wait) {
        wait.set_deadline(std::chrono::steady_clock::now() + 1ms);
        EXPECT_THROW(wait.until(sockets.ends[0], Ready::read), Expired);
        wait.set_deadline(Steady::max());
        wait.until(sockets.ends[0], Ready::write);
        trace += "s";
        wait.forget(sockets.ends[0]);
    });
    loop.spawn("park", [&](Wait& wait) {
        wait.set_deadline(std::chrono::steady_clock::now() + 1ms);
        EXPECT_THROW(wait.park(), Expired);
        trace += "p";
    });
    loop.spawn("sleep", [&](Wait& wait) {
        wait.set_deadline(std::chrono::steady_clock::now() + 1ms);
        EXPECT_THROW(wait.sleep(1h), Expired);
        trace += "z";
    });
    loop.run();
    EXPECT_EQ(trace.size(), 3U);
    EXPECT_TRUE(escaped.empty());
}

// Both fibers are suspended inside a handler at the same time, and end them in the order they entered.
TEST_F(LoopTest, FibersSuspendedInCatchKeepTheirOwnExceptions) {
    Wait* first = nullptr;
    const auto rethrow = [&](Wait& wait, const std::string& name) {
        try {
            try {
                throw std::runtime_error(name);
            } catch (...) {
                wait.park();
                throw;
            }
        } catch (const std::runtime_error& error) {
            trace += error.what();
        }
    };
    loop.spawn("first", [&](Wait& wait) {
        first = &wait;
        rethrow(wait, "1");
    });
    loop.spawn("second", [&](Wait& wait) {
        loop.spawn("waker", [&first, second = &wait](Wait&) {
            first->wake();
            second->wake();
        });
        rethrow(wait, "2");
    });
    loop.run();
    EXPECT_EQ(trace, "12");
}

TEST_F(LoopTest, ReportsEscapedExceptionsAndGoesOn) {
    loop.spawn("bad", [](Wait&) { throw std::runtime_error("boom"); });
    loop.spawn("stopped", [](Wait&) { throw Stopped(); });
    loop.spawn("good", [&](Wait&) { trace += "g"; });
    loop.post([] { throw std::runtime_error("posted"); });
    loop.run();
    EXPECT_EQ(trace, "g");
    EXPECT_EQ(escaped, (std::vector<std::string>{"bad", "post"}));
}

TEST_F(LoopTest, DrainStopsIdleWaitsOnly) {
    Sockets sockets;
    Wait* busy = nullptr;
    loop.spawn("idle", [&](Wait& wait) {
        wait.set_idle(Idle::yes);
        EXPECT_THROW(wait.until(sockets.ends[0], Ready::read), Stopped);
        trace += "i";
        wait.forget(sockets.ends[0]);
        busy->wake();
    });
    loop.spawn("job", [&](Wait& wait) {
        EXPECT_THROW(wait.sleep(1h), Stopped);
        trace += "j";
    });
    loop.spawn("busy", [&](Wait& wait) {
        busy = &wait;
        loop.drain(Steady::max());
        wait.park();
        EXPECT_TRUE(loop.draining());
        trace += "b";
    });
    loop.run();
    EXPECT_NE(trace.find('i'), std::string::npos);
    EXPECT_NE(trace.find('j'), std::string::npos);
    EXPECT_NE(trace.find('b'), std::string::npos);
    EXPECT_EQ(trace.size(), 3U);
}

TEST_F(LoopTest, TheEndOfADrainStopsEveryWait) {
    loop.spawn("busy", [&](Wait& wait) {
        wait.set_deadline(std::chrono::steady_clock::now() + 1h);
        loop.drain(loop.now());
        wait.park();
        trace += "never";
    });
    loop.run();
    EXPECT_EQ(trace, "");
    EXPECT_TRUE(escaped.empty());
}

TEST_F(LoopTest, SuspendWaitsForAnotherThreadEvenPastTheDeadline) {
    std::thread worker;
    loop.spawn("fiber", [&](Wait& wait) {
        wait.set_deadline(loop.now() - 1s);
        wait.suspend([&](std::function<void()> resume) {
            worker = std::thread([this, resume = std::move(resume)] {
                trace += "work";
                resume();
            });
        });
        trace += " done";
    });
    loop.run();
    worker.join();
    EXPECT_EQ(trace, "work done");
}

TEST_F(LoopTest, PostRunsOnTheLoopFromAnyThread) {
    std::thread other;
    loop.spawn("fiber", [&](Wait& wait) {
        other = std::thread([this, &wait] { loop.post([&wait] { wait.wake(); }); });
        wait.park();
        trace += "woken";
    });
    loop.run();
    other.join();
    EXPECT_EQ(trace, "woken");
}

TEST(PollWaitTest, HonoursTheDeadline) {
    Sockets sockets;
    PollWait wait;
    wait.until(sockets.ends[0], Ready::write);
    wait.set_deadline(std::chrono::steady_clock::now() + 1ms);
    EXPECT_THROW(wait.until(sockets.ends[0], Ready::read), Expired);
    EXPECT_THROW(wait.park(), Expired);
    EXPECT_THROW(wait.sleep(1h), Expired);
    wait.wake();
    EXPECT_NO_THROW(wait.park());
}

TEST(PollWaitTest, SuspendReturnsWhenResumed) {
    PollWait wait;
    std::thread worker;
    int value = 0;
    wait.suspend([&](std::function<void()> resume) {
        worker = std::thread([&value, resume = std::move(resume)] {
            value = 7;
            resume();
        });
    });
    EXPECT_EQ(value, 7);
    worker.join();
}

}  // namespace
}  // namespace venera::fibers
