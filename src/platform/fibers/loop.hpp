// An event loop and its fibers: one Loop per thread, one fiber per connection or job. Fibers of one loop
// never run at the same time, so what they share needs no locks; they change places only inside a Wait. A
// fiber has a guarded stack of 128 KiB, of which an idle one touches about 8. All of Asio is in loop.cpp.
#pragma once
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string_view>

#include "platform/fibers/wait.hpp"

namespace venera::fibers {

class Loop {
public:
    using Work = std::function<void(Wait&)>;
    // Told of an exception that left a fiber or a posted function (but not of Stopped: that is how fibers
    // end).
    using Escaped = std::function<void(std::string_view fiber, const std::exception_ptr&)>;

    explicit Loop(Escaped escaped);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // Starts a fiber soon. Only from the loop's own thread, or before run().
    void spawn(std::string_view name, Work work);
    // Runs `function` on the loop's thread, outside of any fiber: it must not wait. From any thread.
    void post(std::function<void()> function) const;
    // Runs until no fiber is left.
    void run();

    // Ends idle waits with Stopped, now and from now on; at `last`, every wait. From any thread.
    void drain(Steady last);
    bool draining() const;
    // The time of the latest sweep, at most about 25 ms ago unless the loop is blocked.
    Steady now() const;
    std::size_t fibers() const;

    struct State;  // defined in loop.cpp; public for its fibers alone

private:
    std::unique_ptr<State> state_;
};

}  // namespace venera::fibers
