#include "scheduling/schedules.hpp"

#include <algorithm>

#include "platform/http/cursor.hpp"
#include "scheduling/agenda.hpp"
#include "scheduling/callers.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/opened_times.hpp"

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

ScheduleException exception_of(const ExceptionRow& row) {
    return {row.id, row.kind, row.starts_at, row.ends_at, row.reason};
}

using ExceptionPosition = std::pair<LocalDateTime, ExceptionId>;

ExceptionPosition position(const ExceptionRow& row) { return {row.starts_at, row.id}; }

std::optional<ExceptionPosition> position_of(const std::string& text) {
    http::CursorReader cursor(text);
    const auto start = LocalDateTime::parse(cursor.text());
    const ExceptionId id{cursor.uuid()};
    if (!cursor.complete() || !start) return std::nullopt;
    return ExceptionPosition{*start, id};
}

void add(Calendar& calendar, const NewException& wish, Instant now) {
    const ScheduleException exception{ExceptionId::make(now), wish.kind, wish.start, wish.end, wish.reason};
    const auto at =
        std::ranges::upper_bound(calendar.exceptions, exception.start, {}, &ScheduleException::start);
    calendar.exceptions.insert(at, exception);
}

// True if no opening of the calendar holds the whole visit.
bool is_outside(const OccupationRow& visit, const std::vector<Period>& open) {
    const Period period{visit.starts_at, visit.ends_at};
    return std::ranges::none_of(open, [&](const Period& opening) { return opening.contains(period); });
}

// The visits are in order. Those far from each other cost no look at the days between them.
std::vector<AppointmentId> outside_of(const Calendar& calendar, const std::vector<OccupationRow>& visits) {
    std::vector<AppointmentId> outside;
    for (auto visit = visits.begin(); visit != visits.end();) {
        Instant end = visit->ends_at;
        auto last = std::next(visit);
        for (; last != visits.end() && last->starts_at <= end + days{2}; ++last)
            end = std::max(end, last->ends_at);
        const auto open = open_periods(calendar, {visit->starts_at - days{1}, end + days{1}});
        for (; visit != last; ++visit) {
            if (is_outside(*visit, open)) outside.push_back(visit->id);
        }
    }
    return outside;
}

// Of those that the caller may see: a doctor who came from another clinic has visits there, too.
std::vector<OutsideVisit> outside_of(Context& context, const Calendar& calendar) {
    const auto visits = find_coming_visits(context.database(), calendar.doctor_id, context.now());
    const auto outside = outside_of(calendar, visits);
    return outside.empty() ? std::vector<OutsideVisit>{}
                           : find_references(context.database(), outside, reach_of(context.caller()));
}

SchedulePreview preview_of(Context& context, const Calendar& calendar) {
    const Zone& zone = calendar.rules.timezone;
    const Date from = zone.date(context.now());
    const Date last = from + days{limits::preview_days - 1};
    return {.doctor_id = calendar.doctor_id,
            .timezone = zone.text(),
            .from = from,
            .days = limits::preview_days,
            .open = shown(open_periods(calendar, {zone.day(from).start, zone.day(last).end}), zone),
            .outside = outside_of(context, calendar)};
}

}  // namespace

void check(const ExceptionsPreview& wish, json::Issues& issues) {
    if (!wish.add && !wish.remove) issues.add("", {"required", "needs add or remove"});
}

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
                                                             const ScheduleRules& rules,
                                                             http::IfMatch condition) {
    if (!may_edit(context, doctor.value)) return refuse<not_found>;
    postgres::Transaction transaction(context.database());
    // Two edits at once: the lock puts them in an order, so that If-Match compares with what will be
    // replaced.
    const auto before = lock_schedule(transaction, doctor.value);
    if (condition.version && condition.version != before) return refuse<version_mismatch>;
    auto version = before;
    // Said again, it changes nothing: nobody needs to hear of it.
    if (!before || !is_schedule(transaction, doctor.value, rules)) {
        OpenedTimes opened(transaction, doctor.value, context.now());
        version = write_schedule(transaction, doctor.value, rules, context.now());
        insert_schedule_event(transaction, doctor.value, *version, context.trace().traceparent(),
                              context.now());
        opened.queue();
        transaction.commit();
        has_changed(context, doctor.value);
    }
    auto schedule = view_of(doctor.value, rules, *version);
    schedule.outside = left_outside(context, doctor.value);
    return schedule;
}

Result<SchedulePreview, not_found> Schedules::preview(Context& context, http::Path<DoctorId> doctor,
                                                      const ScheduleRules& rules) {
    if (!may_edit(context, doctor.value)) return refuse<not_found>;
    const auto current = calendars_.current(context, {doctor.value}).front();
    Calendar calendar;
    if (current) calendar = *current;
    calendar.doctor_id = doctor.value;
    calendar.rules = rules;
    return preview_of(context, calendar);
}

Result<Page<ScheduleException>, not_found, invalid_cursor> Schedules::exceptions(
    Context& context, http::Path<DoctorId> doctor, const http::Query<ExceptionQuery>& query) {
    if (!may_edit(context, doctor.value)) return refuse<not_found>;
    std::optional<ExceptionPosition> after;
    if (query->cursor) {
        after = position_of(*query->cursor);
        if (!after) return invalid_cursor_given();
    }
    const auto limit =
        query->limit ? static_cast<std::size_t>(query->limit->value) : std::size_t{limits::page};
    // At most limits::exceptions_per_doctor rows, so the page is cut here.
    const auto rows = find_exceptions(context.database(), {doctor.value}, LocalDateTime{});
    auto row = after ? std::ranges::upper_bound(rows, *after, {}, position) : rows.begin();
    Page<ScheduleException> page;
    for (; row != rows.end() && page.data.size() < limit; ++row) page.data.push_back(exception_of(*row));
    if (row != rows.end()) {
        http::CursorWriter cursor;
        cursor.add(page.data.back().start.text());
        cursor.add(page.data.back().id.value);
        page.next_cursor = cursor.text();
    }
    return page;
}

