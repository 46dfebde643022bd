// The rules against an oracle that shares nothing with them but the question. The oracle knows only what a
// clock shows at an instant (never the reverse), walks time in steps of five minutes and marks each step; the
// rules compute. VENERA_FULL=1 takes every zone and every transition of 2024-2030, otherwise a sample;
// VENERA_SEED replays a run.
#include <date/tz.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <unordered_set>

#include "scheduling/availability_view.hpp"
#include "scheduling/calendar_examples.hpp"
#include "scheduling/timetable.hpp"

namespace venera::scheduling::examples {
namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr std::int64_t step = 300;
constexpr std::int64_t day_seconds = 86'400;

bool complete_run() { return std::getenv("VENERA_FULL") != nullptr; }

// The seed of one comparison, as a failure printed it.
std::optional<std::uint64_t> seed_to_replay() {
    const char* given = std::getenv("VENERA_SEED");
    return given ? std::optional<std::uint64_t>{std::strtoull(given, nullptr, 10)} : std::nullopt;
}

// What the zone's clocks show, step by step, over a stretch of days.
class Clocks {
public:
    Clocks(const date::time_zone& zone, std::int64_t from, std::int64_t to) : from_(from) {
        std::unordered_set<std::int64_t> seen;
        for (auto at = from; at < to; at += step) {
            const date::sys_seconds instant{seconds{at}};
            walls_.push_back(zone.to_local(instant).time_since_epoch().count());
            repeated_.push_back(!seen.insert(walls_.back()).second);
        }
    }
    std::int64_t size() const { return static_cast<std::int64_t>(walls_.size()); }
    std::int64_t instant(std::int64_t index) const { return from_ + index * step; }
    std::int64_t index(std::int64_t instant) const { return (instant - from_) / step; }
    std::int64_t wall(std::int64_t index) const { return walls_[static_cast<std::size_t>(index)]; }
    // The first step at which the clock has got as far as `wall`.
    std::int64_t reached(std::int64_t wall) const {
        const auto found = std::ranges::find_if(walls_, [&](std::int64_t w) { return w >= wall; });
        return found - walls_.begin();
    }
    // The last step that shows `wall`; if none does, the first beyond it.
    std::int64_t last(std::int64_t wall) const {
        const auto found = std::find(walls_.rbegin(), walls_.rend(), wall);
        return found == walls_.rend() ? reached(wall) : walls_.rend() - found - 1;
    }
    // True if the clock showed the same before, in a fold.
    bool shown_before(std::int64_t index) const { return repeated_[static_cast<std::size_t>(index)]; }

private:
    std::int64_t from_;
    std::vector<std::int64_t> walls_;
    std::vector<bool> repeated_;
};

// Marks of the steps of one stretch of time.
class Oracle {
public:
    Oracle(const Calendar& calendar, const Clocks& clocks, const std::vector<Busy>& busy, Instant now)
        : calendar_(calendar), clocks_(clocks), now_(now.epoch_seconds()) {
        const auto size = static_cast<std::size_t>(clocks.size());
        absent_.assign(size, false);
        occupied_.assign(size, false);
        for (const auto& exception : calendar.exceptions) {
            const auto begin = clocks.reached(seconds_of(exception.start));
            const auto end = clocks.last(seconds_of(exception.end));
            if (exception.kind == ExceptionKind::closed) {
                for (auto i = begin; i < end; ++i) absent_[static_cast<std::size_t>(i)] = true;
            } else if (begin < end) {
                stretches_.push_back({begin, end, clocks.wall(begin), {-1, -1}});
            }
        }
        for (const Period& elsewhere : calendar.busy_elsewhere) {
            for (auto at = elsewhere.start.epoch_seconds(); at < elsewhere.end.epoch_seconds(); at += step) {
                const auto i = clocks.index(at);
                if (i >= 0 && i < clocks.size()) absent_[static_cast<std::size_t>(i)] = true;
            }
        }
        add_weekly();
        for (const auto& row : busy) {
            const bool dead = row.status == Status::held && row.hold_until->epoch_seconds() <= now_;
            if (dead || row.status == Status::cancelled) continue;
            visits_.push_back(row.visit.start.epoch_seconds());
            for (auto i = clocks.index(row.occupied.start.epoch_seconds());
                 i < clocks.index(row.occupied.end.epoch_seconds()); ++i) {
                if (i >= 0 && i < clocks.size()) occupied_[static_cast<std::size_t>(i)] = true;
            }
        }
    }

