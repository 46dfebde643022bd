#include "audit/trail.hpp"

#include <set>

#include "audit/limits.hpp"
#include "audit/spreadsheet.hpp"
#include "platform/http/cursor.hpp"

namespace venera::audit {

namespace {

std::string cursor_of(const Moment& moment) {
    http::CursorWriter cursor;
    cursor.add(moment.occurred_at);
    cursor.add(moment.id);
    cursor.add(std::string_view{moment.context});
    return cursor.text();
}

std::optional<Moment> moment_of(std::string_view text) {
    http::CursorReader cursor(text);
    Moment moment;
    moment.occurred_at = cursor.instant();
    moment.id = cursor.integer();
    moment.context = cursor.text();
    return cursor.complete() ? std::optional{moment} : std::nullopt;
}

Moment moment_of(const AccessRow& row) { return {row.occurred_at, row.id, row.context}; }

std::optional<std::string> text_of(const std::optional<Text<100>>& text) {
    return text ? std::optional{text->value} : std::nullopt;
}

template <class Query>
Filter filter_of(const Query& query) {
    return {query.patient_id ? std::vector{*query.patient_id} : std::vector<PatientId>{},
            query.actor_id,
            text_of(query.action),
            text_of(query.resource),
            query.outcome,
            query.purpose ? std::optional{query.purpose->value} : std::nullopt,
            query.from,
            query.to};
}

template <class Query>
bool is_backwards(const Query& query) {
    return query.from && query.to && *query.to <= *query.from;
}

std::string id_of(const AccessRow& row) { return row.context + "-" + std::to_string(row.id); }

// Whether a filter has to look at rows that it then leaves out.
bool is_selective(const Filter& filter) {
    return filter.actor_id || filter.action || filter.resource || filter.outcome || filter.purpose;
}

bool has_actor(const AccessRow& row) { return row.actor_id.has_value(); }

// Whom a patient is told by name: doctors, and patients who were let in, which are they themselves and who
// acts for them. A stranger who was not is another patient: nobody's business.
bool is_named(const AccessRow& row) {
    if (!row.actor_id) return false;
    if (row.actor_role == http::name_of(Role::doctor)) return true;
    return row.actor_role == http::name_of(Role::patient) && row.outcome == "allowed";
}

std::vector<UserId> actors_of(const std::vector<AccessRow>& rows, bool (*wanted)(const AccessRow&)) {
    std::set<UserId> actors;
    for (const AccessRow& row : rows) {
        if (wanted(row)) actors.insert(*row.actor_id);
    }
    return {actors.begin(), actors.end()};
}

std::optional<std::string> name_in(const std::map<UserId, std::string>& names,
                                   const std::optional<UserId>& actor) {
    const auto name = actor ? names.find(*actor) : names.end();
    return name == names.end() ? std::nullopt : std::optional{name->second};
}

constexpr Problem not_after_from{"not_after_from", "must be after from"};

}  // namespace

Trail::Rows Trail::page(Context& context, const Filter& filter, const std::optional<Moment>& before,
                        std::int32_t limit) {
    auto& db = context.database();
    Rows page;
    if (!filter.patient_ids.empty()) {
        page.rows = accesses_of_patients(db, filter.patient_ids, filter, before, limit + 1);
    } else {
        // What no index finds is looked for in so many rows at a time; then the page may be short.
        const auto bound =
            is_selective(filter) ? moment_back(db, filter, before, limits::examined) : std::nullopt;
        page.rows = find_accesses(db, filter, before, bound, limit + 1);
        if (bound) page.next_cursor = cursor_of(*bound);
    }
    if (page.rows.size() > static_cast<std::size_t>(limit)) {
        page.rows.pop_back();
        page.next_cursor = cursor_of(moment_of(page.rows.back()));
    }
    return page;
}

std::vector<AuditEntry> Trail::shown(Context& context, const std::vector<AccessRow>& rows) {
    const auto names = actors_.names(context, actors_of(rows, has_actor));
    std::vector<AuditEntry> entries;
    entries.reserve(rows.size());
    for (const AccessRow& row : rows) {
        entries.push_back({id_of(row), row.occurred_at, row.actor_id, row.actor_role,
                           name_in(names, row.actor_id), row.patient_id, row.action, row.resource,
                           row.resource_id, row.purpose, row.purpose_reason, row.request_id, row.outcome,
                           row.address});
    }
    return entries;
}

Result<Page<AuditEntry>, invalid_input, invalid_cursor> Trail::list(Context& context,
                                                                    const http::Query<AuditQuery>& query) {
    if (is_backwards(*query)) return invalid_parameter("to", not_after_from);
    const auto before = query->cursor ? moment_of(*query->cursor) : std::nullopt;
    if (query->cursor && !before) return invalid_cursor_given();
    const auto limit = query->limit ? static_cast<std::int32_t>(query->limit->value) : limits::page;
    auto found = page(context, filter_of(*query), before, limit);
    insert_access(context, {"read", "audit", query->patient_id});
    return Page<AuditEntry>{shown(context, found.rows), std::move(found.next_cursor)};
}

Result<Trail::Exported, invalid_input, invalid_cursor> Trail::as_file(Context& context,
                                                                      const ExportQuery& query) {
    if (is_backwards(query)) return invalid_parameter("to", not_after_from);
    const auto before = query.cursor ? moment_of(*query.cursor) : std::nullopt;
    if (query.cursor && !before) return invalid_cursor_given();
    const auto limit = query.limit ? static_cast<std::int32_t>(query.limit->value) : limits::exported;
    auto found = page(context, filter_of(query), before, limit);
    insert_access(context, {"export", "audit", query.patient_id});
    const auto entries = shown(context, found.rows);
    if (query.format == ExportFormat::ndjson)
        return Exported{{"application/x-ndjson", "audit.ndjson", lines_of(entries)},
                        std::move(found.next_cursor)};
    return Exported{{"text/csv; charset=utf-8", "audit.csv", table_of(entries)},
                    std::move(found.next_cursor)};
}

bool Trail::may_see(Context& context, PatientId patient) {
    const Caller& caller = context.caller();
    return !caller.is(Role::patient) || caller.patient_id == patient ||
           relatives_.may_act_for(context, patient);
}

Result<Page<PatientAccess>, not_found, invalid_input, invalid_cursor> Trail::accesses(
    Context& context, http::Path<PatientId> id, const http::Query<AccessesQuery>& query) {
    if (is_backwards(*query)) return invalid_parameter("to", not_after_from);
    const auto before = query->cursor ? moment_of(*query->cursor) : std::nullopt;
    if (query->cursor && !before) return invalid_cursor_given();
    Filter filter;
    if (may_see(context, id.value)) filter.patient_ids = patients_.same_person(context, id.value);
    if (filter.patient_ids.empty()) {
        insert_access(context,
                      {"read accesses", "patient", id.value, Outcome::denied, ResourceId{id.value.value}});
        return refuse<not_found>;
    }
    filter.from = query->from;
    filter.to = query->to;
    const auto limit = query->limit ? static_cast<std::int32_t>(query->limit->value) : limits::page;
    auto found = page(context, filter, before, limit);
    insert_access(context,
                  {"read accesses", "patient", id.value, Outcome::allowed, ResourceId{id.value.value}});
    const Caller& caller = context.caller();
    const auto names = actors_.names(context, actors_of(found.rows, is_named));
    Page<PatientAccess> page;
    for (const AccessRow& row : found.rows) {
        const bool own = caller.is(Role::patient) && row.actor_id == caller.user_id;
        page.data.push_back({id_of(row), row.occurred_at, own, row.actor_role,
                             is_named(row) ? name_in(names, row.actor_id) : std::nullopt, row.action,
                             row.resource, row.purpose, row.purpose_reason, row.outcome,
                             own ? row.address : std::nullopt});
    }
    page.next_cursor = std::move(found.next_cursor);
    return page;
}

}  // namespace venera::audit
