#include "scheduling/zone_days.hpp"

#include <algorithm>

namespace venera::scheduling {

namespace {

constexpr DayNumber longest_horizon = 366;

}  // namespace

ZoneDays::ZoneDays(const Zone& zone, Instant now)
    : zone_(zone),
      first_(day_number(zone.date(now)) - days_before),
      last_(day_number(zone.date(now)) + days_after) {
    midnights_.reserve(static_cast<std::size_t>(last_ - first_ + 2));
    for (DayNumber day = first_; day <= last_ + 1; ++day)
        midnights_.push_back(static_cast<std::uint32_t>(unit_before(zone.day(date_of(day)).start)));
}

bool ZoneDays::covers(Instant now) const {
    const DayNumber today = day_number(zone_.date(now));
    return knows(today - 1) && knows(today + longest_horizon);
}

DayNumber ZoneDays::day_of(Unit unit) const {
    // No zone is further from UTC than a day, so the date is found within a step or two.
    auto day = std::clamp(static_cast<DayNumber>(unit / 288), first_, last_ - 1);
    while (day > first_ && unit < midnight(day)) --day;
    while (day < last_ - 1 && unit >= end(day)) ++day;
    return day;
}

}  // namespace venera::scheduling
