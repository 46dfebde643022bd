#include "platform/jobs/bell.hpp"

namespace venera::jobs {

void Bell::await(fibers::Wait& wait, std::chrono::milliseconds most) {
    // Leaves the list and the fiber's state as they were, however the wait ends.
    struct Place {
        Place(std::vector<fibers::Wait*>& list, fibers::Wait& own)
            : waiting(list), wait(own), deadline(own.deadline()) {
            waiting.push_back(&wait);
            wait.set_idle(fibers::Idle::yes);
        }
        ~Place() {
            std::erase(waiting, &wait);
            wait.set_idle(fibers::Idle::no);
            wait.set_deadline(deadline);
        }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        std::vector<fibers::Wait*>& waiting;
        fibers::Wait& wait;
        fibers::Steady deadline;
    };
    const Place place(waiting_, wait);
    wait.set_deadline(std::chrono::steady_clock::now() + most);
    try {
        wait.park();
    } catch (const fibers::Expired&) {
        // Nobody rang: time to look.
    }
}

void Bell::ring() noexcept {
    for (fibers::Wait* const wait : waiting_) wait->wake();
}

}  // namespace venera::jobs
