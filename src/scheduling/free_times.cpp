#include "scheduling/free_times.hpp"

#include <array>
#include <unordered_map>

#include "scheduling/calendar_queries.hpp"
#include "scheduling/limits.hpp"

namespace venera::scheduling {

namespace {

using std::chrono::days;

// Buffers, overnight visits and the daily cap look beyond the window, never further than the longest local
// day.
Period with_margin(const Period& window) {
    constexpr std::chrono::hours margin{26};
    return {window.start - margin, window.end + margin};
}

Busy busy_of(const BusyRow& row) {
    return {row.id, row.status, {row.starts_at, row.ends_at}, row.occupied, row.hold_until};
}

// Stretches to look through one after the other: most doctors have a free time soon.
struct Stretch {
    days from;
    days to;
};
constexpr std::array<Stretch, 3> stretches{{{days{0}, days{7}}, {days{7}, days{45}}, {days{45}, days{366}}}};

}  // namespace

std::shared_ptr<const Calendar> FreeTimes::calendar(Context& context, DoctorId doctor) {
    return calendars_.current(context, {doctor}).front();
}

std::vector<Busy> FreeTimes::busy(Context& context, DoctorId doctor, const Period& window) {
    std::vector<Busy> busy;
    for (const auto& row : find_busy(context.database(), {doctor}, with_margin(window)))
        busy.push_back(busy_of(row));
    return busy;
}

std::vector<Diary> FreeTimes::diaries(Context& context, std::span<const DoctorId> doctors,
                                      const Period& window) {
    const std::vector<DoctorId> ids(doctors.begin(), doctors.end());
    const auto calendars = calendars_.current(context, ids);
    std::vector<Diary> diaries(ids.size());
    std::unordered_map<DoctorId, std::size_t> places;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        diaries[i].calendar = calendars[i];
        places[ids[i]] = i;
    }
    for (const auto& row : find_busy(context.database(), ids, with_margin(window)))
        diaries[places[row.doctor_id]].busy.push_back(busy_of(row));
    return diaries;
}

std::vector<std::optional<Instant>> FreeTimes::first(Context& context, std::span<const DoctorId> doctors) {
    std::vector<std::optional<Instant>> starts(doctors.size());
    std::vector<std::size_t> open(doctors.size());
    for (std::size_t i = 0; i < open.size(); ++i) open[i] = i;
    for (const auto& stretch : stretches) {
        if (open.empty()) break;
        std::vector<DoctorId> ids;
        for (const auto place : open) ids.push_back(doctors[place]);
        const Period window{context.now() + stretch.from, context.now() + stretch.to};
        const auto found = diaries(context, ids, window);
        std::vector<std::size_t> still_open;
        for (std::size_t i = 0; i < open.size(); ++i) {
            const auto& diary = found[i];
            if (!diary.calendar || diary.calendar->rules.visit_types.empty()) continue;
            const auto& type = diary.calendar->rules.visit_types.front();
            const auto free =
                free_starts(*diary.calendar, diary.busy, type, std::nullopt, window, context.now(), 1);
            if (!free.empty())
                starts[open[i]] = free.front();
            else
                still_open.push_back(open[i]);
        }
        open = std::move(still_open);
    }
    return starts;
}

std::optional<Instant> FreeTimes::first(Context& context, const Calendar& calendar, const VisitType& type,
                                        std::optional<minutes> duration) {
    for (const auto& stretch : stretches) {
        const Period window{context.now() + stretch.from, context.now() + stretch.to};
        const auto free = free_starts(calendar, busy(context, calendar.doctor_id, window), type, duration,
                                      window, context.now(), 1);
        if (!free.empty()) return free.front();
    }
    return std::nullopt;
}

}  // namespace venera::scheduling
