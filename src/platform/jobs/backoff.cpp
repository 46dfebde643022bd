#include "platform/jobs/backoff.hpp"

#include <algorithm>
#include <random>

namespace venera::jobs {

std::chrono::milliseconds backoff(std::int32_t attempts, double chance) {
    using std::chrono::milliseconds;
    constexpr milliseconds first{10'000}, most{3'600'000};
    // 2^9 x 10 s is more than an hour: further doublings change nothing.
    const auto doubled = first * (std::int64_t{1} << std::clamp(attempts - 1, 0, 9));
    const double spread = 0.8 + 0.4 * chance;
    return milliseconds{
        static_cast<std::int64_t>(static_cast<double>(std::min(doubled, most).count()) * spread)};
}

double chance() {
    std::random_device device;
    return std::uniform_real_distribution<double>{}(device);
}

}  // namespace venera::jobs
