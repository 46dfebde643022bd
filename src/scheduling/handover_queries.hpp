// The visits of a patient, to be given to another.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/postgres/database.hpp"
#include "scheduling/trail.hpp"

namespace venera::scheduling {

struct SealedVisit {
    AppointmentId id;
    std::optional<postgres::Bytes> reason_sealed;
    std::optional<postgres::Bytes> notes_sealed;
    std::optional<postgres::Bytes> cancel_reason_sealed;
    std::optional<postgres::Bytes> override_reason_sealed;
};
BOOST_DESCRIBE_STRUCT(SealedVisit, (),
                      (id, reason_sealed, notes_sealed, cancel_reason_sealed, override_reason_sealed))

// Waits for bookings of this patient that are under way; later ones are refused (patient_is_merged). Travels
// with the next statement.
void queue_end_of_bookings(postgres::Transaction& transaction, PatientId patient);
std::vector<DoctorId> doctors_of_visits(postgres::Executor& db, PatientId patient);
// All visits and holds, in whatever status; held until the transaction ends.
std::vector<SealedVisit> lock_visits(postgres::Executor& db, PatientId patient);
// With its event and its line of the access log. Throws: ConstraintViolation no_patient_overlap.
void give_visit(postgres::Executor& db, const SealedVisit& visit, PatientId to, const std::string& name,
                const Trail& trail);

}  // namespace venera::scheduling
