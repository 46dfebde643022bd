// The wall-clock hours of a calendar as instants: which openings begin on a local date, which absences there
// are, and when a wall-clock time happens. The only place of scheduling that knows about clock changes:
//   weekly hours  a time in a spring gap is skipped, in an autumn fold its first occurrence counts;
//   exceptions    a boundary in a gap moves to the first valid instant; in a fold a start takes the earlier
//   instant,
//                 an end the later.
// Durations are elapsed time, so an opening over a clock change is longer or shorter than its clock suggests.
#pragma once
#include <optional>
#include <vector>

#include "scheduling/rules.hpp"

namespace venera::scheduling {

// One opening of one date. Its starts lie every slot_minutes of wall-clock time from `anchor`.
struct Opening {
    LocalDateTime anchor;
    Period span;
    std::optional<Period> pause;
};

class Timetable {
public:
    // Covers the local dates from the one before `first` (its hours may last over midnight) to `last`.
    // Requires: `calendar` outlives it; first <= last, at most 400 days apart.
    Timetable(const Calendar& calendar, Date first, Date last);

    // The first instant of a wall-clock time; nothing in a gap. Fast for the dates covered.
    std::optional<Instant> first(LocalDateTime at);
    // [midnight, next midnight).
    Period day(Date date);
    // The weekly openings that begin on `date`, in the order of the rules. Empty ones are left out.
    void append_weekly(Date date, std::vector<Opening>& out);
    // Extra openings that touch the dates covered, by start.
    const std::vector<Opening>& extra() const { return extra_; }
    // Absences that touch the dates covered: by start, disjoint.
    const std::vector<Period>& closures() const { return closures_; }
    // True if a visit may begin at `at` by the grid of `opening`.
    bool on_grid(const Opening& opening, Instant at) const;

private:
    // A day whose two midnights are 24 hours apart runs evenly: no clock change touches it.
    struct Day {
        bool known = false;
        bool even = false;
        Instant midnight;
    };

    Day* even_day(LocalDateTime at);
    Instant resolve(LocalDateTime at);
    void resolve_exceptions(Date first, Date last);

    const Calendar& calendar_;
    std::chrono::local_days first_day_;
    std::vector<Day> days_;
    std::vector<Opening> extra_;
    std::vector<Period> closures_;
};

// When an exception happens; nothing if all of it lies in a gap.
std::optional<Period> span_of(const Zone& zone, const ScheduleException& exception);

// Sorts and joins what overlaps or touches.
void join(std::vector<Period>& periods);

}  // namespace venera::scheduling
