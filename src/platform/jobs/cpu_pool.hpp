// Threads for work that would block the event loop (Argon2id). Bounded: a full queue refuses at once.
#pragma once
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
    ~CpuPool();

    // Runs `work` on a pool thread while the caller's fiber waits. Rethrows what it throws. Throws: QueueFull.
    void run(fibers::Wait& wait, const std::function<void()>& work);
    std::size_t waiting() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace venera::jobs
