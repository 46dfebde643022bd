#include "scheduling/zone_days.hpp"

#include <algorithm>

namespace venera::scheduling {

namespace {

constexpr DayNumber longest_horizon = 366;  // and a day, for those who look one further

}  // namespace

ZoneDays::ZoneDays(const Zone& zone, Instant now)
    : zone_(zone),
      first_(day_number(zone.date(now)) - days_before),
      last_(day_number(zone.date(now)) + days_after) {
    midnights_.reserve(static_cast<std::size_t>(last_ - first_ + 2));
    for (DayNumber day = first_; day <= last_ + 1; ++day)
        midnights_.push_back(static_cast<std::uint32_t>(unit_before(zone.day(date_of(day)).start)));
    texts_.reserve(static_cast<std::size_t>(last_ - first_) * 10);
    for (DayNumber day = first_; day < last_; ++day) date_of(day).append_text(texts_);
    covered_ = {instant_of(midnight(first_ + 1)), instant_of(midnight(last_ - longest_horizon))};
}

DayNumber ZoneDays::day_of(Unit unit) const {
    // No zone is further from UTC than a day, so the date is found within a step or two.
    auto day = std::clamp(static_cast<DayNumber>(unit / 288), first_, last_ - 1);
    while (day > first_ && unit < midnight(day)) --day;
    while (day < last_ - 1 && unit >= end(day)) ++day;
    return day;
}

}  // namespace venera::scheduling
