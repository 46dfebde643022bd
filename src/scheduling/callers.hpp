// For whom somebody books, and whose appointments they reach: patients for themselves and for those who have
// consented, the practice for the patient that it names.
#pragma once
#include <memory>
#include <optional>
#include <string_view>

#include "patients/patients.hpp"
#include "platform/http/problem.hpp"
#include "scheduling/list_queries.hpp"

namespace venera::scheduling {

// What scheduling asks of patients, and who treats them.
struct People {
    patients::Patients& patients;
    patients::Relatives& relatives;
    patients::Treatments& treatments;
};

inline constexpr Problem inactive_patient{"inactive", "is the id of a patient who is no longer active"};
// The constraint that refuses a booking for a patient whose profile was merged a moment ago.
inline constexpr std::string_view merged_patient_books = "patient_is_merged";

// The card of `named`, or of the caller's own patient. Somebody for whom the caller may not book is refused
// like a missing one, and the attempt goes to the access log; a practice that names nobody is told so.
// Doctors book for those whom they treat: a visit opens the record, so they must not give one to themselves.
Result<std::shared_ptr<const patients::PatientCard>, not_found, invalid_input> patient_for(
    Context& context, const People& people, const std::optional<PatientId>& named);

// reach_of() the caller, and for patients those for whom they act.
Reach reach_with_relatives(Context& context, patients::Relatives& relatives);
// One appointment within that reach.
std::optional<AppointmentRow> find_reached(Context& context, patients::Relatives& relatives,
                                           AppointmentId id);

// Whether the caller may act on a doctor's calendar at all: doctors on their own, staff on those of their
// clinics, patients and visitors on every one.
bool reaches(const Caller& caller, DoctorId doctor, ClinicId clinic);

}  // namespace venera::scheduling
