// For whom somebody books: patients for themselves, the practice for the patient that it names.
#pragma once
#include <memory>
#include <optional>

#include "patients/patients.hpp"
#include "platform/http/problem.hpp"

namespace venera::scheduling {

// The card of `named`, or of the caller's own patient. Another's patient is refused like a missing one, and
// the attempt goes to the access log; a practice that names nobody is told so.
Result<std::shared_ptr<const patients::PatientCard>, not_found, invalid_input> patient_for(
    Context& context, patients::Patients& patients, const std::optional<PatientId>& named);

// Whether the caller may act on a doctor's calendar at all: doctors on their own, staff on those of their
// clinics, patients and visitors on every one.
bool reaches(const Caller& caller, DoctorId doctor, ClinicId clinic);

}  // namespace venera::scheduling
