// What comes after the head of an answer that goes on (Response::tail): it is written when there is
// something, and in between the fiber waits to be told so, for the client to leave, or for the server to
// drain.
#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

#include "platform/fibers/loop.hpp"
#include "platform/http/stream.hpp"

namespace venera::http {

class Outlet {
public:
    Outlet(Stream& stream, fibers::Wait& wait, const fibers::Loop& loop);
    ~Outlet();
    Outlet(const Outlet&) = delete;
    Outlet& operator=(const Outlet&) = delete;

    // Throws: Disconnected, Expired if the client does not take it (see Stream::write), Stopped.
    void write(std::string_view text);
    enum class Awaited { bell, time };
    // Until the bell rings, at most this long. Throws: Disconnected when the client has left, Stopped.
    Awaited await(std::chrono::milliseconds most);
    // Rings from any thread, at once or at the next await(); when the outlet is gone, for nobody. May be
    // called for as long as the server has its loops.
    std::function<void()> bell() const;

private:
    struct Bell {
        const fibers::Loop& loop;
        fibers::Wait* wait;  // of the loop's thread; null when the outlet is gone
        std::atomic<bool> is_ringing{false};
    };

    Stream& stream_;
    fibers::Wait& wait_;
    std::shared_ptr<Bell> bell_;
};

}  // namespace venera::http
