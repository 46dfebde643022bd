// The busy times of an iCalendar file: of events that are not transparent, not cancelled and not marked as
// free, with their recurrences, exceptions and moved instances, and of published free/busy times. libical
// reads and expands; how much it may expand is bounded here.
#pragma once
#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "platform/calendar/content_lines.hpp"
#include "platform/time/zone.hpp"
#include "platform/values/instant.hpp"

namespace venera::calendar {

namespace limits {
inline constexpr std::int64_t occurrences = 200'000;  // looked at, of all events
inline constexpr std::chrono::milliseconds time{3'000};
inline constexpr int times_a_day = 24;  // of one recurrence rule
inline constexpr int observances = 300;
inline constexpr int rules_of_zone = 20;
}  // namespace limits

struct BusyTimes {
    Trouble trouble = Trouble::none;
    std::vector<Period> periods;  // that touch the window, in no order; they may overlap
    std::int32_t unreadable = 0;  // events that say when in a way that is not understood
};

// `zone` is that of the owner: where all-day events and times without a zone lie. Takes at most some
// limits::time of the thread.
BusyTimes read_busy_times(std::string_view file, const Zone& zone, const Period& window);

}  // namespace venera::calendar
