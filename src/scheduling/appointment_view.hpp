// From a row to what is shown, and the sealing of the texts in between: reason and notes rest encrypted with
// the patient's own key, bound to their column, appointment and patient.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "patients/patients.hpp"
#include "scheduling/appointment.hpp"
#include "scheduling/booking_queries.hpp"

namespace venera::scheduling {

enum class SealedColumn : std::uint8_t { reason, notes, cancel_reason, override_reason };

// Requires: the card's patient is the row's.
postgres::Bytes seal_text(SealedColumn column, AppointmentId id, const patients::PatientCard& patient,
                          std::string_view text);
// The same text, sealed with the newest version of the key. Throws: crypto::Tampered.
postgres::Bytes renewed_text(SealedColumn column, AppointmentId id, const patients::PatientKey& patient,
                             const postgres::Bytes& sealed);
// Nothing if there is no text, or if the patient's key is gone (erased). Throws: crypto::Tampered.
std::optional<std::string> open_text(SealedColumn column, AppointmentId id,
                                     const patients::PatientCard* patient,
                                     const std::optional<postgres::Bytes>& sealed);

// `patient` may be null: then the texts stay closed.
Appointment view_of(const AppointmentRow& row, const patients::PatientCard* patient);
Hold hold_view_of(const AppointmentRow& row);

// With the patients' cards, asked for at once.
Appointment view(Context& context, patients::Patients& patients, const AppointmentRow& row);
std::vector<Appointment> views(Context& context, patients::Patients& patients,
                               const std::vector<AppointmentRow>& rows);

}  // namespace venera::scheduling
