#include "scheduling/availability.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <map>

#include "platform/http/cursor.hpp"
#include "scheduling/appointment_view.hpp"
#include "scheduling/callers.hpp"
#include "scheduling/limits.hpp"

namespace venera::scheduling {

namespace {

using std::chrono::days;
using OptionalMinutes = std::optional<minutes>;

constexpr Problem staff_only{"staff_only", "is for the practice to choose; patients choose a visit type"};

OptionalMinutes minutes_of(const std::optional<Duration>& duration) {
    return duration ? OptionalMinutes{minutes{duration->value}} : std::nullopt;
}

bool may_choose_duration(const Caller& caller) { return caller.at_desk() || caller.is(Role::doctor); }

Slot slot_of(DoctorId doctor, Instant start, minutes duration, const Zone& zone,
             const std::optional<Zone>& viewer) {
    const auto local = zone.local(start);
    Slot slot{slot_id(doctor, start, duration),
              start,
              start + duration,
              local.date(),
              local.time(),
              std::nullopt,
              std::nullopt};
    if (viewer) {
        const auto theirs = viewer->local(start);
        slot.viewer_local_date = theirs.date();
        slot.viewer_local_time = theirs.time();
    }
    return slot;
}

Period window_of(const Zone& zone, Date from, int count) {
    return {zone.day(from).start, zone.day(from + days{count - 1}).end};
}

int count_of(const std::optional<Whole<1, 31>>& wished) {
    return wished ? static_cast<int>(wished->value) : limits::availability_days;
}

std::vector<FreeDay> empty_days(Date from, int count) {
    std::vector<FreeDay> all;
    for (int day = 0; day < count; ++day) all.push_back({from + days{day}, 0, {}});
    return all;
}

bool is_in(PartOfDay part, ClockTime time) {
    constexpr std::uint16_t noon = 12 * 60;
    constexpr std::uint16_t evening = 18 * 60;
    switch (part) {
        case PartOfDay::morning:
            return time.minute_of_day < noon;
        case PartOfDay::afternoon:
            return time.minute_of_day >= noon && time.minute_of_day < evening;
        case PartOfDay::evening:
            return time.minute_of_day >= evening;
    }
    std::abort();
}

// The visit that a search offers: the one asked for, else the first in the mode asked for, else the first.
const VisitType* offered_type(const Calendar& calendar, const SearchQuery& query) {
    const auto fits = [&](const VisitType& type) {
        return (!query.visit_type || type.code == *query.visit_type) &&
               (!query.mode || type.mode == *query.mode);
    };
    const auto found = std::ranges::find_if(calendar.rules.visit_types, fits);
    return found == calendar.rules.visit_types.end() ? nullptr : &*found;
}

// The earliest slots, at most `most` and at most three of one local day.
std::vector<Slot> chosen_slots(const Diary& diary, const VisitType& type, const SearchQuery& query,
                               Instant now) {
    const auto& calendar = *diary.calendar;
    const auto& zone = calendar.rules.timezone;
    const auto duration = minutes_of(query.duration_minutes);
    const auto window = window_of(zone, query.from.value_or(zone.date(now)), count_of(query.days));
    const auto most =
        query.per_doctor ? static_cast<std::size_t>(query.per_doctor->value) : limits::slots_per_doctor;
    // Without a filter behind them, the first starts are the ones chosen.
    const bool first_will_do = !query.part_of_day && most <= limits::slots_per_day;
    const auto listed = first_will_do ? most : std::numeric_limits<std::size_t>::max();
    std::map<Date, std::size_t> of_day;
    std::vector<Slot> slots;
    for (const auto start : free_starts(calendar, diary.busy, type, duration, window, now, listed)) {
        const auto local = zone.local(start);
        if (query.part_of_day && !is_in(*query.part_of_day, local.time())) continue;
        if (++of_day[local.date()] > limits::slots_per_day) continue;
        const auto length = duration.value_or(minutes{type.duration_minutes.value});
        slots.push_back(slot_of(calendar.doctor_id, start, length, zone, query.viewer_timezone));
        if (slots.size() == most) break;
    }
    return slots;
}

directory::DoctorFilter filter_of(const SearchQuery& query) {
    return {
        query.specialty,  query.city,
        query.country,    query.clinic_id,
        query.language,   query.q,
        query.min_rating, query.max_price_cents ? std::optional{query.max_price_cents->value} : std::nullopt,
        query.near,       query.radius_km,
        query.mode};
}

// Where a page begins: after this time and doctor.
struct Position {
    Instant start;
    DoctorId doctor;

