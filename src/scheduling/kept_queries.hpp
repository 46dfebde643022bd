// The statements over everything that is kept of some patients.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <vector>

#include "platform/postgres/database.hpp"
#include "platform/values/instant.hpp"
#include "platform/values/uuid.hpp"
#include "scheduling/types.hpp"

namespace venera::scheduling {

struct SealedTexts {
    AppointmentId id;
    DoctorId doctor_id;
    PatientId patient_id;
    Status status = Status::booked;
    std::int64_t version = 1;
    std::optional<postgres::Bytes> reason_sealed;
    std::optional<postgres::Bytes> notes_sealed;
    std::optional<postgres::Bytes> cancel_reason_sealed;
    std::optional<postgres::Bytes> override_reason_sealed;
};
BOOST_DESCRIBE_STRUCT(SealedTexts, (),
                      (id, doctor_id, patient_id, status, version, reason_sealed, notes_sealed,
                       cancel_reason_sealed, override_reason_sealed))

// At most `limit` appointments with any text, in the order of ids, after `after`.
std::vector<SealedTexts> list_sealed_texts(postgres::Executor& db, const std::vector<PatientId>& patients,
                                           AppointmentId after, std::int32_t limit);
// Where the appointment still has that version. It is not counted up: the texts say what they said.
void write_sealed_texts(postgres::Executor& db, const std::vector<SealedTexts>& texts);

// Takes name and texts out, and what tells whose device a hold was made on.
void forget_patient(postgres::Executor& db, PatientId patient, Instant now);

}  // namespace venera::scheduling
