#include "scheduling/availability.hpp"

#include <algorithm>

#include "platform/json/shape.hpp"
#include "scheduling/calendar_queries.hpp"
#include "scheduling/callers.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/slot_writer.hpp"

namespace venera::scheduling {

namespace {

using std::chrono::days;

// Buffers and the daily cap look beyond a visit, never further than the longest local day.
constexpr std::chrono::hours margin{26};

int count_of(const std::optional<Whole<1, 31>>& wished) {
    return wished ? static_cast<int>(wished->value) : limits::availability_days;
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

// The body of a doctor's availability, date by date.
class DaysAnswer {
public:
    DaysAnswer(const DoctorView& doctor, const VisitKind& kind, const Placement& placement,
               const Moment& moment)
        : doctor_(doctor), kind_(kind), placement_(placement), moment_(moment) {}

    std::string text(const AvailabilityQuery& query) {
        const auto now = unit_before(moment_.now);
        const DayNumber first = query.from ? day_number(*query.from) : doctor_.days.day_of(now);
        FreeDays free(doctor_.profile, doctor_.busy, placement_, doctor_.days, moment_);
        const minutes duration{placement_.shape.length * 5};
        SlotWriter writer(out_, doctor_.profile.id, doctor_.days, duration, query.viewer_timezone);
        write_head();
        for (int i = 0; i < count_of(query.days); ++i) {
            if (i > 0) out_ += ',';
            const DayNumber day = first + i;
            const bool is_open = free.first_day() <= day && day <= free.last_day();
            write_day(day, is_open ? free.on(day) : DayBits{}, writer);
        }
        out_ += "]}";
        return std::move(out_);
    }

private:
    void write_head() {
        const auto& roster = *doctor_.profile.practice->roster;
        out_.reserve(64 * 1024);
        out_ += R"({"doctor_id":")";
        doctor_.profile.id.append_text(out_);
        out_ += R"(","timezone":)";
        json::write_string(out_, roster.zone().text());
        out_ += R"(,"slot_minutes":)";
        out_ += std::to_string(roster.slot_minutes());
        out_ += R"(,"visit_type":")";
        out_ += kind_.code.text();
        out_ += R"(","next_available":)";
        FreeDays free(doctor_.profile, doctor_.busy, placement_, doctor_.days, moment_);
        if (const auto next = first_start(free, doctor_.days))
            append_instant(out_, *next);
        else
            out_ += "null";
        out_ += R"(,"days":[)";
    }

    void write_day(DayNumber day, const DayBits& starts, SlotWriter& writer) {
        out_ += R"({"date":")";
        date_of(day).append_text(out_);
        out_ += R"(","free":)";
        out_ += std::to_string(starts.count());
        out_ += R"(,"slots":[)";
        bool is_first = true;
        for (Unit unit = starts.next(0); unit >= 0; unit = starts.next(unit + 1)) {
            if (!is_first) out_ += ',';
            is_first = false;
            writer.write(day, unit);
        }
        out_ += "]}";
    }

    const DoctorView& doctor_;
    const VisitKind& kind_;
    const Placement& placement_;
    const Moment& moment_;
    std::string out_;
};

}  // namespace

std::optional<minutes> minutes_of(const std::optional<Duration>& duration) {
    return duration ? std::optional{minutes{duration->value}} : std::nullopt;
}

bool may_choose_duration(const Caller& caller) { return caller.at_desk() || caller.is(Role::doctor); }

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
    if (!query.start && !query.local_start) issues.add("/start", {"required", "is required"});
    if (query.start && query.local_start)
        issues.add("/local_start", {"with_start", "makes no sense with start"});
    check_duration(query.duration_minutes, issues);
}