    auto operator<=>(const Position&) const = default;
};

std::optional<Position> position_of(std::string_view text) {
    http::CursorReader cursor(text);
    Position position;
    position.start = cursor.instant();
    position.doctor = DoctorId{cursor.uuid()};
    if (!cursor.complete()) return std::nullopt;
    return position;
}

std::string cursor_after(const FoundDoctor& found) {
    http::CursorWriter cursor;
    cursor.add(found.next_available);
    cursor.add(found.doctor.id.value);
    return cursor.text();
}

bool is_before(const FoundDoctor& a, const FoundDoctor& b) {
    return Position{a.next_available, a.doctor.id} < Position{b.next_available, b.doctor.id};
}

void check_duration(const std::optional<Duration>& duration, json::Issues& issues) {
    if (duration && duration->value % 5 != 0)
        issues.add_parameter("duration_minutes", {"off_grid", "must be a multiple of 5 minutes"});
}

// The years of the table of appointments.
void check_from(const std::optional<Date>& from, json::Issues& issues) {
    if (from &&
        (from->value.year() < std::chrono::year{2000} || from->value.year() > std::chrono::year{2199}))
        issues.add_parameter("from", {"out_of_range", "must lie in the years 2000 to 2199"});
}

}  // namespace

void check(const AvailabilityQuery& query, json::Issues& issues) {
    check_duration(query.duration_minutes, issues);
    check_from(query.from, issues);
}

void check(const SearchQuery& query, json::Issues& issues) {
    if (query.min_rating && !(*query.min_rating >= 0 && *query.min_rating <= 5))
        issues.add_parameter("min_rating", {"out_of_range", "must be from 0 to 5"});
    if (query.radius_km && !(*query.radius_km > 0 && *query.radius_km <= 1'000))
        issues.add_parameter("radius_km", {"out_of_range", "must be more than 0 and at most 1000"});
    if (query.radius_km && !query.near)
        issues.add_parameter("near", {"required", "is required with radius_km"});
    check_duration(query.duration_minutes, issues);
    check_from(query.from, issues);
}

void check(const ExplainQuery& query, json::Issues& issues) {
    check_duration(query.duration_minutes, issues);
}

Result<DoctorAvailability, not_found, invalid_input> Availability::of_doctor(
    Context& context, http::Path<DoctorId> doctor, const http::Query<AvailabilityQuery>& query) {
    const auto duration = minutes_of(query->duration_minutes);
    if (duration && !may_choose_duration(context.caller()))
        return invalid_parameter("duration_minutes", staff_only);
    const auto card = directory_.card(context, doctor.value);
    if (!card && !directory_.exists(context, doctor.value)) return refuse<not_found>;

    const auto calendar = free_times_.calendar(context, doctor.value);
    DoctorAvailability answer;
    answer.doctor_id = doctor.value;
    Zone zone;
    if (calendar) {
        zone = calendar->rules.timezone;
        answer.slot_minutes = calendar->rules.slot_minutes.value;
    }
    answer.timezone = calendar || !card ? zone.text() : card->clinic.timezone;
    const auto from = query->from.value_or(zone.date(context.now()));
    const int count = count_of(query->days);
    answer.days = empty_days(from, count);
    if (!calendar || !card) return answer;  // no hours yet, or no longer in service

    const auto* type = visit_type_of(*calendar, query->visit_type);
    if (!type)
        return invalid_parameter("visit_type", {"unknown_visit_type", "is none of the doctor's visit types"});
    answer.visit_type = type->code;
    const auto window = window_of(zone, from, count);
    const auto busy = free_times_.busy(context, doctor.value, window);
    const auto starts = free_starts(*calendar, busy, *type, duration, window, context.now());
    const auto length = duration.value_or(minutes{type->duration_minutes.value});
    for (const auto start : starts) {
        const auto slot = slot_of(doctor.value, start, length, zone, query->viewer_timezone);
        auto& day = answer.days[static_cast<std::size_t>((slot.local_date.days() - from.days()).count())];
        ++day.free;
        day.slots.push_back(slot);
    }
    const bool begins_now = window.start <= context.now();
    answer.next_available = begins_now && !starts.empty()
                                ? starts.front()
                                : free_times_.first(context, *calendar, *type, duration);
    return answer;
}

Result<Page<FoundDoctor>, invalid_input, invalid_cursor> Availability::search(
    Context& context, const http::Query<SearchQuery>& query) {
    if (query->duration_minutes && !may_choose_duration(context.caller()))
        return invalid_parameter("duration_minutes", staff_only);
    std::optional<Position> after;
    if (query->cursor) {
        after = position_of(*query->cursor);
        if (!after) return invalid_cursor_given();
    }
    const auto limit =
        query->limit ? static_cast<std::size_t>(query->limit->value) : std::size_t{limits::page};
    const auto cards = directory_.matching(context, filter_of(*query));
    std::vector<FoundDoctor> found;
    for (std::size_t begin = 0; begin < cards.size(); begin += limits::search_batch) {
        const auto end = std::min(cards.size(), begin + limits::search_batch);
        std::vector<DoctorId> ids;
        for (auto i = begin; i < end; ++i) ids.push_back(cards[i]->id);
        // Wide enough for the days asked in every zone of the world.
        const auto first_day =
            query->from ? Instant{std::chrono::sys_days{query->from->value}} : context.now();
        const Period window{first_day - days{1}, first_day + days{count_of(query->days) + 1}};
        const auto diaries = free_times_.diaries(context, ids, window);
        for (auto i = begin; i < end; ++i) {
            const auto& diary = diaries[i - begin];
            const auto* type = diary.calendar ? offered_type(*diary.calendar, *query) : nullptr;
            if (!type) continue;
            auto slots = chosen_slots(diary, *type, *query, context.now());
            if (slots.empty() || (after && Position{slots.front().start, cards[i]->id} <= *after)) continue;
            const auto next = slots.front().start;
            found.push_back(
                {*cards[i], diary.calendar->rules.timezone.text(), type->code, next, std::move(slots)});
        }
        // Only the earliest `limit` can be on this page, and one more to know whether there is another.
        if (found.size() > limit + 1) {
            std::ranges::nth_element(found, found.begin() + static_cast<std::ptrdiff_t>(limit), is_before);
            found.resize(limit + 1);
        }
    }
    std::ranges::sort(found, is_before);
    Page<FoundDoctor> page;
    if (found.size() > limit) {
        found.pop_back();
        page.next_cursor = cursor_after(found.back());
    }
    page.data = std::move(found);
    return page;
}

Result<Explanation, not_found, invalid_input> Availability::explain(Context& context,
                                                                    http::Path<DoctorId> doctor,
                                                                    const http::Query<ExplainQuery>& query) {
    const auto card = directory_.card(context, doctor.value);
    const auto& caller = context.caller();
    if (card ? !reaches(caller, doctor.value, card->clinic.id)
             : caller.is(Role::doctor) && caller.doctor_id != doctor.value)
        return refuse<not_found>;
    const auto start = query->start.value;
    const auto diary =
        free_times_.diaries(context, {&doctor.value, 1}, {start - days{1}, start + days{1}}).front();
    if (!diary.calendar) return refuse<not_found>;
    Calendar calendar = *diary.calendar;
    calendar.retired = card == nullptr;
    const auto* type = visit_type_of(calendar, query->visit_type);
    if (!type)
        return invalid_parameter("visit_type", {"unknown_visit_type", "is none of the doctor's visit types"});
    const auto wish = wish_for(calendar, *type, start, minutes_of(query->duration_minutes));
    Explanation explanation;
    for (const auto& reason : reasons_against(calendar, {wish, context.now(), diary.busy, {}, std::nullopt}))
        explanation.reasons.push_back({RuleName{reason.rule}, std::string(reason.detail)});
    explanation.available = explanation.reasons.empty();
    return explanation;
}

std::vector<std::optional<Instant>> Availability::next_available(Context& context,
                                                                 const std::vector<DoctorId>& doctors) {
    return free_times_.first(context, doctors);
}

}  // namespace venera::scheduling
