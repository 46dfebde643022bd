#include "scheduling/busy_calendars.hpp"

#include "scheduling/booking_queries.hpp"
#include "scheduling/calendar_queries.hpp"
#include "scheduling/callers.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/opened_times.hpp"

namespace venera::scheduling {

namespace {

// Between "//" and the path, with the port.
std::string authority_of(const Url& url) {
    const auto begin = url.value.find("//") + 2;
    return url.value.substr(begin, url.value.find_first_of("/?#", begin) - begin);
}

BusyCalendar view_of(const BusyCalendarRow& row) {
    return {row.id,           row.name,  row.host,       row.created_at, row.due_at, row.polled_at,
            row.succeeded_at, row.error, row.unreadable, row.times,      row.version};
}

std::string bound_to(BusyCalendarId id) { return "scheduling.busy_calendars.url_sealed " + id.text(); }

}  // namespace

postgres::Bytes AddressSeal::seal(BusyCalendarId id, const std::string& url) const {
    return {crypto::seal(key_, url, bound_to(id))};
}

std::optional<std::string> AddressSeal::open(BusyCalendarId id, const postgres::Bytes& sealed) const {
    return crypto::open(key_, sealed, bound_to(id));
}

bool BusyCalendars::may_edit(Context& context, DoctorId doctor) {
    const auto card = directory_.card(context, doctor);
    return card && reaches(context.caller(), doctor, card->clinic.id);
}

std::optional<Problem> BusyCalendars::problem_of(const Url& url) const {
    if (!url.value.starts_with("https://") && reach_ != net::Reach::anywhere)
        return Problem{"not_https", "must begin with https://"};
    if (authority_of(url).find('@') != std::string::npos)
        return Problem{"has_credentials", "must not hold a name or a password"};
    return std::nullopt;
}

Result<Page<BusyCalendar>, not_found> BusyCalendars::list(Context& context, http::Path<DoctorId> doctor) {
    if (!may_edit(context, doctor.value)) return refuse<not_found>;
    Page<BusyCalendar> page;
    for (const auto& row : list_busy_calendars(context.database(), doctor.value))
        page.data.push_back(view_of(row));
    return page;
}

BusyCalendars::AddAnswer BusyCalendars::add(Context& context, http::Path<DoctorId> doctor,
                                            const NewBusyCalendar& wish, const http::IdempotencyKey& key) {
    if (!may_edit(context, doctor.value)) return refuse<not_found>;
    if (const auto problem = problem_of(wish.url)) return invalid("/url", *problem);
    const auto kept = kept_key(context.caller(), key);
    if (kept && find_kept_answer(context.database(), *kept))
        return added_before(context, doctor.value, *kept);
    const auto id = BusyCalendarId::make(context.now());
    try {
        postgres::Transaction transaction(context.database());
        // Edits of one calendar come one after the other, so the limit holds.
        if (!lock_schedule(transaction, doctor.value)) return refuse<not_found>;
        if (count_busy_calendars(transaction, doctor.value) >= limits::busy_calendars_per_doctor)
            return refuse<too_many_busy_calendars>;
        insert_busy_calendar(
            transaction,
            {id, doctor.value, wish.name.value, authority_of(wish.url), seal_.seal(id, wish.url.value)},
            context.now());
        if (kept) keep_calendar_key(transaction, *kept, id, context.now());
        insert_busy_calendar_event(transaction, {id, doctor.value, 1, "busy_calendar.added"},
                                   context.trace().traceparent(), context.now());
        transaction.commit();
    } catch (const postgres::ConstraintViolation& violation) {
        // Two requests with one key at once: the second finds the first one's answer.
        if (violation.constraint != "idempotency_pkey") throw;
        return added_before(context, doctor.value, *kept);
    }
    return Created<BusyCalendar>{view_of(*find_busy_calendar(context.database(), doctor.value, id))};
}

BusyCalendars::AddAnswer BusyCalendars::added_before(Context& context, DoctorId doctor, const KeptKey& key) {
    const auto earlier = find_kept_answer(context.database(), key);
    if (!earlier || earlier->fingerprint != key.fingerprint || !earlier->resource_id)
        return refuse<idempotency_key_reused>;
    const auto row =
        find_busy_calendar(context.database(), doctor, BusyCalendarId{earlier->resource_id->value});
    if (!row) return refuse<not_found>;  // removed since
    return Created<BusyCalendar>{view_of(*row), Replay::yes};
}

Result<BusyCalendar, not_found, invalid_input, version_mismatch> BusyCalendars::change(
    Context& context, http::Path<DoctorId> doctor, http::Path<BusyCalendarId> id,
    const BusyCalendarPatch& patch, http::IfMatch condition) {
    if (!may_edit(context, doctor.value)) return refuse<not_found>;
    if (patch.url) {
        if (const auto problem = problem_of(*patch.url)) return invalid("/url", *problem);
    }
    postgres::Transaction transaction(context.database());
    // Of two changes at once the second compares with what the first has made.
    lock_schedule(transaction, doctor.value);
    const auto before = find_busy_calendar(transaction, doctor.value, id.value);
    if (!before) return refuse<not_found>;
    if (condition.version && *condition.version != before->version) return refuse<version_mismatch>;
    BusyCalendarChange change;
    if (patch.name) change.name = patch.name->value;
    if (patch.url) {
        change.host = authority_of(*patch.url);
        change.url_sealed = seal_.seal(id.value, patch.url->value);
    }
    change_busy_calendar(transaction, id.value, change, context.now());
    insert_busy_calendar_event(transaction,
                               {id.value, doctor.value, before->version + 1, "busy_calendar.changed"},
                               context.trace().traceparent(), context.now());
    const auto after = find_busy_calendar(transaction, doctor.value, id.value);
    transaction.commit();
    return view_of(*after);
}

Result<NoContent, not_found> BusyCalendars::remove(Context& context, http::Path<DoctorId> doctor,
                                                   http::Path<BusyCalendarId> id) {
    if (!may_edit(context, doctor.value)) return refuse<not_found>;
    postgres::Transaction transaction(context.database());
    if (!lock_schedule(transaction, doctor.value)) return refuse<not_found>;
    const auto before = find_busy_calendar(transaction, doctor.value, id.value);
    if (!before) return refuse<not_found>;
    OpenedTimes opened(transaction, doctor.value, context.now());
    delete_busy_calendar(transaction, id.value);
    insert_busy_calendar_event(transaction,
                               {id.value, doctor.value, before->version + 1, "busy_calendar.removed"},
                               context.trace().traceparent(), context.now());
    const auto version = touch_schedule(transaction, doctor.value, context.now());
    insert_schedule_event(transaction, doctor.value, version, context.trace().traceparent(), context.now());
    opened.queue();
    note_conflicts(transaction, doctor.value, context.trace().traceparent(), context.now());
    transaction.commit();
    calendars_.forget(doctor.value);
    occupancy_.calendar_changed(context, doctor.value);
    return NoContent{};
}

Result<Accepted<BusyCalendar>, not_found> BusyCalendars::refresh(Context& context,
                                                                 http::Path<DoctorId> doctor,
                                                                 http::Path<BusyCalendarId> id) {
    if (!may_edit(context, doctor.value)) return refuse<not_found>;
    if (!find_busy_calendar(context.database(), doctor.value, id.value)) return refuse<not_found>;
    make_busy_calendar_due(context.database(), id.value, context.now());
    const auto row = find_busy_calendar(context.database(), doctor.value, id.value);
    if (!row) return refuse<not_found>;
    return Accepted<BusyCalendar>{view_of(*row)};
}

Result<Page<Conflict>, not_found> BusyCalendars::conflicts(Context& context, http::Path<DoctorId> doctor) {
    if (!may_edit(context, doctor.value)) return refuse<not_found>;
    return Page<Conflict>{
        list_conflicts(context.database(), doctor.value, context.now(), limits::conflicts_shown), {}};
}

}  // namespace venera::scheduling
