#include "scheduling/rules.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <functional>

#include "scheduling/timetable.hpp"

namespace venera::scheduling {

namespace {

using std::chrono::days;

// A live row of a state that occupies time, other than the one ignored.
bool counts(const Busy& busy, Instant now, const std::optional<AppointmentId>& ignoring) {
    if (!occupies(busy.status) || busy.id == ignoring) return false;
    return busy.status != Status::held || !busy.hold_until || *busy.hold_until > now;
}

Date last_date(const Calendar& calendar, Instant now) {
    return calendar.rules.timezone.date(now) + days{calendar.rules.horizon_days.value};
}

Instant earliest_start(const Calendar& calendar, Instant now) {
    return now + minutes{calendar.rules.notice_minutes.value};
}

std::string_view detail_of(Rule rule) {
    switch (rule) {
        case Rule::closed:
            return "The time is outside the doctor's hours.";
        case Rule::break_:
            return "The visit would run into a break.";
        case Rule::exception:
            return "The doctor is absent at this time.";
        case Rule::off_grid:
            return "Visits do not start at this minute.";
        case Rule::notice:
            return "The time is too soon, or past, for a booking.";
        case Rule::horizon:
            return "The time is further ahead than can be booked.";
        case Rule::daily_cap:
            return "The doctor takes no more visits on this day.";
        case Rule::buffer:
            return "The time is too close to another visit.";
        case Rule::taken:
            return "Another visit takes place at this time.";
        case Rule::held:
            return "Somebody is about to book this time.";
        case Rule::patient_busy:
            return "The patient has another visit at this time.";
        case Rule::doctor_retired:
            return "The doctor does not take visits any more.";
    }
    std::abort();
}

// The rules that a time breaks; printed in the order of Rule.
class Verdicts {
public:
    void add(Rule rule) { bits_ |= 1u << static_cast<unsigned>(rule); }
    void add(const Verdicts& other) { bits_ |= other.bits_; }
    int count() const { return std::popcount(bits_); }
    std::vector<Reason> reasons() const {
        std::vector<Reason> all;
        for (unsigned bit = 0; bit <= static_cast<unsigned>(Rule::doctor_retired); ++bit) {
            const auto rule = static_cast<Rule>(bit);
            if ((bits_ >> bit & 1u) != 0) all.push_back({rule, detail_of(rule)});
        }
        return all;
    }

private:
    unsigned bits_ = 0;
};

// What speaks against the visit if it is to lie in this opening.
Verdicts against_opening(const Timetable& table, const Opening& opening, const Period& visit) {
    Verdicts against;
    if (!opening.span.contains(visit)) against.add(Rule::closed);
    if (opening.pause && opening.pause->overlaps(visit)) against.add(Rule::break_);
    const bool starts_inside = opening.span.start <= visit.start && visit.start < opening.span.end;
    if (starts_inside && !table.on_grid(opening, visit.start)) against.add(Rule::off_grid);
    return against;
}

// Hours, breaks, grid and absences. Of several openings the one that fits best speaks.
Verdicts against_hours(const Calendar& calendar, const Period& visit) {
    const Date date = calendar.rules.timezone.date(visit.start);
    Timetable table(calendar, date, date + days{1});
    std::vector<Opening> openings = table.extra();
    for (int offset = -1; offset <= 1; ++offset) table.append_weekly(date + days{offset}, openings);

    Verdicts best;
    best.add(Rule::closed);
    bool touched = false;
    for (const Opening& opening : openings) {
        if (!opening.span.overlaps(visit)) continue;
        const Verdicts against = against_opening(table, opening, visit);
        if (!touched || against.count() < best.count()) best = against;
        touched = true;
    }
    for (const Period& closure : table.closures()) {
        if (closure.overlaps(visit)) best.add(Rule::exception);
    }
    return best;
}

Verdicts against_visits(const Calendar& calendar, const Question& question) {
    Verdicts against;
    const Wish& wish = question.wish;
    const Zone& zone = calendar.rules.timezone;
    const Period day = zone.day(zone.date(wish.visit.start));
    std::int64_t that_day = 0;
    for (const Busy& busy : question.doctor_busy) {
        if (!counts(busy, question.now, question.ignoring)) continue;
        if (day.start <= busy.visit.start && busy.visit.start < day.end) ++that_day;
        if (!busy.occupied.overlaps(wish.occupied)) continue;
        if (busy.status == Status::held) {
            against.add(Rule::held);
        } else {
            against.add(busy.visit.overlaps(wish.visit) ? Rule::taken : Rule::buffer);
        }
    }
    if (calendar.rules.max_per_day && that_day >= calendar.rules.max_per_day->value) {
        against.add(Rule::daily_cap);
    }
    for (const Busy& busy : question.patient_busy) {
        if (counts(busy, question.now, question.ignoring) && busy.occupied.overlaps(wish.occupied)) {
            against.add(Rule::patient_busy);
        }
    }
    return against;
}

// The busy times of a doctor, made ready for one ascending pass over starts.
class Sieve {
public:
    Sieve(std::span<const Busy> doctor_busy, Instant now) {
        for (const Busy& busy : doctor_busy) {
            if (!counts(busy, now, std::nullopt)) continue;
            occupied_.push_back(busy.occupied);
            starts_.push_back(busy.visit.start);
        }
        join(occupied_);
        std::sort(starts_.begin(), starts_.end());
    }

