#include "scheduling/opened_times.hpp"

#include <algorithm>

#include "scheduling/calendars.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/waitlist_queries.hpp"

namespace venera::scheduling {

std::vector<Period> opened(const Calendar* before, const Calendar& after, Instant now) {
    const Period window{now, now + std::chrono::days{after.rules.horizon_days.value + 1}};
    const auto known_before = before != nullptr ? open_periods(*before, window) : std::vector<Period>{};
    std::vector<Period> left;
    for (Period period : open_periods(after, window)) {
        for (const Period& known : known_before) {
            if (!known.overlaps(period)) continue;
            if (period.start < known.start) left.push_back({period.start, known.start});
            period.start = std::min(known.end, period.end);
        }
        if (period.start < period.end) left.push_back(period);
    }
    return left;
}

OpenedTimes::OpenedTimes(postgres::Transaction& transaction, DoctorId doctor, Instant now)
    : transaction_(transaction), doctor_(doctor), now_(now), is_waited_for_(does_anybody_wait(transaction)) {
    if (is_waited_for_) before_ = read_calendar(transaction, doctor, now);
}

void OpenedTimes::queue() {
    const auto after = is_waited_for_ ? read_calendar(transaction_, doctor_, now_) : nullptr;
    if (!after) return;
    auto periods = opened(before_.get(), *after, now_);
    periods.resize(std::min(periods.size(), limits::opened_periods));
    insert_opened(transaction_, doctor_, periods, now_);
}

}  // namespace venera::scheduling
