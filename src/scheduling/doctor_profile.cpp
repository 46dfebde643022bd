#include "scheduling/doctor_profile.hpp"

#include <algorithm>

#include "platform/json/shape.hpp"
#include "scheduling/timetable.hpp"

namespace venera::scheduling {

namespace {

std::string text_of_hours(const ScheduleRules& rules) {
    ScheduleRules hours;
    hours.timezone = rules.timezone;
    hours.hours = rules.hours;
    for (auto& period : hours.hours) period.clinic_id.reset();
    hours.slot_minutes = rules.slot_minutes;
    return json::to_json(hours);
}

VisitShape shape_of(const ScheduleRules& rules, const VisitType& type) {
    return {units_in(minutes{type.duration_minutes.value}),
            units_in(minutes{type.buffer_before_minutes.value_or(rules.buffer_before_minutes).value}),
            units_in(minutes{type.buffer_after_minutes.value_or(rules.buffer_after_minutes).value})};
}

std::string text_of_kinds(const std::vector<VisitKind>& kinds) {
    std::string text;
    for (const VisitKind& kind : kinds) {
        text += '|';
        text += kind.code.text();
        for (const Unit part :
             {static_cast<Unit>(kind.mode), kind.shape.length, kind.shape.before, kind.shape.after}) {
            text += ' ';
            text += std::to_string(part);
        }
    }
    return text;
}

UnitPeriod units_of(const Period& period) {
    return {static_cast<std::uint32_t>(unit_before(period.start)),
            static_cast<std::uint32_t>(unit_after(period.end))};
}

std::vector<UnitPeriod> spans_of(const Calendar& calendar, ExceptionKind kind) {
    std::vector<Period> spans;
    if (kind == ExceptionKind::closed) spans = calendar.busy_elsewhere;
    for (const ScheduleException& exception : calendar.exceptions) {
        if (exception.kind != kind) continue;
        if (const auto span = span_of(calendar.rules.timezone, exception)) spans.push_back(*span);
    }
    join(spans);
    std::vector<UnitPeriod> units;
    for (const Period& span : spans) units.push_back(units_of(span));
    return units;
}

// Of the calendar only what extra openings need: absences are cut out of their starts as of all others.
std::shared_ptr<const Calendar> with_extra_openings(const Calendar& calendar) {
    auto extra = std::make_shared<Calendar>();
    extra->rules.timezone = calendar.rules.timezone;
    extra->rules.hours = calendar.rules.hours;
    extra->rules.slot_minutes = calendar.rules.slot_minutes;
    for (const ScheduleException& exception : calendar.exceptions) {
        if (exception.kind == ExceptionKind::open) extra->exceptions.push_back(exception);
    }
    return extra;
}

}  // namespace

std::shared_ptr<const Practice> Practices::of(const ScheduleRules& rules) {
    if (rules.visit_types.empty()) return nullptr;
    auto practice = std::make_shared<Practice>();
    practice->kinds.reserve(rules.visit_types.size());
    for (const VisitType& type : rules.visit_types)
        practice->kinds.push_back({type.code, type.mode, shape_of(rules, type), nullptr});
    const std::string hours = text_of_hours(rules);
    const auto key = crypto::sha256(hours + text_of_kinds(practice->kinds));
    const auto roster_key = crypto::sha256(hours);
    const std::scoped_lock lock(mutex_);
    auto& known = practices_[key];
    if (known) return known;
    auto& roster = rosters_[roster_key];
    if (!roster) roster = std::make_shared<Roster>(rules);
    practice->roster = roster;
    for (VisitKind& kind : practice->kinds) kind.pattern = &roster->pattern(minutes{kind.shape.length * 5});
    known = std::move(practice);
    return known;
}

void Practices::tidy() {
    const std::scoped_lock lock(mutex_);
    std::erase_if(practices_, [](const auto& entry) { return entry.second.use_count() == 1; });
    std::erase_if(rosters_, [](const auto& entry) { return entry.second.use_count() == 1; });
}

void apply(const Calendar& calendar, Practices& practices, DoctorProfile& profile) {
    const ScheduleRules& rules = calendar.rules;
    profile.practice = practices.of(rules);
    profile.calendar_version = calendar.version;
    profile.notice_minutes = static_cast<std::int32_t>(rules.notice_minutes.value);
    profile.horizon_days = static_cast<std::int32_t>(rules.horizon_days.value);
    profile.visits_a_day = rules.max_per_day ? static_cast<std::int32_t>(rules.max_per_day->value) : 0;
    profile.absences = spans_of(calendar, ExceptionKind::closed);
    profile.extra_openings = spans_of(calendar, ExceptionKind::open);
    profile.extra = profile.extra_openings.empty() ? nullptr : with_extra_openings(calendar);
}

const VisitKind* offered_kind(const Practice& practice, const std::optional<Code>& code,
                              const std::optional<Mode>& mode) {
    const auto fits = [&](const VisitKind& kind) {
        return (!code || kind.code == *code) && (!mode || kind.mode == *mode);
    };
    const auto found = std::ranges::find_if(practice.kinds, fits);
    return found == practice.kinds.end() ? nullptr : &*found;
}

}  // namespace venera::scheduling
