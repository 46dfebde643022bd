#include "scheduling/roster.hpp"

namespace venera::scheduling {

namespace {

// Any week without a clock change serves: UTC has none at all.
constexpr DayNumber reference_monday = 20'094;  // 2025-01-06

Calendar basis_of(const ScheduleRules& rules) {
    Calendar basis;
    basis.rules.timezone = rules.timezone;
    basis.rules.hours = rules.hours;
    basis.rules.slot_minutes = rules.slot_minutes;
    return basis;
}

std::size_t weekday_of(DayNumber day) {
    // 1970-01-01 was a Thursday.
    return static_cast<std::size_t>(((day + 3) % 7 + 7) % 7);
}

}  // namespace

Roster::Roster(const ScheduleRules& rules) : basis_(basis_of(rules)) {}

Roster::~Roster() {
    for (const Pattern* pattern = patterns_.load(); pattern != nullptr;) {
        const Pattern* next = pattern->next;
        delete pattern;
        pattern = next;
    }
}

const Pattern& Roster::pattern(minutes duration) const {
    const Pattern* first = patterns_.load();
    for (const Pattern* known = first; known != nullptr; known = known->next) {
        if (known->duration == duration) return *known;
    }
    Calendar everywhere = basis_;
    everywhere.rules.timezone = Zone();
    auto made = std::make_unique<Pattern>();
    made->duration = duration;
    for (DayNumber day = 0; day < 7; ++day) {
        const Date date = date_of(reference_monday + day);
        const Unit midnight = unit_before(everywhere.rules.timezone.day(date).start);
        for (const Instant start : opening_starts(everywhere, date, duration))
            made->week[weekday_of(reference_monday + day)].set(unit_before(start) - midnight);
    }
    // Two threads at once may compile one length twice: both are right, and both are kept.
    made->next = first;
    while (!patterns_.compare_exchange_weak(made->next, made.get())) {
    }
    return *made.release();
}

DayBits Roster::starts(const Pattern& pattern, const ZoneDays& days, DayNumber day) const {
    if (days.is_even(day)) return pattern.week[weekday_of(day)];
    return starts_by_rules(basis_, pattern.duration, days, day);
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
