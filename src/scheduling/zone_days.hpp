// The midnights of the zones in use, so that the index turns a local date into units by looking it up. Covers
// every date that can be booked from the day it was made, and a month more; it is made anew as days pass.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/time/zone.hpp"
#include "scheduling/units.hpp"

namespace venera::scheduling {

// Days since 1970-01-01 of a local date.
using DayNumber = std::int32_t;

inline DayNumber day_number(Date date) {
    return static_cast<DayNumber>(date.days().time_since_epoch().count());
}
inline Date date_of(DayNumber day) { return Date::of(std::chrono::local_days{std::chrono::days{day}}); }

class ZoneDays {
public:
    static constexpr int days_before = 3;
    static constexpr int days_after = 400;

    ZoneDays(const Zone& zone, Instant now);

    const Zone& zone() const { return zone_; }
    // True if every date within the longest horizon from `now` is known.
    bool covers(Instant now) const { return covered_.start <= now && now < covered_.end; }
    bool knows(DayNumber day) const { return day >= first_ && day < last_; }
    // Requires: knows(day).
    Unit midnight(DayNumber day) const { return midnights_[index(day)]; }
    Unit end(DayNumber day) const { return midnights_[index(day) + 1]; }
    // True if no clock change touches the date or its neighbours, from which and into which hours may last.
    bool is_even(DayNumber day) const {
        return day > first_ && midnights_[index(day) + 2] - midnights_[index(day) - 1] == 3 * 288 &&
               end(day) - midnight(day) == 288;
    }
    // The date as text, YYYY-MM-DD. Requires: knows(day).
    std::string_view text(DayNumber day) const {
        return std::string_view(texts_).substr(index(day) * 10, 10);
    }
    // The local date of a unit. Requires: the date is known.
    DayNumber day_of(Unit unit) const;

private:
    std::size_t index(DayNumber day) const { return static_cast<std::size_t>(day - first_); }

    Zone zone_;
    Period covered_;
    DayNumber first_;
    DayNumber last_;                        // the first date not known
    std::vector<std::uint32_t> midnights_;  // of first_ to last_ + 1
    std::string texts_;                     // of first_ to last_ - 1, ten characters each
};

}  // namespace venera::scheduling