Result<Tagged<DoctorAvailability>, not_found, invalid_input> Availability::of_doctor(
    Context& context, http::Path<DoctorId> doctor, const http::Query<AvailabilityQuery>& query) {
    const auto duration = minutes_of(query->duration_minutes);
    if (duration && !may_choose_duration(context.caller()))
        return invalid_parameter("duration_minutes", duration_is_for_staff);
    {
        const AvailabilityIndex::View view(index_, context.now());
        if (const auto found = view.doctor(doctor.value)) {
            const auto& practice = *found->profile.practice;
            const VisitKind* kind = offered_kind(practice, query->visit_type, std::nullopt);
            if (kind == nullptr)
                return invalid_parameter("visit_type",
                                         {"unknown_visit_type", "is none of the doctor's visit types"});
            const auto key = json::to_json(*query) + doctor.value.text();
            auto tag = index_.tag(view.moment());
            if (auto kept = answers_.find(key, tag))
                return Tagged<DoctorAvailability>{std::move(*kept), std::move(tag)};
            ChosenPatterns patterns;
            const auto placement = duration ? placement_of(*kind, patterns.of(*practice.roster, *duration))
                                            : placement_of(*kind);
            auto text = DaysAnswer(*found, *kind, placement, view.moment()).text(*query);
            answers_.offer(key, tag, text);
            return Tagged<DoctorAvailability>{std::move(text), std::move(tag)};
        }
    }
    return without_hours(context, doctor.value, *query);
}

Result<Tagged<DoctorAvailability>, not_found, invalid_input> Availability::without_hours(
    Context& context, DoctorId doctor, const AvailabilityQuery& query) {
    const auto card = directory_.card(context, doctor);
    if (!card && !directory_.exists(context, doctor)) return refuse<not_found>;
    DoctorAvailability answer;
    answer.doctor_id = doctor;
    Zone zone;
    if (card) {
        if (const auto of_clinic = Zone::parse(card->clinic.timezone)) zone = *of_clinic;
    }
    answer.timezone = zone.text();
    const auto from = query.from.value_or(zone.date(context.now()));
    for (int day = 0; day < count_of(query.days); ++day) answer.days.push_back({from + days{day}, 0, {}});
    return Tagged<DoctorAvailability>{json::to_json(answer), {}};
}

namespace {

// The start that is asked about. A time that clocks skip is none.
Parsed<VisitStart> start_of(const ExplainQuery& query, const Zone& zone) {
    if (query.start) return *query.start;
    const auto at = zone.first(*query.local_start);
    if (!at) return Problem{"skipped", "is a time that clocks skip on that day"};
    return VisitStart::parse(at->text());
}

}  // namespace

Result<Explanation, not_found, invalid_input> Availability::explain(Context& context,
                                                                    http::Path<DoctorId> doctor,
                                                                    const http::Query<ExplainQuery>& query) {
    const auto card = directory_.card(context, doctor.value);
    const auto& caller = context.caller();
    if (card ? !reaches(caller, doctor.value, card->clinic.id)
             : caller.is(Role::doctor) && caller.doctor_id != doctor.value)
        return refuse<not_found>;
    const auto known = calendars_.current(context, {doctor.value}).front();
    if (!known) return refuse<not_found>;
    Calendar calendar = *known;
    calendar.retired = card == nullptr;
    const auto* type = visit_type_of(calendar, query->visit_type);
    if (!type)
        return invalid_parameter("visit_type", {"unknown_visit_type", "is none of the doctor's visit types"});
    const auto given = start_of(*query, calendar.rules.timezone);
    if (!given) return invalid_parameter("local_start", given.problem());
    const Instant start = given->value;
    std::vector<Busy> busy;
    for (const auto& row :
         find_busy(context.database(), {doctor.value}, {start - days{1} - margin, start + days{1} + margin}))
        busy.push_back({row.id, row.status, {row.starts_at, row.ends_at}, row.occupied, row.hold_until});
    const auto wish = wish_for(calendar, *type, start, minutes_of(query->duration_minutes));
    Explanation explanation;
    for (const auto& reason : reasons_against(calendar, {wish, context.now(), busy, {}, std::nullopt}))
        explanation.reasons.push_back({RuleName{reason.rule}, std::string(reason.detail)});
    explanation.available = explanation.reasons.empty();
    const LocalDateTime local = calendar.rules.timezone.local(start);
    explanation.start = start;
    explanation.end = wish.visit.end;
    explanation.local_date = local.date();
    explanation.local_time = local.time();
    return explanation;
}

std::vector<std::optional<Instant>> Availability::next_available(Context& context,
                                                                 const std::vector<DoctorId>& doctors) {
    const AvailabilityIndex::View view(index_, context.now());
    std::vector<std::optional<Instant>> starts;
    starts.reserve(doctors.size());
    for (const auto& doctor : doctors) {
        const auto next = view.next(doctor);
        starts.push_back(next ? std::optional{instant_of(*next)} : std::nullopt);
    }
    return starts;
}

}  // namespace venera::scheduling
