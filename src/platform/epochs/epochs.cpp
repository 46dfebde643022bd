#include "platform/epochs/epochs.hpp"

#include <algorithm>
#include <thread>
#include <vector>

namespace venera {

// The order of everything below is sequentially consistent: either a reader's place is seen by the writer
// that retires, or the reader sees what the writer put in the old object's place.

std::atomic<std::uint64_t>& Epochs::take_place() {
    // Each thread begins at a place of its own, so that it usually finds it free.
    static const thread_local std::size_t mine =
        std::hash<std::thread::id>{}(std::this_thread::get_id()) % places;
    for (std::size_t i = mine;; i = (i + 1) % places) {
        std::uint64_t free = 0;
        if (places_[i].epoch.compare_exchange_strong(free, epoch_.load())) return places_[i].epoch;
    }
}

Epochs::Guard::Guard(Epochs& epochs) : place_(epochs.take_place()) {}

Epochs::Guard::~Guard() { place_.store(0); }

Epochs::~Epochs() {
    for (const auto& retired : retired_) retired.destroy();
}

void Epochs::keep(std::function<void()> destroy) {
    std::vector<std::function<void()>> free;
    {
        const std::scoped_lock lock(mutex_);
        retired_.push_back({epoch_.fetch_add(1), std::move(destroy)});
        std::uint64_t oldest = epoch_.load();
        for (const auto& place : places_) {
            const auto epoch = place.epoch.load();
            if (epoch != 0) oldest = std::min(oldest, epoch);
        }
        while (!retired_.empty() && retired_.front().epoch < oldest) {
            free.push_back(std::move(retired_.front().destroy));
            retired_.pop_front();
        }
    }
    for (const auto& destroy_now : free) destroy_now();
}

std::size_t Epochs::waiting() const {
    const std::scoped_lock lock(mutex_);
    return retired_.size();
}

}  // namespace venera
