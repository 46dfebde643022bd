#include "platform/time/clock.hpp"

namespace venera {

Instant Clock::now() const {
    const auto real = std::chrono::system_clock::now();
    return Instant{std::chrono::time_point_cast<std::chrono::microseconds>(real)} + offset();
}

}  // namespace venera
