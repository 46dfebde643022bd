#include "platform/fibers/loop.hpp"

#include <cxxabi.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace venera::fibers {

namespace {

namespace asio = boost::asio;

using Executor = asio::io_context::executor_type;
using Yield = asio::basic_yield_context<Executor>;
using Descriptor = asio::posix::basic_stream_descriptor<Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

constexpr std::size_t stack_size = 128 * 1024;
constexpr std::chrono::milliseconds sweep_interval{25};

// What the C++ runtime keeps per thread about exceptions being handled (Itanium C++ ABI 2.2.2). It belongs to
// a fiber: without saving it, two fibers suspended inside `catch` would rethrow each other's exceptions.
struct Handled {
    void* caught = nullptr;
    unsigned int uncaught = 0;
};

template <class Suspend>
void suspended(Suspend suspend) {
    auto* current = reinterpret_cast<Handled*>(abi::__cxa_get_globals());
    const Handled mine = *current;
    *current = {};
    suspend();
    *current = mine;  // A fiber never changes its thread, so `current` is still right.
}

}  // namespace

class Fiber;

struct Loop::State {
    explicit State(Escaped on_escape) : escaped(std::move(on_escape)) {}

    asio::io_context io{1};
    Timer ticker{io};
    bool ticking = false;
    Steady now = std::chrono::steady_clock::now();
    std::atomic<bool> draining{false};
    Steady last = Steady::max();
    std::vector<Fiber*> fibers;                            // tools/fibers.py walks it
    std::size_t starting = 0;                              // spawned, not yet begun
    std::vector<std::unique_ptr<Descriptor>> descriptors;  // by descriptor number
    Escaped escaped;

    Descriptor& descriptor(int fd);
    void forget(int fd) noexcept;
    void tick();
    void sweep();
    void run_fiber(const std::string& name, const Work& work, Yield yield);
};

// A fiber's side of Wait. It lives on the fiber's own stack.
class Fiber final : public Wait {
public:
    Fiber(Loop::State& loop, std::string name, Yield yield);
    ~Fiber() override { std::erase(loop_.fibers, this); }

    void until(int fd, Ready ready) override;
    void forget(int fd) noexcept override { loop_.forget(fd); }
    void park() override;
    void wake() noexcept override;
    bool park_beside(int fd) override;
    void sleep(std::chrono::milliseconds time) override;
    void suspend(const std::function<void(std::function<void()> resume)>& start) override;
    Steady deadline() const override { return deadline_; }
    void set_deadline(Steady deadline) override { deadline_ = deadline; }
    void set_idle(Idle idle) override { idle_ = idle; }

    // The loop's clock and flags change first, the cancelling comes second, and check() runs before and after
    // each wait: a wait that completed while it was being cancelled is then caught by the next one.
    bool must_end() const { return deadline_ <= loop_.now || must_stop(); }
    void interrupt() noexcept;

private:
    bool must_stop() const;
    void check() const;
    void wait_for_timer(Steady end);

    Loop::State& loop_;
    std::string name_;
    Yield yield_;
    Timer timer_;
    Descriptor* waiting_ = nullptr;
    Steady deadline_ = Steady::max();
    Idle idle_ = Idle::no;
    bool sleeping_ = false;
    bool woken_ = false;
    bool beside_ = false;  // waiting_ is only beside what wake() tells
};

Fiber::Fiber(Loop::State& loop, std::string name, Yield yield)
    : loop_(loop), name_(std::move(name)), yield_(std::move(yield)), timer_(loop.io) {
    loop_.fibers.push_back(this);
}

void Fiber::until(int fd, Ready ready) {
    check();
    Descriptor& descriptor = loop_.descriptor(fd);
    waiting_ = &descriptor;
    boost::system::error_code error;
    suspended([&] {
        descriptor.async_wait(ready == Ready::read ? Descriptor::wait_read : Descriptor::wait_write,
                              yield_[error]);
    });
    waiting_ = nullptr;
    check();
    if (error && error != asio::error::operation_aborted) throw boost::system::system_error(error);
}

void Fiber::park() {
    while (!std::exchange(woken_, false)) {
        check();
        wait_for_timer(Steady::max());
    }
}

void Fiber::wake() noexcept {
    woken_ = true;
    if (beside_) return interrupt();
    timer_.cancel();
}

bool Fiber::park_beside(int fd) {
    if (!woken_) {
        beside_ = true;
        const struct Apart {
            bool& beside;
            ~Apart() { beside = false; }
        } apart{beside_};
        until(fd, Ready::read);
    }
    return std::exchange(woken_, false);
}

void Fiber::sleep(std::chrono::milliseconds time) {
    const Steady end = std::chrono::steady_clock::now() + time;
    sleeping_ = true;
    const struct Awake {
        bool& sleeping;
        ~Awake() { sleeping = false; }
    } awake{sleeping_};
    do {
        check();
        wait_for_timer(end);
        check();
    } while (std::chrono::steady_clock::now() < end);
}

