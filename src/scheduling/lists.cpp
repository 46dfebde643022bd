#include "scheduling/lists.hpp"

#include <algorithm>

#include "platform/http/cursor.hpp"
#include "scheduling/appointment_view.hpp"
#include "scheduling/icalendar.hpp"
#include "scheduling/limits.hpp"

namespace venera::scheduling {

namespace {

const std::vector<Status>& visits() {
    static const std::vector<Status> statuses{Status::pending,   Status::booked,    Status::arrived,
                                              Status::fulfilled, Status::cancelled, Status::noshow};
    return statuses;
}

const std::vector<Status>& ahead() {
    static const std::vector<Status> statuses{Status::pending, Status::booked, Status::arrived};
    return statuses;
}

std::string cursor_after(const AppointmentRow& row) {
    http::CursorWriter cursor;
    cursor.add(row.starts_at.text());
    cursor.add(row.id.value);
    return cursor.text();
}

std::optional<ListPosition> position_of(std::string_view text) {
    http::CursorReader cursor(text);
    const auto start = Instant::parse(cursor.text());
    const AppointmentId id{cursor.uuid()};
    if (!cursor.complete() || !start) return std::nullopt;
    return ListPosition{*start, id};
}

std::int32_t limit_of(const std::optional<Whole<1, 100>>& limit) {
    return limit ? static_cast<std::int32_t>(limit->value) : limits::page;
}

}  // namespace

Result<Page<Appointment>, invalid_cursor> Lists::page(Context& context, const PageWish& wish) {
    std::optional<ListPosition> after;
    if (wish.cursor) {
        after = position_of(*wish.cursor);
        if (!after) return invalid_cursor_given();
    }
    auto rows =
        list_appointments(context.database(), wish.reach, wish.filter, wish.sort, after, wish.limit + 1);
    Page<Appointment> page;
    if (rows.size() > static_cast<std::size_t>(wish.limit)) {
        rows.pop_back();
        page.next_cursor = cursor_after(rows.back());
    }
    log_reads(context.database(), rows, "list", trail_of(context));
    page.data = views(context, people_.patients, rows);
    return page;
}

Result<Page<Appointment>, invalid_input, invalid_cursor> Lists::list(
    Context& context, const http::Query<AppointmentQuery>& query) {
    if (query->from && query->to && *query->to <= *query->from)
        return invalid_parameter("to", {"not_after_from", "must be after from"});
    const Reach reach = reach_with_relatives(context, people_.relatives);
    // The list is empty anyway; that they asked is on record.
    if (query->patient_id && reach.patient_ids &&
        std::ranges::find(*reach.patient_ids, *query->patient_id) == reach.patient_ids->end())
        log_denied_patient(context.database(), *query->patient_id, "list", trail_of(context));
    const ListFilter filter{query->status ? *query->status : visits(),
                            query->doctor_id,
                            query->patient_id,
                            query->from,
                            query->to,
                            std::nullopt,
                            std::nullopt};
    auto found = page(context, {reach, filter, query->sort.value_or(AppointmentSort{}),
                                limit_of(query->limit), query->cursor});
    if (!found) return Result<Page<Appointment>, invalid_input, invalid_cursor>::refused(found);
    return std::move(*found);
}

Result<Page<Appointment>, invalid_cursor> Lists::mine(Context& context,
                                                      const http::Query<MyAppointmentQuery>& query) {
    ListFilter filter;
    filter.statuses = query->status ? *query->status : visits();
    AppointmentSort sort;
    if (query->scope == Scope::upcoming) {
        if (!query->status) filter.statuses = ahead();
        filter.ends_after = context.now();
    } else if (query->scope == Scope::past) {
        filter.over_by = context.now();
        sort.latest_first = true;
    }
    return page(context, {reach_of(context.caller()), filter, query->sort.value_or(sort),
                          limit_of(query->limit), query->cursor});
}

std::optional<AppointmentRow> Lists::read(Context& context, AppointmentId id, const std::string& action) {
    auto row = find_reached(context, people_.relatives, id);
    if (row) {
        log_reads(context.database(), {*row}, action, trail_of(context));
    } else {
        log_denied(context.database(), id, action, trail_of(context));
    }
    return row;
}

Result<Appointment, not_found> Lists::one(Context& context, http::Path<AppointmentId> id) {
    const auto row = read(context, id.value, "read");
    if (!row) return refuse<not_found>;
    return view(context, people_.patients, *row);
}

Result<File, not_found> Lists::calendar(Context& context, http::Path<AppointmentId> id) {
    const auto row = read(context, id.value, "read calendar entry");
    if (!row || row->status == Status::held || row->status == Status::expired) return refuse<not_found>;
    return File{"text/calendar; charset=utf-8", row->reference + ".ics", icalendar_of(*row)};
}

}  // namespace venera::scheduling
