#include "scheduling/callers.hpp"

#include <algorithm>

#include "scheduling/list_queries.hpp"
#include "scheduling/trail.hpp"

namespace venera::scheduling {

Result<std::shared_ptr<const patients::PatientCard>, not_found, invalid_input> patient_for(
    Context& context, patients::Patients& patients, const std::optional<PatientId>& named) {
    const Caller& caller = context.caller();
    std::optional<PatientId> wanted = named;
    if (caller.is(Role::patient)) {
        if (named && named != caller.patient_id) {
            log_denied_patient(context.database(), *named, "book", trail_of(context));
            return refuse<not_found>;
        }
        wanted = caller.patient_id;
        if (!wanted) return refuse<not_found>;
    }
    if (!wanted) return invalid("/patient_id", {"required", "is required"});
    auto card = patients.card(context, *wanted);
    if (!card || !card->data_key) return refuse<not_found>;
    if (!card->active)
        return invalid("/patient_id", {"inactive", "is the id of a patient who is no longer active"});
    return card;
}

bool reaches(const Caller& caller, DoctorId doctor, ClinicId clinic) {
    if (caller.is(Role::doctor)) return caller.doctor_id == doctor;
    if (caller.is(Role::staff) && !caller.clinic_ids.empty())
        return std::ranges::find(caller.clinic_ids, clinic) != caller.clinic_ids.end();
    return true;
}

}  // namespace venera::scheduling
