// The hours of a schedule compiled for the index: on which five-minute units of a local date a visit of some
// length may start as far as hours, breaks and grid go. Made by the rules themselves (opening_starts), so the
// two cannot disagree. Doctors with the same hours share one roster.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "scheduling/rules.hpp"
#include "scheduling/units.hpp"
#include "scheduling/zone_days.hpp"

namespace venera::scheduling {

// The starts of one length on each weekday, Monday first, of dates that no clock change touches.
struct Pattern {
    minutes duration{0};
    std::array<DayBits, 7> week;
    const Pattern* next = nullptr;  // of another length
};

class Roster {
public:
    // Of `rules` only the zone, the hours and the grid count.
    explicit Roster(const ScheduleRules& rules);
    ~Roster();
    Roster(const Roster&) = delete;
    Roster& operator=(const Roster&) = delete;

    const Zone& zone() const { return basis_.rules.timezone; }
    std::int64_t slot_minutes() const { return basis_.rules.slot_minutes.value; }
    // Compiled on first use; lives as long as the roster. From any thread.
    const Pattern& pattern(minutes duration) const;
    // The starts of one date. `days` are those of the roster's zone and know the date.
    DayBits starts(const Pattern& pattern, const ZoneDays& days, DayNumber day) const;

private:
    Calendar basis_;
    mutable std::atomic<const Pattern*> patterns_{nullptr};
};

// The starts of one date by the rules, with the extra openings of the calendar.
DayBits starts_by_rules(const Calendar& calendar, minutes duration, const ZoneDays& days, DayNumber day);

}  // namespace venera::scheduling
