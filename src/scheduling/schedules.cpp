#include "scheduling/schedules.hpp"

#include <algorithm>

#include "scheduling/callers.hpp"
#include "scheduling/limits.hpp"

namespace venera::scheduling {

namespace {

using std::chrono::days;

Schedule view_of(DoctorId doctor, const ScheduleRules& rules, std::int64_t version) {
    Schedule schedule;
    static_cast<ScheduleRules&>(schedule) = rules;
    schedule.doctor_id = doctor;
    schedule.version = version;
    return schedule;
}

bool on_five_minutes(LocalDateTime at) { return at.time().minute_of_day % 5 == 0; }

// True if no opening of the calendar holds the whole visit.
bool is_outside(const BusyRow& visit, const std::vector<Period>& open) {
    const Period period{visit.starts_at, visit.ends_at};
    return std::ranges::none_of(open, [&](const Period& opening) { return opening.contains(period); });
}

}  // namespace

void check(const NewException& wish, json::Issues& issues) {
    if (wish.end <= wish.start) issues.add("/end", {"not_after_start", "must be after the start"});
    if (wish.end.value - wish.start.value > limits::longest_exception)
        issues.add("/end", {"too_long", "must be at most 400 days after the start"});
    if (!on_five_minutes(wish.start)) issues.add("/start", {"off_grid", "must be a multiple of 5 minutes"});
    if (!on_five_minutes(wish.end)) issues.add("/end", {"off_grid", "must be a multiple of 5 minutes"});
}

Result<Schedule, not_found> Schedules::get(Context& context, http::Path<DoctorId> doctor) {
    const auto calendar = calendars_.current(context, {doctor.value}).front();
    if (!calendar) return refuse<not_found>;
    return view_of(doctor.value, calendar->rules, calendar->version);
}

Result<Schedule, not_found, version_mismatch> Schedules::put(Context& context, http::Path<DoctorId> doctor,
                                                             const ScheduleRules& rules, http::IfMatch condition) {
    if (!may_edit(context, doctor.value)) return refuse<not_found>;
    postgres::Transaction transaction(context.database());
    // Two edits at once: the lock puts them in an order, so that If-Match compares with what will be replaced.
    const auto before = lock_schedule(transaction, doctor.value);
    if (condition.version && condition.version != before) return refuse<version_mismatch>;
    const auto version = write_schedule(transaction, doctor.value, rules, context.now());
    insert_schedule_event(transaction, doctor.value, version, context.trace().traceparent(), context.now());
    transaction.commit();
    calendars_.forget(doctor.value);
    auto schedule = view_of(doctor.value, rules, version);
    schedule.outside = left_outside(context, doctor.value);
    return schedule;
}

Result<Page<ScheduleException>, not_found> Schedules::exceptions(Context& context, http::Path<DoctorId> doctor) {
    if (!may_edit(context, doctor.value)) return refuse<not_found>;
    Page<ScheduleException> page;
    const auto long_ago = LocalDateTime{std::chrono::local_days{std::chrono::year{1970} / 1 / 1}};
    for (const auto& row : find_exceptions(context.database(), {doctor.value}, long_ago))
        page.data.push_back({row.id, row.kind, row.starts_at, row.ends_at, row.reason});
    return page;
}

Result<Created<AddedException>, not_found, too_many_exceptions> Schedules::add_exception(Context& context,
                                                                                         http::Path<DoctorId> doctor,
                                                                                         const NewException& wish) {
    if (!may_edit(context, doctor.value)) return refuse<not_found>;
    AddedException added;
    added.id = ExceptionId::make(context.now());
    added.kind = wish.kind;
    added.start = wish.start;
    added.end = wish.end;
    added.reason = wish.reason;
    postgres::Transaction transaction(context.database());
    if (!lock_schedule(transaction, doctor.value)) return refuse<not_found>;
    if (count_exceptions(transaction, doctor.value) >= limits::exceptions_per_doctor)
        return refuse<too_many_exceptions>;
    insert_exception(transaction, doctor.value, added, context.now());
    const auto version = touch_schedule(transaction, doctor.value, context.now());
    insert_schedule_event(transaction, doctor.value, version, context.trace().traceparent(), context.now());
    transaction.commit();
    calendars_.forget(doctor.value);
    added.outside = left_outside(context, doctor.value);
    return Created<AddedException>{added};
}

Result<NoContent, not_found> Schedules::remove_exception(Context& context, http::Path<DoctorId> doctor,
                                                         http::Path<ExceptionId> exception) {
    if (!may_edit(context, doctor.value)) return refuse<not_found>;
    postgres::Transaction transaction(context.database());
    if (!lock_schedule(transaction, doctor.value)) return refuse<not_found>;
    if (!delete_exception(transaction, doctor.value, exception.value)) return refuse<not_found>;
    const auto version = touch_schedule(transaction, doctor.value, context.now());
    insert_schedule_event(transaction, doctor.value, version, context.trace().traceparent(), context.now());
    transaction.commit();
    calendars_.forget(doctor.value);
    return NoContent{};
}

bool Schedules::may_edit(Context& context, DoctorId doctor) {
    const auto card = directory_.card(context, doctor);
    return card && reaches(context.caller(), doctor, card->clinic.id);
}

std::vector<OutsideVisit> Schedules::left_outside(Context& context, DoctorId doctor) {
    const auto visits = find_coming_visits(context.database(), doctor, context.now());
    const auto calendar = calendars_.find(context, doctor);
    if (visits.empty() || !calendar) return {};
    const auto open = open_periods(*calendar, {visits.front().starts_at - days{1}, visits.back().ends_at + days{1}});
    std::vector<AppointmentId> outside;
    for (const auto& visit : visits) {
        if (is_outside(visit, open)) outside.push_back(visit.id);
    }
    return outside.empty() ? std::vector<OutsideVisit>{} : find_references(context.database(), outside);
}

}  // namespace venera::scheduling