Schedules::AddAnswer Schedules::add_exception(Context& context, http::Path<DoctorId> doctor,
                                              const NewException& wish, const http::IdempotencyKey& key) {
    if (!may_edit(context, doctor.value)) return refuse<not_found>;
    const auto kept = kept_key(context.caller(), key);
    if (const auto earlier = kept ? find_kept_answer(context.database(), *kept) : std::nullopt)
        return added_before(context, doctor.value, *kept, *earlier);

    AddedException added;
    added.id = ExceptionId::make(context.now());
    added.kind = wish.kind;
    added.start = wish.start;
    added.end = wish.end;
    added.reason = wish.reason;
    switch (insert(context, doctor.value, added, kept)) {
        case Inserted::yes:
            break;
        case Inserted::no_schedule:
            return refuse<not_found>;
        case Inserted::too_many:
            return refuse<too_many_exceptions>;
        case Inserted::repeated: {
            const auto earlier = find_kept_answer(context.database(), *kept);
            return added_before(context, doctor.value, *kept, *earlier);
        }
    }
    has_changed(context, doctor.value);
    added.outside = left_outside(context, doctor.value);
    return Created<AddedException>{added};
}

Schedules::Inserted Schedules::insert(Context& context, DoctorId doctor, const ScheduleException& exception,
                                      const std::optional<KeptKey>& key) {
    try {
        postgres::Transaction transaction(context.database());
        // Edits of one calendar come one after the other, so the limit holds.
        if (!lock_schedule(transaction, doctor)) return Inserted::no_schedule;
        if (count_exceptions(transaction, doctor) >= limits::exceptions_per_doctor) return Inserted::too_many;
        OpenedTimes opened(transaction, doctor, context.now());
        insert_exception(transaction, doctor, exception, context.now());
        if (key) keep_exception_key(transaction, *key, exception.id, context.now());
        const auto version = touch_schedule(transaction, doctor, context.now());
        insert_schedule_event(transaction, doctor, version, context.trace().traceparent(), context.now());
        opened.queue();
        transaction.commit();
        return Inserted::yes;
    } catch (const postgres::ConstraintViolation& violation) {
        // Two requests with one key at once: the second finds the first one's answer.
        if (violation.constraint != "idempotency_pkey") throw;
        return Inserted::repeated;
    }
}

Schedules::AddAnswer Schedules::added_before(Context& context, DoctorId doctor, const KeptKey& key,
                                             const KeptAnswer& earlier) {
    if (earlier.fingerprint != key.fingerprint || !earlier.resource_id) return refuse<idempotency_key_reused>;
    const auto row = find_exception(context.database(), doctor, ExceptionId{earlier.resource_id->value});
    if (!row) return refuse<not_found>;  // removed since
    AddedException added;
    static_cast<ScheduleException&>(added) = exception_of(*row);
    added.outside = left_outside(context, doctor);
    return Created<AddedException>{added, Replay::yes};
}

Result<NoContent, not_found> Schedules::remove_exception(Context& context, http::Path<DoctorId> doctor,
                                                         http::Path<ExceptionId> exception) {
    if (!may_edit(context, doctor.value)) return refuse<not_found>;
    postgres::Transaction transaction(context.database());
    if (!lock_schedule(transaction, doctor.value)) return refuse<not_found>;
    OpenedTimes opened(transaction, doctor.value, context.now());
    if (!delete_exception(transaction, doctor.value, exception.value)) return refuse<not_found>;
    const auto version = touch_schedule(transaction, doctor.value, context.now());
    insert_schedule_event(transaction, doctor.value, version, context.trace().traceparent(), context.now());
    opened.queue();
    transaction.commit();
    has_changed(context, doctor.value);
    return NoContent{};
}

Result<SchedulePreview, not_found> Schedules::preview_exceptions(Context& context,
                                                                 http::Path<DoctorId> doctor,
                                                                 const ExceptionsPreview& wish) {
    if (!may_edit(context, doctor.value)) return refuse<not_found>;
    const auto current = calendars_.current(context, {doctor.value}).front();
    if (!current) return refuse<not_found>;
    Calendar calendar = *current;
    if (wish.remove) {
        if (!find_exception(context.database(), doctor.value, *wish.remove)) return refuse<not_found>;
        std::erase_if(calendar.exceptions, [&](const auto& one) { return one.id == *wish.remove; });
    }
    if (wish.add) add(calendar, *wish.add, context.now());
    return preview_of(context, calendar);
}

void Schedules::has_changed(Context& context, DoctorId doctor) {
    calendars_.forget(doctor);
    occupancy_.calendar_changed(context, doctor);
}

bool Schedules::may_edit(Context& context, DoctorId doctor) {
    const auto card = directory_.card(context, doctor);
    return card && reaches(context.caller(), doctor, card->clinic.id);
}

std::vector<OutsideVisit> Schedules::left_outside(Context& context, DoctorId doctor) {
    const auto calendar = calendars_.current(context, {doctor}).front();
    return calendar ? outside_of(context, *calendar) : std::vector<OutsideVisit>{};
}

}  // namespace venera::scheduling
