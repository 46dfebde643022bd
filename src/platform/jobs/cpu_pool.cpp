#include "platform/jobs/cpu_pool.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace venera::jobs {
namespace {

using Time = std::chrono::steady_clock;

// Lives on the stack of the fiber that waits for it, so it must not be touched after resume().
struct Task {
    const std::function<void()>& work;
    Time::time_point since;
    Time::time_point deadline;
    std::function<void()> resume{};
    std::exception_ptr failure{};
};

}  // namespace

struct CpuPool::State {
    State(std::size_t threads, std::size_t queue, std::chrono::milliseconds longest)
        : most(queue), patience(longest) {
        for (std::size_t i = 0; i < threads; ++i) {
            workers.emplace_back([this](const std::stop_token& stop) { serve(stop); });
        }
    }

    // The worker is woken under the lock: once it is released the task, and even the pool, may be gone.
    bool enter(Task& task) {
        const std::lock_guard lock(mutex);
        if (tasks.size() >= most) return false;
        tasks.push_back(&task);
        changed.notify_one();
        return true;
    }

    void serve(const std::stop_token& stop);
    void perform(Task& task) const;
    static void finish(Task& task) {
        const auto resume = std::move(task.resume);
        resume();
    }

    const std::size_t most;
    const std::chrono::milliseconds patience;
    mutable std::mutex mutex;  // the queue, between the loops and the workers
    std::condition_variable_any changed;
    std::deque<Task*> tasks;
    std::vector<std::jthread> workers;  // last: they stop before the rest goes
};

void CpuPool::State::serve(const std::stop_token& stop) {
    while (true) {
        Task* task = nullptr;
        {
            std::unique_lock lock(mutex);
            if (!changed.wait(lock, stop, [this] { return !tasks.empty(); }) || stop.stop_requested()) return;
            task = tasks.front();
            tasks.pop_front();
        }
        perform(*task);
    }
}

void CpuPool::State::perform(Task& task) const {
    const auto now = Time::now();
    try {
        if (now >= task.deadline) throw fibers::Expired();
        if (now - task.since > patience) throw QueueFull();
        task.work();
    } catch (...) {
        task.failure = std::current_exception();
    }
    finish(task);
}

CpuPool::CpuPool(std::size_t threads, std::size_t queue, std::chrono::milliseconds patience)
    : state_(std::make_unique<State>(threads, queue, patience)) {}

CpuPool::~CpuPool() {
    for (auto& worker : state_->workers) worker.request_stop();
    state_->workers.clear();  // joins
    for (Task* task : state_->tasks) {
        task->failure = std::make_exception_ptr(QueueFull());
        State::finish(*task);
    }
}

void CpuPool::run(fibers::Wait& wait, const std::function<void()>& work) {
    Task task{.work = work, .since = Time::now(), .deadline = wait.deadline()};
    wait.suspend([this, &task](std::function<void()> resume) {
        task.resume = std::move(resume);
        if (!state_->enter(task)) {
            task.failure = std::make_exception_ptr(QueueFull());
            State::finish(task);
        }
    });
    if (task.failure) std::rethrow_exception(task.failure);
}

std::size_t CpuPool::waiting() const {
    const std::lock_guard lock(state_->mutex);
    return state_->tasks.size();
}

}  // namespace venera::jobs
