// The injected clock: the system's clock plus the test offset (zero unless --test-clock). Nothing else in the
// program reads the wall clock, SQL included; statements take the time as a parameter.
#pragma once
#include <atomic>
#include <chrono>

#include "platform/values/instant.hpp"

namespace venera {

class Clock {
public:
    Instant now() const;
    void set_offset(std::chrono::seconds offset) { offset_.store(offset.count(), std::memory_order_relaxed); }
    std::chrono::seconds offset() const {
        return std::chrono::seconds{offset_.load(std::memory_order_relaxed)};
    }

private:
    std::atomic<std::int64_t> offset_{0};
};

}  // namespace venera
