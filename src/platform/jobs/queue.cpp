#include "platform/jobs/queue.hpp"

#include <algorithm>

namespace venera::jobs {

namespace {

constexpr std::chrono::seconds sweep_interval{10};
// A row is due at the time at which its transaction began, or later; it appears when that ends.
constexpr std::chrono::seconds margin{2};

}  // namespace

Instant Watermark::from(Instant now) {
    // In both directions: a test clock may step back.
    if (!swept_at_ || std::chrono::abs(now - *swept_at_) >= sweep_interval) {
        swept_at_ = now;
        return {};
    }
    return std::min(from_, now);
}

void Watermark::claimed(std::optional<Instant> latest, Instant now, bool took_all) {
    if (took_all)
        from_ = now - margin;
    else if (latest)
        from_ = *latest;
}

}  // namespace venera::jobs
