// The one place where code may stop and let others run. Everything that waits for a socket (HTTP, TLS,
// PostgreSQL) or for a turn (the connection pool, the CPU pool) does it here, so a use case reads like plain
// blocking code. In the server a Wait is a fiber; tools and tests use PollWait, which blocks the thread.
#pragma once
#include <chrono>
#include <functional>
#include <stdexcept>

namespace venera::fibers {

enum class Ready { read, write };
// Whether a wait may be cut short when the server drains: nothing is owed to anybody meanwhile.
enum class Idle { no, yes };

using Steady = std::chrono::steady_clock::time_point;

// The deadline of the work passed while it waited. The edge answers 503; a PostgreSQL connection in use is
// dropped.
struct Expired : std::runtime_error {
    Expired() : std::runtime_error("deadline expired") {}
};
// The server is draining and this wait was idle.
struct Stopped : std::runtime_error {
    Stopped() : std::runtime_error("stopped") {}
};

class Wait {
public:
    virtual ~Wait() = default;

    // Returns when `fd` is ready. Throws: Expired, Stopped.
    virtual void until(int fd, Ready ready) = 0;
    // Must be called before an fd that was waited for is closed. Idempotent.
    virtual void forget(int fd) noexcept = 0;
    // Suspends until wake(); a wake() that came first counts. Throws: Expired, Stopped.
    virtual void park() = 0;
    // Wakes a parked fiber. Only from the loop's own thread.
    virtual void wake() noexcept = 0;
    // Suspends until wake() or until there is something to read from `fd`. True if it was wake(), also one
    // that came first. Throws: Expired, Stopped.
    virtual bool park_beside(int fd) {
        until(fd, Ready::read);
        return false;
    }
    // Suspends for `time`. Throws: Expired, Stopped.
    virtual void sleep(std::chrono::milliseconds time) = 0;
    // Runs `work` to its end on the calling thread's behalf without blocking the loop (see
    // jobs/cpu_pool.hpp). The reverse of wake(): `resume` given to `start` may be called from any thread.
    virtual void suspend(const std::function<void(std::function<void()> resume)>& start) = 0;

    virtual Steady deadline() const = 0;
    virtual void set_deadline(Steady deadline) = 0;
    // While idle, a drain ends the next or current wait with Stopped. A sleep() without a deadline is always
    // idle.
    virtual void set_idle(Idle) {}
};

// Blocks the thread with poll(2). For tests, tools and start-up, where nothing else must run meanwhile.
class PollWait final : public Wait {
public:
    void until(int fd, Ready ready) override;
    void forget(int) noexcept override {}
    void park() override;
    void wake() noexcept override;
    void sleep(std::chrono::milliseconds time) override;
    void suspend(const std::function<void(std::function<void()> resume)>& start) override;
    Steady deadline() const override { return deadline_; }
    void set_deadline(Steady deadline) override { deadline_ = deadline; }

private:
    Steady deadline_ = Steady::max();
    bool woken_ = false;
};

}  // namespace venera::fibers
