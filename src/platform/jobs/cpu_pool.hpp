// Threads for work that would block the event loop (Argon2id). Bounded twice: a full queue refuses at once,
// and a task that waited too long is refused instead of run, so that overload costs answers and never the
// loop's time.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>

#include "platform/fibers/wait.hpp"

namespace venera::jobs {

struct QueueFull : std::runtime_error {
    QueueFull() : std::runtime_error("the queue is full") {}
};

class CpuPool {
public:
    // At most `queue` tasks wait, each at most `patience`.
    CpuPool(std::size_t threads, std::size_t queue, std::chrono::milliseconds patience);
    // Finishes what runs and refuses what waits. Requires: no loop that waits for a task has ended.
    ~CpuPool();

    // Runs `work` on a pool thread while the caller's fiber waits. Rethrows what it throws. Work that has
    // begun runs to its end and the caller stays until then, whatever its deadline, because `work` refers to
    // the caller's variables. Throws: QueueFull; fibers::Expired if the deadline passed before the work
    // began.
    void run(fibers::Wait& wait, const std::function<void()>& work);
    // The tasks that have not begun.
    std::size_t waiting() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace venera::jobs
