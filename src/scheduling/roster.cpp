#include "scheduling/roster.hpp"

#include <algorithm>

namespace venera::scheduling {

namespace {

// Any week without a clock change serves: UTC has none at all.
constexpr DayNumber reference_monday = 20'094;  // 2025-01-06

// A clock change touches three dates, most zones have two a year, and nobody asks for a date that has passed
// or lies beyond the horizon: enough for years of service without a start.
constexpr std::size_t uneven_days_kept = 32;

Calendar hours_of(const ScheduleRules& rules) {
    Calendar hours;
    hours.rules.timezone = rules.timezone;
    hours.rules.hours = rules.hours;
    hours.rules.slot_minutes = rules.slot_minutes;
    return hours;
}

}  // namespace

Pattern::Pattern(const Calendar& hours, minutes duration, Compiled compiled)
    : hours_(hours), duration_(duration) {
    if (compiled == Compiled::when_asked) return;
    for (std::size_t weekday = 0; weekday < week_.size(); ++weekday) compile(weekday);
}

void Pattern::compile(std::size_t weekday) const {
    Calendar everywhere = hours_;
    everywhere.rules.timezone = Zone();
    const Date date = date_of(reference_monday + static_cast<DayNumber>(weekday));
    const Unit midnight = unit_before(everywhere.rules.timezone.day(date).start);
    for (const Instant start : opening_starts(everywhere, date, duration_))
        week_[weekday].set(unit_before(start) - midnight);
    compiled_ |= 1U << weekday;
}

Pattern::~Pattern() {
    for (const UnevenDay* known = uneven_.load(); known != nullptr;) {
        const UnevenDay* next = known->next;
        delete known;
        known = next;
    }
}

DayBits Pattern::uneven_starts(const ZoneDays& days, DayNumber day) const {
    const UnevenDay* first = uneven_.load();
    for (const UnevenDay* known = first; known != nullptr; known = known->next) {
        if (known->day == day) return known->starts;
    }
    const DayBits starts = starts_by_rules(hours_, duration_, days, day);
    auto made = std::make_unique<UnevenDay>(day, starts, 1, first);
    // Two threads at once may keep one date twice: both are right. Once it is enough, nothing more is kept.
    do {
        made->rank = made->next == nullptr ? 1 : made->next->rank + 1;
        if (made->rank > uneven_days_kept) return starts;
    } while (!uneven_.compare_exchange_weak(made->next, made.get()));
    made.release();
    return starts;
}

Roster::Roster(const ScheduleRules& rules) : hours_(hours_of(rules)) {}

const Pattern& Roster::pattern(minutes duration) {
    const auto known =
        std::ranges::find(patterns_, duration, [](const auto& one) { return one->duration(); });
    if (known != patterns_.end()) return **known;
    return *patterns_.emplace_back(
        std::make_unique<const Pattern>(hours_, duration, Pattern::Compiled::at_once));
}

const Pattern& ChosenPatterns::of(const Roster& roster, minutes duration) {
    return made_.try_emplace(&roster, roster.hours(), duration, Pattern::Compiled::when_asked).first->second;
}

DayBits starts_by_rules(const Calendar& calendar, minutes duration, const ZoneDays& days, DayNumber day) {
    DayBits starts;
    const Unit midnight = days.midnight(day);
    for (const Instant start : opening_starts(calendar, date_of(day), duration)) {
        const Unit unit = unit_before(start) - midnight;
        if (unit >= 0 && unit < DayBits::size) starts.set(unit);
    }
    return starts;
}

}  // namespace venera::scheduling
