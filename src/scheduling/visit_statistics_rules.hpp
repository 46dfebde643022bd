// What counted rows come to: pure functions.
#pragma once
#include <map>

#include "scheduling/visit_statistics.hpp"

namespace venera::scheduling {

struct Days {
    Date from;
    Date until;  // the last of them
};
// The days that a query means, if it is `today`; the problem's parameter and itself if it means none.
struct DaysProblem {
    std::string_view parameter;
    Problem problem;
};
std::variant<Days, DaysProblem> days_of(const VisitStatisticsQuery& query, Date today);

// Every period of the days, in order, with what was counted of its days.
std::vector<PeriodCounts> periods_of(const Days& days, PeriodUnit unit,
                                     const std::map<Date, VisitCounts>& counted);
// Of visits by the days that they were asked for before.
LeadTime lead_time_of(const std::map<std::int32_t, std::int64_t>& visits);

}  // namespace venera::scheduling
