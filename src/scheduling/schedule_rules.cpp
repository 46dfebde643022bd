// What a schedule must fulfil beyond the types of its members.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "scheduling/limits.hpp"
#include "scheduling/types.hpp"

namespace venera::scheduling {

namespace {

constexpr int day = 24 * 60;
constexpr int week = 7 * day;

constexpr Problem off_grid{"off_grid", "must be a multiple of 5 minutes"};

// A period in minutes since Monday 00:00; the end may lie beyond the week.
struct Minutes {
    int start;
    int end;
};

Minutes minutes_of(const WeeklyPeriod& period) {
    const int start = static_cast<int>(period.day_of_week) * day + period.start_time.minute_of_day;
    int end = static_cast<int>(period.day_of_week) * day + period.end_time.minute_of_day;
    if (end <= start) end += day;
    return {start, end};
}

void check_grid(std::int64_t minutes, const std::string& pointer, json::Issues& issues) {
    if (minutes % 5 != 0) issues.add(pointer, off_grid);
}

void check_break(const WeeklyPeriod& period, const std::string& pointer, json::Issues& issues) {
    if (period.break_start.has_value() != period.break_end.has_value()) {
        issues.add(pointer + (period.break_start ? "/break_end" : "/break_start"),
                   {"required", "is required with the other end of the break"});
        return;
    }
    if (!period.break_start) return;
    check_grid(period.break_start->minute_of_day, pointer + "/break_start", issues);
    check_grid(period.break_end->minute_of_day, pointer + "/break_end", issues);
    const auto [start, end] = minutes_of(period);
    const auto after_start = [&](ClockTime time) {
        const int at = static_cast<int>(period.day_of_week) * day + time.minute_of_day;
        return at < start ? at + day : at;
    };
    const int from = after_start(*period.break_start);
    const int to = after_start(*period.break_end);
    if (!(start < from && from < to && to < end))
        issues.add(pointer + "/break_start", {"outside_period", "the break must lie inside the period"});
}

// Periods may meet but not overlap, also over midnight and from Sunday into Monday.
void check_overlaps(const std::vector<WeeklyPeriod>& hours, json::Issues& issues) {
    for (std::size_t i = 0; i < hours.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const auto a = minutes_of(hours[i]);
            const auto b = minutes_of(hours[j]);
            const auto meet = [&](int shift) { return a.start + shift < b.end && b.start < a.end + shift; };
            if (meet(0) || meet(week) || meet(-week)) {
                issues.add("/hours/" + std::to_string(i), {"overlaps", "must not overlap another period"});
                break;
            }
        }
    }
}

void check_visit_types(const std::vector<VisitType>& types, json::Issues& issues) {
    if (types.empty()) issues.add("/visit_types", {"too_few", "must have at least one item"});
    if (types.size() > limits::visit_types) issues.add("/visit_types", {"too_many", "has too many items"});
    std::set<Code> codes;
    for (std::size_t i = 0; i < types.size(); ++i) {
        const auto pointer = "/visit_types/" + std::to_string(i);
        if (!codes.insert(types[i].code).second)
            issues.add(pointer + "/code", {"repeated", "must be different from the others"});
        check_grid(types[i].duration_minutes.value, pointer + "/duration_minutes", issues);
        if (types[i].buffer_before_minutes)
            check_grid(types[i].buffer_before_minutes->value, pointer + "/buffer_before_minutes", issues);
        if (types[i].buffer_after_minutes)
            check_grid(types[i].buffer_after_minutes->value, pointer + "/buffer_after_minutes", issues);
    }
}

}  // namespace

void check(const ScheduleRules& rules, json::Issues& issues) {
    if (rules.hours.size() > limits::weekly_periods) issues.add("/hours", {"too_many", "has too many items"});
    check_grid(rules.slot_minutes.value, "/slot_minutes", issues);
    check_grid(rules.buffer_before_minutes.value, "/buffer_before_minutes", issues);
    check_grid(rules.buffer_after_minutes.value, "/buffer_after_minutes", issues);
    if (rules.hours.size() <= limits::weekly_periods) {
        for (std::size_t i = 0; i < rules.hours.size(); ++i) {
            const auto pointer = "/hours/" + std::to_string(i);
            check_grid(rules.hours[i].start_time.minute_of_day, pointer + "/start_time", issues);
            check_grid(rules.hours[i].end_time.minute_of_day, pointer + "/end_time", issues);
            check_break(rules.hours[i], pointer, issues);
        }
        check_overlaps(rules.hours, issues);
    }
    check_visit_types(rules.visit_types, issues);
}

}  // namespace venera::scheduling