    bool offers(std::int64_t index, const VisitType& type) const {
        const auto& rules = calendar_.rules;
        const auto length = type.duration_minutes.value / 5;
        const auto at = clocks_.instant(index);
        if (at < now_ + rules.notice_minutes.value * 60 || clocks_.shown_before(index)) return false;
        const auto midnight = day_of(clocks_.wall(index));
        if (midnight > day_of(wall_now()) + rules.horizon_days.value * day_seconds) return false;
        if (rules.max_per_day && visits_on(midnight) >= rules.max_per_day->value) return false;
        for (auto i = index; i < index + length; ++i) {
            if (absent_[static_cast<std::size_t>(i)]) return false;
        }
        const auto before = rules.buffer_before_minutes.value / 5;
        const auto after = rules.buffer_after_minutes.value / 5;
        for (auto i = index - before; i < index + length + after; ++i) {
            if (occupied_[static_cast<std::size_t>(i)]) return false;
        }
        return std::ranges::any_of(stretches_, [&](const Stretch& stretch) {
            if (index < stretch.begin || index + length > stretch.end) return false;
            if ((clocks_.wall(index) - stretch.anchor) % (rules.slot_minutes.value * 60) != 0) return false;
            for (auto i = index; i < index + length; ++i) {
                if (i >= stretch.pause.first && i < stretch.pause.second) return false;
            }
            return true;
        });
    }

private:
    struct Stretch {
        std::int64_t begin;
        std::int64_t end;
        std::int64_t anchor;
        std::pair<std::int64_t, std::int64_t> pause;
    };

    static std::int64_t seconds_of(LocalDateTime at) { return seconds{at.value.time_since_epoch()}.count(); }
    static std::int64_t day_of(std::int64_t wall) { return wall - wall % day_seconds; }
    std::int64_t wall_now() const { return clocks_.wall(clocks_.index(now_)); }

    std::int64_t visits_on(std::int64_t midnight) const {
        return std::ranges::count_if(visits_, [&](std::int64_t start) {
            const auto index = clocks_.index(start);
            return index >= 0 && index < clocks_.size() && day_of(clocks_.wall(index)) == midnight;
        });
    }

    void add_weekly() {
        for (auto midnight = day_of(clocks_.wall(0)); midnight <= clocks_.wall(clocks_.size() - 1);
             midnight += day_seconds) {
            const auto weekday = (midnight / day_seconds + 3) % 7;  // 1970-01-01 was a Thursday
            for (const auto& period : calendar_.rules.hours) {
                if (static_cast<std::int64_t>(period.day_of_week) != weekday) continue;
                const auto wall_at = [&](ClockTime time, std::int64_t not_before) {
                    auto wall = midnight + time.minute_of_day * 60;
                    while (wall < not_before) wall += day_seconds;
                    return wall;
                };
                const auto start = wall_at(period.start_time, 0);
                const auto end = wall_at(period.end_time, start + 1);
                Stretch stretch{clocks_.reached(start), clocks_.reached(end), start, {-1, -1}};
                if (period.break_start) {
                    const auto pause = wall_at(*period.break_start, start);
                    stretch.pause = {clocks_.reached(pause),
                                     clocks_.reached(wall_at(*period.break_end, pause + 1))};
                }
                stretches_.push_back(stretch);
            }
        }
    }