    std::int64_t visits_in(const Period& day) const {
        return std::lower_bound(starts_.begin(), starts_.end(), day.end) -
               std::lower_bound(starts_.begin(), starts_.end(), day.start);
    }
    // Requires: calls with ascending `wanted`.
    bool is_occupied(const Period& wanted) { return meets(occupied_, next_occupied_, wanted); }
    bool is_closed(const std::vector<Period>& closures, const Period& wanted) {
        return meets(closures, next_closure_, wanted);
    }

private:
    static bool meets(const std::vector<Period>& periods, std::size_t& next, const Period& wanted) {
        while (next < periods.size() && periods[next].end <= wanted.start) ++next;
        return next < periods.size() && periods[next].start < wanted.end;
    }

    std::vector<Period> occupied_;  // disjoint, ascending
    std::vector<Instant> starts_;
    std::size_t next_occupied_ = 0;
    std::size_t next_closure_ = 0;
};

// The starts of one local date that the opening and its break allow, appended to `out` ascending.
void append_starts(Timetable& table, const Opening& opening, Date date, minutes step, minutes duration,
                   const Period& window, std::vector<Instant>& out) {
    const LocalDateTime midnight{date.days()};
    const auto behind = midnight.value - opening.anchor.value;
    const std::int64_t skipped = behind.count() <= 0 ? 0 : (behind + step - minutes{1}) / step;
    const auto end = midnight.value + days{1};
    for (auto at = opening.anchor.value + skipped * step; at < end; at += step) {
        const auto start = table.first(LocalDateTime{at});
        if (!start || *start < opening.span.start || *start < window.start) continue;
        const Period visit{*start, *start + duration};
        if (visit.end > opening.span.end || *start >= window.end) return;
        if (opening.pause && opening.pause->overlaps(visit)) continue;
        out.push_back(*start);
    }
}

// Openings that overlap each other give one start twice, or out of order; the common case is one pass without
// a move.
void sort_and_make_unique(std::vector<Instant>& starts) {
    if (std::adjacent_find(starts.begin(), starts.end(), std::greater_equal<>{}) == starts.end()) return;
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
}

// The starts on one date by all openings that reach it; `openings` is only room to work in.
void collect_starts(Timetable& table, Date date, minutes step, minutes duration, const Period& window,
                    std::vector<Opening>& openings, std::vector<Instant>& out) {
    out.clear();
    openings = table.extra();
    table.append_weekly(date + days{-1}, openings);
    table.append_weekly(date, openings);
    for (const Opening& opening : openings) {
        append_starts(table, opening, date, step, duration, window, out);
    }
    sort_and_make_unique(out);
}

}  // namespace

const VisitType* visit_type_of(const Calendar& calendar, const std::optional<Code>& code) {
    for (const VisitType& type : calendar.rules.visit_types) {
        if (!code || type.code == *code) return &type;
    }
    return nullptr;
}

Wish wish_for(const Calendar& calendar, const VisitType& type, Instant start,
              std::optional<minutes> duration) {
    const ScheduleRules& rules = calendar.rules;
    const minutes before{type.buffer_before_minutes.value_or(rules.buffer_before_minutes).value};
    const minutes after{type.buffer_after_minutes.value_or(rules.buffer_after_minutes).value};
    const Period visit{start, start + duration.value_or(minutes{type.duration_minutes.value})};
    return {visit, {visit.start - before, visit.end + after}};
}

std::vector<Reason> reasons_against(const Calendar& calendar, const Question& question) {
    const Period& visit = question.wish.visit;
    Verdicts against = against_hours(calendar, visit);
    against.add(against_visits(calendar, question));
    if (visit.start < earliest_start(calendar, question.now)) against.add(Rule::notice);
    if (calendar.rules.timezone.date(visit.start) > last_date(calendar, question.now)) {
        against.add(Rule::horizon);
    }
    if (calendar.retired) against.add(Rule::doctor_retired);
    return against.reasons();
}

std::vector<Instant> free_starts(const Calendar& calendar, std::span<const Busy> doctor_busy,
                                 const VisitType& type, std::optional<minutes> duration, Period window,
                                 Instant now, std::size_t most) {
    const Zone& zone = calendar.rules.timezone;
    window.start = std::max(window.start, earliest_start(calendar, now));
    window.end = std::min(window.end, zone.day(last_date(calendar, now)).end);
    if (calendar.retired || window.start >= window.end || most == 0) return {};

    const Wish shape = wish_for(calendar, type, Instant{}, duration);
    const minutes step{calendar.rules.slot_minutes.value};
    const auto length = std::chrono::duration_cast<minutes>(shape.visit.end - shape.visit.start);
    const Date first = zone.date(window.start);
    const Date last = zone.date(window.end - std::chrono::microseconds{1});
    Timetable table(calendar, first, last);
    Sieve sieve(doctor_busy, now);

    std::vector<Instant> free;
    std::vector<Instant> candidates;
    std::vector<Opening> openings;
    for (Date date = first; date <= last; date = date + days{1}) {
        if (calendar.rules.max_per_day &&
            sieve.visits_in(table.day(date)) >= calendar.rules.max_per_day->value) {
            continue;
        }
        collect_starts(table, date, step, length, window, openings, candidates);
        for (const Instant start : candidates) {
            const auto moved = start - Instant{};
            if (sieve.is_closed(table.closures(), {start, start + length})) continue;
            if (sieve.is_occupied({shape.occupied.start + moved, shape.occupied.end + moved})) continue;
            free.push_back(start);
            if (free.size() == most) return free;
        }
    }
    return free;
}

std::vector<Instant> opening_starts(const Calendar& calendar, Date date, minutes duration) {
    Timetable table(calendar, date, date);
    const Period around{calendar.rules.timezone.day(date + days{-1}).start,
                        calendar.rules.timezone.day(date + days{2}).end};
    const minutes step{calendar.rules.slot_minutes.value};
    std::vector<Opening> openings;
    std::vector<Instant> starts;
    collect_starts(table, date, step, duration, around, openings, starts);
    return starts;
}

std::vector<Period> open_periods(const Calendar& calendar, Period window) {
    const Zone& zone = calendar.rules.timezone;
    if (window.start >= window.end) return {};
    const Date first = zone.date(window.start);
    const Date last = zone.date(window.end - std::chrono::microseconds{1});
    Timetable table(calendar, first, last);
    std::vector<Opening> openings = table.extra();
    for (Date date = first + days{-1}; date <= last; date = date + days{1}) {
        table.append_weekly(date, openings);
    }

    std::vector<Period> open;
    const auto add = [&](Instant start, Instant end) {
        const Period part{std::max(start, window.start), std::min(end, window.end)};
        if (part.start < part.end) open.push_back(part);
    };
    for (const Opening& opening : openings) {
        add(opening.span.start, opening.pause ? opening.pause->start : opening.span.end);
        if (opening.pause) add(opening.pause->end, opening.span.end);
    }
    join(open);

    std::vector<Period> left;
    for (Period period : open) {
        for (const Period& closure : table.closures()) {
            if (!closure.overlaps(period)) continue;
            if (period.start < closure.start) left.push_back({period.start, closure.start});
            period.start = std::min(closure.end, period.end);
        }
        if (period.start < period.end) left.push_back(period);
    }
    return left;
}

std::string slot_id(DoctorId doctor, Instant start, minutes duration) {
    return doctor.value.hex() + "." + std::to_string(start.epoch_seconds() / 60) + "." +
           std::to_string(duration.count());
}

}  // namespace venera::scheduling
