#include "scheduling/timetable.hpp"

#include <algorithm>

namespace venera::scheduling {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::local_days;

constexpr int minutes_per_day = 24 * 60;

LocalDateTime midnight_of(local_days day) { return {day}; }

// Minutes from the period's start to `time`, which is on the next day if the clock says less.
minutes after(ClockTime start, ClockTime time) {
    return minutes{(time.minute_of_day - start.minute_of_day + minutes_per_day) % minutes_per_day};
}

// An end at or before the start means the next day.
minutes length_of(const WeeklyPeriod& period) {
    const minutes length = after(period.start_time, period.end_time);
    return length == minutes{0} ? minutes{minutes_per_day} : length;
}

bool touches(const ScheduleException& exception, LocalDateTime from, LocalDateTime to) {
    return exception.start < to && from < exception.end;
}

}  // namespace

Timetable::Timetable(const Calendar& calendar, Date first, Date last)
    : calendar_(calendar), first_day_(first.days() - days{1}) {
    days_.resize(static_cast<std::size_t>((last.days() - first_day_).count() + 2));
    resolve_exceptions(first, last);
}

void Timetable::resolve_exceptions(Date first, Date last) {
    const Zone& zone = calendar_.rules.timezone;
    // A day of margin on each side: a boundary that moves out of a gap or a fold moves by less.
    const LocalDateTime from = midnight_of(first.days() - days{1});
    const LocalDateTime to = midnight_of(last.days() + days{2});
    for (const ScheduleException& exception : calendar_.exceptions) {
        if (!touches(exception, from, to)) continue;
        const auto span = span_of(zone, exception);
        if (!span) continue;
        switch (exception.kind) {
            case ExceptionKind::closed:
                closures_.push_back(*span);
                break;
            case ExceptionKind::open:
                extra_.push_back({zone.local(span->start), *span, std::nullopt});
                break;
        }
    }
    // There may be thousands, of a year: only those around the dates are looked at.
    const auto& elsewhere = calendar_.busy_elsewhere;
    if (!elsewhere.empty()) {
        const Instant begin = zone.resolve(from, Zone::Edge::start);
        const Instant end = zone.resolve(to, Zone::Edge::end);
        auto busy = std::ranges::upper_bound(elsewhere, begin, {}, &Period::end);
        for (; busy != elsewhere.end() && busy->start < end; ++busy) closures_.push_back(*busy);
    }
    join(closures_);
    std::sort(extra_.begin(), extra_.end(),
              [](const Opening& a, const Opening& b) { return a.span < b.span; });
}

Timetable::Day* Timetable::even_day(LocalDateTime at) {
    const auto index = (floor<days>(at.value) - first_day_).count();
    if (index < 0 || index >= std::ssize(days_)) return nullptr;
    Day& day = days_[static_cast<std::size_t>(index)];
    if (!day.known) {
        const local_days date = first_day_ + days{index};
        const auto begin = calendar_.rules.timezone.first(midnight_of(date));
        const auto end = calendar_.rules.timezone.first(midnight_of(date + days{1}));
        day.known = true;
        day.even = begin && end && *end - *begin == days{1};
        if (day.even) day.midnight = *begin;
    }
    return day.even ? &day : nullptr;
}

std::optional<Instant> Timetable::first(LocalDateTime at) {
    if (const Day* day = even_day(at)) return day->midnight + (at.value - floor<days>(at.value));
    return calendar_.rules.timezone.first(at);
}

Instant Timetable::resolve(LocalDateTime at) {
    if (const Day* day = even_day(at)) return day->midnight + (at.value - floor<days>(at.value));
    return calendar_.rules.timezone.resolve(at, Zone::Edge::start);
}

Period Timetable::day(Date date) {
    return {resolve(midnight_of(date.days())), resolve(midnight_of(date.days() + days{1}))};
}

void Timetable::append_weekly(Date date, std::vector<Opening>& out) {
    const auto weekday = static_cast<Weekday>(std::chrono::weekday{date.days()}.iso_encoding() - 1);
    for (const WeeklyPeriod& period : calendar_.rules.hours) {
        if (period.day_of_week != weekday) continue;
        const LocalDateTime start{date.days() + minutes{period.start_time.minute_of_day}};
        const LocalDateTime end{start.value + length_of(period)};
        Opening opening{start, {resolve(start), resolve(end)}, std::nullopt};
        if (opening.span.start >= opening.span.end) continue;  // all of it lies in a gap
        if (period.break_start && period.break_end) {
            const LocalDateTime pause_start{start.value + after(period.start_time, *period.break_start)};
            const LocalDateTime pause_end{pause_start.value + after(*period.break_start, *period.break_end)};
            opening.pause = Period{resolve(pause_start), resolve(pause_end)};
            if (opening.pause->start >= opening.pause->end) opening.pause.reset();
        }
        out.push_back(opening);
    }
}

bool Timetable::on_grid(const Opening& opening, Instant at) const {
    const Zone& zone = calendar_.rules.timezone;
    const LocalDateTime local = zone.local(at);
    // The second occurrence of a time in a fold, and a time with seconds, are not the first instant of their
    // minute.
    if (zone.first(local) != at || local < opening.anchor) return false;
    return (local.value - opening.anchor.value) % minutes{calendar_.rules.slot_minutes.value} == minutes{0};
}

std::optional<Period> span_of(const Zone& zone, const ScheduleException& exception) {
    const Period span{zone.resolve(exception.start, Zone::Edge::start),
                      zone.resolve(exception.end, Zone::Edge::end)};
    if (span.start >= span.end) return std::nullopt;
    return span;
}

void join(std::vector<Period>& periods) {
    std::sort(periods.begin(), periods.end());
    std::size_t kept = 0;
    for (const Period& period : periods) {
        if (kept > 0 && period.start <= periods[kept - 1].end) {
            periods[kept - 1].end = std::max(periods[kept - 1].end, period.end);
        } else {
            periods[kept++] = period;
        }
    }
    periods.resize(kept);
}

}  // namespace venera::scheduling