    const Calendar& calendar_;
    const Clocks& clocks_;
    std::int64_t now_;
    std::vector<bool> absent_;
    std::vector<bool> occupied_;
    std::vector<Stretch> stretches_;
    std::vector<std::int64_t> visits_;
};

class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    std::int64_t roll(std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(least, most)(engine_);
    }
    bool one_in(std::int64_t n) { return roll(1, n) == 1; }
    ClockTime time(std::int64_t least_hour, std::int64_t most_hour) {
        return {static_cast<std::uint16_t>(roll(least_hour * 12, most_hour * 12 + 11) * 5)};
    }

private:
    std::mt19937_64 engine_;
};

ClockTime later(ClockTime time, std::int64_t minutes_later) {
    return {static_cast<std::uint16_t>((time.minute_of_day + minutes_later) % 1'440)};
}

// Hours that like the night, where clocks change; one or two periods a day, some with breaks, some over
// midnight.
Calendar random_calendar(Dice& dice, std::string_view zone, Instant around) {
    Calendar made = calendar(zone, {});
    auto& rules = made.rules;
    for (int day = 0; day < 7; ++day) {
        const auto count = dice.roll(0, 2);
        for (std::int64_t i = 0; i < count; ++i) {
            WeeklyPeriod period{static_cast<Weekday>(day), dice.time(0, 23), {}, {}, {}, {}};
            const auto length = dice.one_in(9) ? 1'440 : dice.roll(2, 100) * 5;
            period.end_time = later(period.start_time, length);
            if (dice.one_in(2)) {
                const auto pause = dice.roll(0, length / 5 - 2) * 5;
                period.break_start = later(period.start_time, pause);
                period.break_end =
                    later(period.start_time, pause + dice.roll(1, (length - pause) / 5 - 1) * 5);
            }
            rules.hours.push_back(period);
        }
    }
    rules.slot_minutes = {dice.roll(1, 12) * 5};
    rules.visit_types.front().duration_minutes = {dice.roll(1, 18) * 5};
    rules.buffer_before_minutes = {dice.roll(0, 3) * 5};
    rules.buffer_after_minutes = {dice.roll(0, 3) * 5};
    rules.notice_minutes = {dice.roll(0, 20) * 60};
    rules.horizon_days = {dice.roll(2, 9)};
    if (dice.one_in(3)) rules.max_per_day = Whole<1, 288>{dice.roll(1, 4)};
    const auto count = dice.roll(0, 3);
    for (std::int64_t i = 0; i < count; ++i) {
        const auto start = rules.timezone.local(around).value + minutes{dice.roll(-300, 300) * 5};
        const auto grid = std::chrono::floor<std::chrono::hours>(start) + minutes{dice.roll(0, 11) * 5};
        const LocalDateTime end{grid + minutes{dice.roll(1, 200) * 5}};
        const auto kind = dice.one_in(2) ? ExceptionKind::closed : ExceptionKind::open;
        made.exceptions.push_back({ExceptionId{}, kind, LocalDateTime{grid}, end, std::nullopt});
    }
    const auto elsewhere = dice.one_in(2) ? dice.roll(1, 6) : 0;
    for (std::int64_t i = 0; i < elsewhere; ++i) {
        const Instant start = around + minutes{dice.roll(-900, 900) * 5};
        made.busy_elsewhere.push_back({start, start + minutes{dice.roll(1, 60) * 5}});
    }
    join(made.busy_elsewhere);
    return made;
}

std::vector<Busy> random_visits(Dice& dice, std::int64_t around, Instant now) {
    std::vector<Busy> rows;
    const auto count = dice.roll(0, 12);
    for (std::int64_t i = 0; i < count; ++i) {
        const auto start = Instant::from_epoch_seconds(around + dice.roll(-400, 400) * step);
        const Period visit{start, start + minutes{dice.roll(1, 12) * 5}};
        Busy row{AppointmentId{numbered(static_cast<std::uint8_t>(i + 1))},
                 Status::booked,
                 visit,
                 {visit.start - minutes{dice.roll(0, 3) * 5}, visit.end + minutes{dice.roll(0, 3) * 5}},
                 std::nullopt};
        if (dice.one_in(4)) {
            row.status = Status::held;
            row.hold_until = now + minutes{dice.roll(-2, 2)};
        } else if (dice.one_in(6)) {
            row.status = Status::cancelled;
        }
        rows.push_back(row);
    }
    return rows;
}

// What the availability index makes of the same calendar and visits.
class Indexed {
public:
    Indexed(const Calendar& calendar, const std::vector<Busy>& busy, Instant now) : index_(now), now_(now) {
        DoctorState state{calendar.doctor_id, directory::ListedDoctor{}, calendar, {}};
        state.listed->card.clinic.country = value_of<Country>("PE");
        for (const auto& row : busy)
            state.occupations.push_back(
                {row.id, calendar.doctor_id, row.status, row.visit, row.occupied, row.hold_until, 1});
        std::vector<DoctorState> states;
        states.push_back(std::move(state));
        index_.put(std::move(states), now);
    }

    std::vector<Instant> starts(DoctorId id, const Period& window) const {
        const AvailabilityIndex::View view(index_, now_);
        const auto doctor = view.doctor(id);
        FreeDays free(doctor->profile, doctor->busy, placement_of(doctor->profile.practice->kinds.front()),
                      doctor->days, view.moment());
        std::vector<Instant> all;
        for (auto day = free.first_day(); day <= free.last_day(); ++day) {
            const auto bits = free.on(day);
            for (Unit unit = bits.next(0); unit >= 0; unit = bits.next(unit + 1)) {
                const auto start = instant_of(doctor->days.midnight(day) + unit);
                if (window.start <= start && start < window.end) all.push_back(start);
            }
        }
        return all;
    }
    std::optional<Instant> next(DoctorId id, Instant now) const {
        const AvailabilityIndex::View view(index_, now);
        const auto unit = view.next(id);
        return unit ? std::optional{instant_of(*unit)} : std::nullopt;
    }

private:
    AvailabilityIndex index_;
    Instant now_;
};

// The first of all that are free, as time goes on: what the index keeps of it must never be stale.
void compare_next(const Calendar& calendar, const std::vector<Busy>& busy, const Indexed& index, Instant now,
                  Dice& dice) {
    const auto& type = calendar.rules.visit_types.front();
    for (int step_on = 0; step_on < 6; ++step_on) {
        const auto first = free_starts(calendar, busy, type, std::nullopt, {now, now + days{30}}, now, 1);
        const auto expected = first.empty() ? std::nullopt : std::optional{first.front()};
        ASSERT_EQ(index.next(calendar.doctor_id, now), expected) << "next at " << now.text();
        now = now + (dice.one_in(2) ? seconds{dice.roll(1, 90)} : seconds{dice.roll(1, 40'000)});
    }
}

// Two and a half days on each side of a moment: the four answers must be one.
void compare(const date::time_zone& zone, std::int64_t moment, std::uint64_t seed) {
    SCOPED_TRACE(zone.name() + " around " + std::to_string(moment) + ", VENERA_SEED=" + std::to_string(seed));
    Dice dice(seed);
    moment -= moment % step;
    const auto middle = Instant::from_epoch_seconds(moment);
    const Calendar calendar = random_calendar(dice, zone.name(), middle);
    const Instant now = middle - minutes{dice.roll(0, 700) * 5};
    const auto busy = random_visits(dice, moment, now);
    const auto& type = calendar.rules.visit_types.front();
    const Period window{middle - minutes{5 * 720}, middle + minutes{5 * 720}};
    const Clocks clocks(zone, moment - 5 * day_seconds, moment + 5 * day_seconds);
    const Oracle oracle(calendar, clocks, busy, now);

    const auto listed = free_starts(calendar, busy, type, std::nullopt, window, now);
    ASSERT_TRUE(std::ranges::is_sorted(listed));
    for (auto at = window.start; at < window.end; at = at + minutes{5}) {
        const bool is_listed = std::ranges::binary_search(listed, at);
        ASSERT_EQ(is_listed, oracle.offers(clocks.index(at.epoch_seconds()), type)) << at.text() << " oracle";
        const Wish wish = wish_for(calendar, type, at, std::nullopt);
        ASSERT_EQ(is_listed, reasons_against(calendar, {wish, now, busy, {}, std::nullopt}).empty())
            << at.text() << " predicate";
    }
    const Indexed index(calendar, busy, now);
    ASSERT_EQ(index.starts(calendar.doctor_id, window), listed) << "index";
    compare_next(calendar, busy, index, now, dice);
    // A cut anywhere, also between two steps, changes nothing.
    const Instant cut = window.start + seconds{dice.roll(0, 2 * 5 * 720 * 60)};
    auto parts = free_starts(calendar, busy, type, std::nullopt, {window.start, cut}, now);
    const auto rest = free_starts(calendar, busy, type, std::nullopt, {cut, window.end}, now);
    parts.insert(parts.end(), rest.begin(), rest.end());
    ASSERT_EQ(parts, listed) << "cut at " << cut.text();
    const auto most = static_cast<std::size_t>(dice.roll(0, 20));
    auto first = listed;
    first.resize(std::min(most, first.size()));
    ASSERT_EQ(free_starts(calendar, busy, type, std::nullopt, window, now, most), first);
}

// The transitions of 2024-2030; one ordinary moment for a zone that has none.
std::vector<std::int64_t> moments_of(const date::time_zone& zone) {
    constexpr date::sys_days end{date::year{2031} / 1 / 1};
    date::sys_seconds at{date::sys_days{date::year{2024} / 1 / 1}};
    std::vector<std::int64_t> moments;
    while (true) {
        const auto info = zone.get_info(at);
        if (info.end >= end) break;
        moments.push_back(info.end.time_since_epoch().count());
        at = info.end;
    }
    if (moments.empty()) moments.push_back(1'772'460'000);
    return moments;
}

TEST(FreeStarts, EqualTheOracleAndThePredicateInEveryZone) {
    const auto replay = seed_to_replay();
    Dice dice(std::random_device{}());
    int compared = 0;
    for (const date::time_zone& zone : date::get_tzdb().zones) {
        if (!Zone::parse(zone.name())) continue;
        const auto moments = moments_of(zone);
        for (const auto moment : moments) {
            // One zone in fifteen, and of that one transition or so.
            if (!complete_run() && !replay && !dice.one_in(15 * std::ssize(moments))) continue;
            compare(zone, moment, replay.value_or(static_cast<std::uint64_t>(dice.roll(0, INT64_MAX))));
            ++compared;
            if (HasFatalFailure()) return;
        }
    }
    EXPECT_GT(compared, 5);
}

// The hard cases by name, each many times over.
TEST(FreeStarts, EqualTheOracleWhereClocksBehaveOddly) {
    if (seed_to_replay()) GTEST_SKIP() << "the test of every zone replays";
    Dice dice(std::random_device{}());
    for (const auto* name : {"Europe/Madrid", "America/Santiago", "America/Sao_Paulo", "America/New_York",
                             "Australia/Lord_Howe", "Africa/Cairo", "America/Lima", "Africa/Casablanca",
                             "America/Havana", "Asia/Beirut", "Antarctica/Troll"}) {
        const date::time_zone& zone = *date::locate_zone(name);
        const auto moments = moments_of(zone);
        for (int round = 0; round < (complete_run() ? 400 : 3); ++round) {
            const auto moment = moments[static_cast<std::size_t>(dice.roll(0, std::ssize(moments) - 1))];
            compare(zone, moment, static_cast<std::uint64_t>(dice.roll(0, INT64_MAX)));
            if (HasFatalFailure()) return;
        }
    }
}

}  // namespace
}  // namespace venera::scheduling::examples
