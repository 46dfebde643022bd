#include "platform/http/outlet.hpp"

namespace venera::http {

namespace {

using std::chrono::steady_clock;

constexpr int unsent_bytes = 32 * 1024;

}  // namespace

Outlet::Outlet(Stream& stream, fibers::Wait& wait, const fibers::Loop& loop)
    : stream_(stream), wait_(wait), bell_(std::make_shared<Bell>(loop, &wait)) {
    stream_.keep_unsent(unsent_bytes);
    wait_.set_idle(fibers::Idle::yes);
}

Outlet::~Outlet() {
    bell_->wait = nullptr;
    wait_.set_idle(fibers::Idle::no);
}

void Outlet::write(std::string_view text) { stream_.write(text, {}); }

Outlet::Awaited Outlet::await(std::chrono::milliseconds most) {
    wait_.set_deadline(steady_clock::now() + most);
    try {
        while (!wait_.park_beside(stream_.socket())) {
            // Nothing is due from a client that has asked: it left, or it speaks out of turn.
            if (!stream_.quiet()) throw Disconnected();
        }
    } catch (const fibers::Expired&) {
        return Awaited::time;
    }
    return Awaited::bell;
}

std::function<void()> Outlet::bell() const {
    return [bell = bell_] {
        if (bell->is_ringing.exchange(true, std::memory_order_acq_rel)) return;
        bell->loop.post([bell] {
            bell->is_ringing.store(false, std::memory_order_release);
            if (bell->wait != nullptr) bell->wait->wake();
        });
    };
}

}  // namespace venera::http
