#include "scheduling/agenda.hpp"

#include <algorithm>

#include "scheduling/appointment_view.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/list_queries.hpp"
#include "scheduling/live_queries.hpp"

namespace venera::scheduling {

std::vector<AgendaPeriod> shown(const std::vector<Period>& periods, const Zone& zone) {
    std::vector<AgendaPeriod> all;
    for (const Period& period : periods) {
        const LocalDateTime start = zone.local(period.start);
        const LocalDateTime end = zone.local(period.end);
        all.push_back({period.start, period.end, start.date(), start.time(), end.date(), end.time()});
    }
    return all;
}

std::vector<Period> subtract(const std::vector<Period>& whole, std::vector<Period> parts) {
    std::ranges::sort(parts);
    std::vector<Period> left;
    for (const Period& period : whole) {
        Instant from = period.start;
        for (const Period& part : parts) {
            if (part.end <= from || part.start >= period.end) continue;
            if (part.start > from) left.push_back({from, part.start});
            from = std::max(from, part.end);
        }
        if (from < period.end) left.push_back({from, period.end});
    }
    return left;
}

bool AgendaBoard::may_see(Context& context, DoctorId doctor) {
    const Caller& caller = context.caller();
    if (caller.is(Role::doctor)) return caller.doctor_id == doctor;
    if (!caller.is(Role::staff) || caller.clinic_ids.empty()) return true;
    const auto card = directory_.card(context, doctor);
    return card && std::ranges::find(caller.clinic_ids, card->clinic.id) != caller.clinic_ids.end();
}

Result<Agenda, not_found, invalid_input> AgendaBoard::agenda(Context& context, http::Path<DoctorId> doctor,
                                                             const http::Query<AgendaQuery>& query) {
    const auto calendar =
        may_see(context, doctor.value) ? calendars_.current(context, {doctor.value}).front() : nullptr;
    if (!calendar) {
        log_denied_agenda(context.database(), doctor.value, trail_of(context));
        return refuse<not_found>;
    }
    const Zone& zone = calendar->rules.timezone;
    const Date from = query->from.value_or(zone.date(context.now()));
    if (from.value.year() < std::chrono::year{2000} || from.value.year() >= std::chrono::year{2200})
        return invalid_parameter("from", {"out_of_range", "must lie in the years 2000 to 2199"});
    const auto days = query->days ? query->days->value : 1;
    const Period window{zone.day(from).start, zone.day(from + std::chrono::days{days - 1}).end};

    ListFilter filter;
    filter.statuses = {Status::held,    Status::pending,   Status::booked,
                       Status::arrived, Status::fulfilled, Status::noshow};
    filter.doctor_id = doctor.value;
    filter.to = window.end;
    filter.from = window.start - std::chrono::hours{24};  // a visit may last over midnight
    filter.ends_after = window.start;
    std::string position = live_position(context.database());
    auto rows = list_appointments(context.database(), reach_of(context.caller()), filter, {}, std::nullopt,
                                  limits::agenda_visits);
    std::erase_if(rows, [&](const AppointmentRow& row) {
        return row.status == Status::held && row.hold_until.value_or(context.now()) <= context.now();
    });
    log_reads(context.database(), rows, "read agenda", trail_of(context));

    std::vector<Period> occupied;
    for (const AppointmentRow& row : rows) {
        if (occupies(row.status)) occupied.push_back(row.occupied);
    }
    const auto open = open_periods(*calendar, window);
    return Agenda{.doctor_id = doctor.value,
                  .timezone = zone.text(),
                  .from = from,
                  .days = days,
                  .appointments = views(context, patients_, rows),
                  .free = shown(subtract(open, occupied), zone),
                  .closed = shown(subtract({window}, open), zone),
                  .position = std::move(position)};
}

}  // namespace venera::scheduling
