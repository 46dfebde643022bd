// The hours of a schedule compiled for the index: on which five-minute units of a local date a visit of some
// length may start as far as hours, breaks and grid go. Made by the rules themselves (opening_starts), so the
// two cannot disagree. Doctors with the same hours share one roster.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "scheduling/rules.hpp"
#include "scheduling/units.hpp"
#include "scheduling/zone_days.hpp"

namespace venera::scheduling {

// The starts of visits of one length.
class Pattern {
public:
    // at_once: for any number of threads. when_asked: each weekday when somebody asks for it, one thread at a
    // time; seven times cheaper for an answer that ends with the first free day.
    enum class Compiled : std::uint8_t { at_once, when_asked };

    // Of `hours` only the zone, the hours and the grid count. They must outlive the pattern.
    Pattern(const Calendar& hours, minutes duration, Compiled compiled);
    ~Pattern();
    Pattern(const Pattern&) = delete;
    Pattern& operator=(const Pattern&) = delete;

    minutes duration() const { return duration_; }
    // The starts of one date. `days` are those of the zone of the hours and know the date.
    DayBits starts(const ZoneDays& days, DayNumber day) const {
        if (!days.is_even(day)) return uneven_starts(days, day);
        const std::size_t weekday = weekday_of(day);
        if ((compiled_ & 1U << weekday) == 0) compile(weekday);
        return week_[weekday];
    }

private:
    // A date that a clock change touches goes by the rules, which is dear: what came of it is kept.
    struct UnevenDay {
        DayNumber day;
        DayBits starts;
        std::size_t rank;  // 1 for the first kept
        const UnevenDay* next;
    };

    static std::size_t weekday_of(DayNumber day) {
        // 1970-01-01 was a Thursday.
        return static_cast<std::size_t>(((day + 3) % 7 + 7) % 7);
    }
    void compile(std::size_t weekday) const;
    DayBits uneven_starts(const ZoneDays& days, DayNumber day) const;

    const Calendar& hours_;
    minutes duration_;
    mutable std::array<DayBits, 7> week_;  // of dates that no clock change touches, Monday first
    mutable unsigned compiled_ = 0;        // a bit for each weekday
    mutable std::atomic<const UnevenDay*> uneven_{nullptr};
};

class Roster {
public:
    // Of `rules` only the zone, the hours and the grid count.
    explicit Roster(const ScheduleRules& rules);

    const Zone& zone() const { return hours_.rules.timezone; }
    std::int64_t slot_minutes() const { return hours_.rules.slot_minutes.value; }
    const Calendar& hours() const { return hours_; }
    // Compiled on first use; lives as long as the roster. Requires: one thread at a time.
    const Pattern& pattern(minutes duration);

private:
    Calendar hours_;
    std::vector<std::unique_ptr<const Pattern>> patterns_;
};

// The patterns of a length that somebody chose, whether or not a visit type has it: made for one answer and
// gone with it, so that nobody fills the memory by asking for many.
class ChosenPatterns {
public:
    // The same length in every call. Requires: the roster outlives this object.
    const Pattern& of(const Roster& roster, minutes duration);

private:
    std::unordered_map<const Roster*, Pattern> made_;
};

// The starts of one date by the rules, with the extra openings of the calendar.
DayBits starts_by_rules(const Calendar& calendar, minutes duration, const ZoneDays& days, DayNumber day);

}  // namespace venera::scheduling
