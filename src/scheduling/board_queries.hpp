// The statements behind the day board of a clinic and the history of a visit.
#pragma once
#include <boost/describe/class.hpp>
#include <string>
#include <vector>

#include "scheduling/booking_queries.hpp"
#include "scheduling/trail.hpp"

namespace venera::scheduling {

struct BoardWish {
    ClinicId clinic_id;
    Date date;
    std::optional<DoctorId> doctor_id;
};
// The visits and live holds of that day by start, at most `limit`.
std::vector<AppointmentRow> list_board(postgres::Executor& db, const Reach& reach, const BoardWish& wish,
                                       Instant now, std::int32_t limit);

// Somebody asked for the board of a clinic that is not theirs to see, or that does not exist.
void log_denied_board(postgres::Executor& db, ClinicId clinic, const Trail& trail);

struct StepRow {
    Instant at;
    std::optional<UserId> actor_id;
    std::string actor_role;
    std::string action;
};
BOOST_DESCRIBE_STRUCT(StepRow, (), (at, actor_id, actor_role, action))
// What was done to an appointment of these patients (one person) since then, as the access log has it: the
// newest, in their order.
struct StepsQuestion {
    AppointmentId id;
    std::vector<PatientId> patients;
    Instant since;
};
std::vector<StepRow> list_steps(postgres::Executor& db, const StepsQuestion& question, std::int32_t limit);

}  // namespace venera::scheduling
