// The statements that count visits.
#pragma once
#include <vector>

#include "scheduling/list_queries.hpp"
#include "scheduling/visit_statistics_rules.hpp"

namespace venera::scheduling {

struct CountedFilter {
    Days days;
    std::optional<ClinicId> clinic_id;
    std::optional<Code> specialty;
    std::optional<DoctorId> doctor_id;
};

// The same visits, counted four ways: each row is of a day, of an hour of a weekday, of a lead, or of a
// doctor with a specialty at a clinic. What it is not of is absent.
struct CountedRow : VisitCounts {
    std::optional<Date> local_date;
    std::optional<std::int32_t> weekday;  // 1 is Monday
    std::optional<std::int32_t> hour;
    std::optional<std::int32_t> lead_days;
    std::optional<DoctorId> doctor_id;
    std::optional<std::string> specialty_code;
    std::optional<ClinicId> clinic_id;
};
BOOST_DESCRIBE_STRUCT(CountedRow, (VisitCounts),
                      (local_date, weekday, hour, lead_days, doctor_id, specialty_code, clinic_id))
std::vector<CountedRow> count_visits(postgres::Executor& db, const Reach& reach, const CountedFilter& filter);

struct Practised {
    DoctorId doctor_id;
    std::string specialty_code;
    ClinicId clinic_id;
};
// What the three were called at their last visit.
struct PractisedNames {
    DoctorId doctor_id;
    std::string doctor_name;
    std::string specialty_code;
    std::string specialty_name;
    ClinicId clinic_id;
    std::string clinic_name;
};
BOOST_DESCRIBE_STRUCT(PractisedNames, (),
                      (doctor_id, doctor_name, specialty_code, specialty_name, clinic_id, clinic_name))
std::vector<PractisedNames> names_of(postgres::Executor& db, const std::vector<Practised>& which);

}  // namespace venera::scheduling