// Neither deadline nor drain cuts this short: the work refers to the caller's stack.
void Fiber::suspend(const std::function<void(std::function<void()> resume)>& start) {
    bool done = false;
    start([this, &done, &io = loop_.io] {
        asio::post(io, [this, &done] {
            done = true;
            timer_.cancel();
        });
    });
    while (!done) wait_for_timer(Steady::max());
}

void Fiber::interrupt() noexcept {
    if (waiting_ != nullptr) {
        boost::system::error_code ignored;
        waiting_->cancel(ignored);
    }
    timer_.cancel();
}

bool Fiber::must_stop() const {
    if (loop_.now >= loop_.last) return true;
    const bool idle = idle_ == Idle::yes || (sleeping_ && deadline_ == Steady::max());
    return idle && loop_.draining.load(std::memory_order_relaxed);
}

void Fiber::check() const {
    if (must_stop()) throw Stopped();
    if (deadline_ <= loop_.now) throw Expired();
}

void Fiber::wait_for_timer(Steady end) {
    timer_.expires_at(end);
    boost::system::error_code ignored;
    suspended([&] { timer_.async_wait(yield_[ignored]); });
}

Descriptor& Loop::State::descriptor(int fd) {
    const auto index = static_cast<std::size_t>(fd);
    if (index >= descriptors.size()) descriptors.resize(index + 1);
    if (!descriptors[index]) descriptors[index] = std::make_unique<Descriptor>(io.get_executor(), fd);
    return *descriptors[index];
}

void Loop::State::forget(int fd) noexcept {
    const auto index = static_cast<std::size_t>(fd);
    if (fd < 0 || index >= descriptors.size() || !descriptors[index]) return;
    // Released, not closed: the caller closes it. Otherwise the next owner of the number would find it
    // registered.
    descriptors[index]->release();
    descriptors[index].reset();
}

void Loop::State::tick() {
    if (ticking) return;
    ticking = true;
    ticker.expires_after(sweep_interval);
    ticker.async_wait([this](const boost::system::error_code&) {
        ticking = false;
        sweep();
        if (!fibers.empty() || starting > 0) tick();
    });
}

void Loop::State::sweep() {
    now = std::chrono::steady_clock::now();
    for (Fiber* fiber : fibers) {
        if (fiber->must_end()) fiber->interrupt();
    }
}

void Loop::State::run_fiber(const std::string& name, const Work& work, Yield yield) {
    --starting;
    std::exception_ptr error;
    {
        Fiber fiber(*this, name, std::move(yield));
        try {
            work(fiber);
        } catch (const boost::context::detail::forced_unwind&) {
            throw;  // The loop is being destroyed around this fiber.
        } catch (const Stopped&) {
        } catch (...) {
            error = std::current_exception();
        }
    }
    if (error) escaped(name, error);
    if (fibers.empty() && starting == 0) ticker.cancel();
}

Loop::Loop(Escaped escaped) : state_(std::make_unique<State>(std::move(escaped))) {}
Loop::~Loop() {
    // A descriptor belongs to who opened it, also one that was never forgotten: by now its owner may have
    // closed it, and somebody else may have its number.
    for (std::size_t fd = 0; fd < state_->descriptors.size(); ++fd) state_->forget(static_cast<int>(fd));
}

void Loop::spawn(std::string_view name, Work work) {
    ++state_->starting;
    state_->tick();
    // Posted, because spawn() would run the fiber's first part inside the spawning fiber, with its
    // exceptions.
    asio::post(state_->io,
               [state = state_.get(), name = std::string(name), work = std::move(work)]() mutable {
                   const auto body = [state, name, work = std::move(work)](Yield yield) {
                       state->run_fiber(name, work, std::move(yield));
                   };
                   try {
                       asio::spawn(state->io.get_executor(), std::allocator_arg,
                                   boost::context::protected_fixedsize_stack(stack_size), body,
                                   [](const std::exception_ptr&) {});
                   } catch (const std::bad_alloc&) {  // no memory, or too many mappings, for its stack
                       --state->starting;
                       state->escaped(name, std::current_exception());
                   }
               });
}

void Loop::post(std::function<void()> function) const { asio::post(state_->io, std::move(function)); }

void Loop::run() {
    state_->now = std::chrono::steady_clock::now();
    for (bool done = false; !done;) {
        try {
            state_->io.restart();
            state_->io.run();
            done = true;
        } catch (...) {
            state_->escaped("post", std::current_exception());
        }
    }
}

void Loop::drain(Steady last) {
    state_->draining.store(true, std::memory_order_relaxed);
    asio::post(state_->io, [state = state_.get(), last] {
        state->last = std::min(state->last, last);
        state->sweep();
    });
}

bool Loop::draining() const { return state_->draining.load(std::memory_order_relaxed); }
Steady Loop::now() const { return state_->now; }
std::size_t Loop::fibers() const { return state_->fibers.size() + state_->starting; }

}  // namespace venera::fibers
