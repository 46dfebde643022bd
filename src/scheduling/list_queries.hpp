// The statements that read appointments. Who may see a row is a predicate of the statement, so a stranger's
// appointment and a missing one are the same: no row.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "scheduling/booking_queries.hpp"
#include "scheduling/trail.hpp"

namespace venera::scheduling {

std::optional<AppointmentRow> find_appointment(postgres::Executor& db, AppointmentId id, const Reach& reach);
// Those of them that are in reach, in no order.
std::vector<AppointmentRow> find_appointments(postgres::Executor& db, const std::vector<AppointmentId>& ids,
                                              const Reach& reach);

// Who made the appointment.
std::optional<UserId> find_booker(postgres::Executor& db, AppointmentId id);

struct ListFilter {
    std::vector<Status> statuses;
    std::optional<DoctorId> doctor_id;
    std::optional<PatientId> patient_id;
    std::optional<Instant> from;  // starts at or after
    std::optional<Instant> to;    // starts before
    std::optional<Instant> ends_after;
    std::optional<Instant> over_by;  // ended by then, or in a final status
};
struct ListPosition {
    Instant starts_at;
    AppointmentId id;
};
// At most `limit` rows in the order of starts (and ids), after `after` in that order.
std::vector<AppointmentRow> list_appointments(postgres::Executor& db, const Reach& reach,
                                              const ListFilter& filter, AppointmentSort sort,
                                              const std::optional<ListPosition>& after, std::int32_t limit);

// One line of the access log per patient shown. Requires: called before the answer is given.
void log_reads(postgres::Executor& db, const std::vector<AppointmentRow>& shown, const std::string& action,
               const Trail& trail);
// Somebody asked for an appointment that is not theirs, or that does not exist.
void log_denied(postgres::Executor& db, AppointmentId id, const std::string& action, const Trail& trail);
// Somebody asked for the agenda of a doctor that is not theirs to see, or who does not exist.
void log_denied_agenda(postgres::Executor& db, DoctorId doctor, const Trail& trail);
// Somebody acted for a patient who is not theirs to act for.
void log_denied_patient(postgres::Executor& db, PatientId patient, const std::string& action,
                        const Trail& trail);

}  // namespace venera::scheduling
