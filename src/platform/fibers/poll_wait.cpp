#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <system_error>
#include <thread>

#include "platform/fibers/wait.hpp"

namespace venera::fibers {

namespace {

// Milliseconds for poll(2), rounded up so that it does not spin just before the deadline; -1 = for ever.
int poll_timeout(Steady deadline) {
    if (deadline == Steady::max()) return -1;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) throw Expired();
    return static_cast<int>(std::min<std::int64_t>(left.count(), std::numeric_limits<int>::max()));
}

}  // namespace

void PollWait::until(int fd, Ready ready) {
    pollfd entry{fd, static_cast<short>(ready == Ready::read ? POLLIN : POLLOUT), 0};
    while (true) {
        const int count = ::poll(&entry, 1, poll_timeout(deadline_));
        if (count > 0) return;
        if (count < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
    }
}

// There is no other fiber that could call wake() later: without an earlier one, only the deadline can end it.
void PollWait::park() {
    if (woken_) {
        woken_ = false;
        return;
    }
    if (deadline_ == Steady::max())
        throw std::logic_error("a PollWait without a deadline would park for ever");
    std::this_thread::sleep_until(deadline_);
    throw Expired();
}

void PollWait::wake() noexcept { woken_ = true; }

void PollWait::sleep(std::chrono::milliseconds time) {
    const Steady end = std::chrono::steady_clock::now() + time;
    std::this_thread::sleep_until(std::min(end, deadline_));
    if (deadline_ < end) throw Expired();
}

void PollWait::suspend(const std::function<void(std::function<void()> resume)>& start) {
    // The mutex orders the work's effects, on another thread, before our return.
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
    start([&] {
        const std::lock_guard lock(mutex);
        done = true;
        changed.notify_one();
    });
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return done; });
}

}  // namespace venera::fibers
