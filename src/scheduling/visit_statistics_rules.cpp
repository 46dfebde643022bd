#include "scheduling/visit_statistics_rules.hpp"

#include <algorithm>
#include <array>

#include "scheduling/limits.hpp"

namespace venera::scheduling {

namespace {

using std::chrono::days;

// The last day of the unit that `date` lies in.
Date end_of(Date date, PeriodUnit unit) {
    switch (unit) {
        case PeriodUnit::day:
            return date;
        case PeriodUnit::week:
            return date + (std::chrono::Sunday - std::chrono::weekday{date.days()});
        case PeriodUnit::month:
            return {std::chrono::year_month_day{std::chrono::year_month_day_last{
                date.value.year() / date.value.month() / std::chrono::last}}};
    }
    std::abort();
}

bool is_offered(Date date) {
    return date.value.year() >= std::chrono::year{2000} && date.value.year() < std::chrono::year{2200};
}

}  // namespace

std::variant<Days, DaysProblem> days_of(const VisitStatisticsQuery& query, Date today) {
    constexpr Problem no_year{"out_of_range", "must lie in the years 2000 to 2199"};
    if (query.from && !is_offered(*query.from)) return DaysProblem{"from", no_year};
    if (query.until && !is_offered(*query.until)) return DaysProblem{"until", no_year};
    const days rest{limits::statistics_days - 1};
    const Date until = query.until.value_or(query.from ? *query.from + rest : today);
    const Date from = query.from.value_or(until + -rest);
    if (until < from) return DaysProblem{"until", {"before_from", "must not be before from"}};
    if (until.days() - from.days() >= days{limits::longest_statistics_days})
        return DaysProblem{"until", {"too_far", "must be within 366 days of from"}};
    return Days{from, until};
}

std::vector<PeriodCounts> periods_of(const Days& days, PeriodUnit unit,
                                     const std::map<Date, VisitCounts>& counted) {
    std::vector<PeriodCounts> periods;
    for (Date from = days.from; from <= days.until; from = periods.back().until + std::chrono::days{1}) {
        PeriodCounts period;
        period.from = from;
        period.until = std::min(end_of(from, unit), days.until);
        const auto end = counted.upper_bound(period.until);
        for (auto day = counted.lower_bound(from); day != end; ++day) period += day->second;
        periods.push_back(period);
    }
    return periods;
}

LeadTime lead_time_of(const std::map<std::int32_t, std::int64_t>& visits) {
    constexpr std::array<std::int32_t, 8> begins{0, 1, 2, 4, 8, 15, 31, 91};
    LeadTime lead;
    for (std::size_t i = 0; i < begins.size(); ++i) {
        const bool is_last = i + 1 == begins.size();
        lead.buckets.push_back({begins[i], is_last ? std::nullopt : std::optional{begins[i + 1] - 1}, 0});
    }
    std::int64_t all = 0;
    for (const auto& [days, count] : visits) {
        const auto next = std::ranges::upper_bound(begins, days);
        lead.buckets[static_cast<std::size_t>(next - begins.begin()) - 1].visits += count;
        all += count;
    }
    std::int64_t so_far = 0;
    for (const auto& [days, count] : visits) {
        so_far += count;
        if (2 * so_far < all) continue;
        lead.median_days = days;
        break;
    }
    return lead;
}

}  // namespace venera::scheduling
