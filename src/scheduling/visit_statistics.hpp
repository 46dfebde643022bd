// How many visits there were, how they ended and how long before they were asked for: by day, week or month,
// by weekday and hour, by specialty, doctor and clinic. Numbers only; nobody's data is in it.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "directory/directory.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"
#include "scheduling/types.hpp"

namespace venera::scheduling {

enum class PeriodUnit : std::uint8_t { day, week, month };
BOOST_DESCRIBE_ENUM(PeriodUnit, day, week, month)

// Both days are of the clinics and count; at most 366. Without them, the last thirty.
struct VisitStatisticsQuery {
    std::optional<Date> from;
    std::optional<Date> until;
    std::optional<ClinicId> clinic_id;
    std::optional<Code> specialty;
    std::optional<DoctorId> doctor_id;
    std::optional<PeriodUnit> unit;  // of `periods`; day if absent
};
BOOST_DESCRIBE_STRUCT(VisitStatisticsQuery, (), (from, until, clinic_id, specialty, doctor_id, unit))

// Visits on these days, whenever they were asked for. Holds that became no visit are not counted.
struct VisitCounts {
    std::int64_t visits = 0;
    std::int64_t kept = 0;  // the patient came: arrived or fulfilled
    std::int64_t cancelled = 0;
    std::int64_t no_show = 0;
    std::int64_t open = 0;  // pending or booked: not yet, or nobody has said

    VisitCounts& operator+=(const VisitCounts& other) {
        visits += other.visits;
        kept += other.kept;
        cancelled += other.cancelled;
        no_show += other.no_show;
        open += other.open;
        return *this;
    }
    bool operator==(const VisitCounts&) const = default;
};
BOOST_DESCRIBE_STRUCT(VisitCounts, (), (visits, kept, cancelled, no_show, open))

// A day, or what of a week (from Monday) or a month is within the days asked for. Also those without a visit.
struct PeriodCounts : VisitCounts {
    Date from;
    Date until;
};
BOOST_DESCRIBE_STRUCT(PeriodCounts, (VisitCounts), (from, until))

struct HourCounts : VisitCounts {
    Weekday weekday = Weekday::monday;
    std::int32_t hour = 0;  // 0 to 23, of the clinic's clock
};
BOOST_DESCRIBE_STRUCT(HourCounts, (VisitCounts), (weekday, hour))

struct LeadBucket {
    std::int32_t from_days = 0;
    std::optional<std::int32_t> until_days;  // the last of them; absent: or more
    std::int64_t visits = 0;
};
BOOST_DESCRIBE_STRUCT(LeadBucket, (), (from_days, until_days, visits))

// From the day on which a visit was asked for to its own, in days of the clinic's calendar.
struct LeadTime {
    std::optional<std::int32_t> median_days;  // the lower of two
    std::vector<LeadBucket> buckets;
};
BOOST_DESCRIBE_STRUCT(LeadTime, (), (median_days, buckets))

struct SpecialtyCounts : VisitCounts {
    Code code;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(SpecialtyCounts, (VisitCounts), (code, name))

struct DoctorCounts : VisitCounts {
    DoctorId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(DoctorCounts, (VisitCounts), (id, name))

struct ClinicCounts : VisitCounts {
    ClinicId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(ClinicCounts, (VisitCounts), (id, name))

struct VisitStatistics : VisitCounts {
    Date from;
    Date until;
    PeriodUnit unit = PeriodUnit::day;
    LeadTime lead_time;
    std::vector<PeriodCounts> periods;
    std::vector<HourCounts> hours;             // those with a visit
    std::vector<SpecialtyCounts> specialties;  // the hundred with most visits, the first first
    std::vector<DoctorCounts> doctors;
    std::vector<ClinicCounts> clinics;
};
BOOST_DESCRIBE_STRUCT(VisitStatistics, (VisitCounts),
                      (from, until, unit, lead_time, periods, hours, specialties, doctors, clinics))

// Counts by request: there is no state.
class VisitFigures {
public:
    // Staff count the visits of their clinics.
    Result<VisitStatistics, invalid_input> statistics(Context& context,
                                                      const http::Query<VisitStatisticsQuery>& query);
};

}  // namespace venera::scheduling
