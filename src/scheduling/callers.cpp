#include "scheduling/callers.hpp"

#include <algorithm>

#include "scheduling/trail.hpp"

namespace venera::scheduling {

namespace {

bool may_book_for(Context& context, const People& people, PatientId patient) {
    const Caller& caller = context.caller();
    if (caller.is(Role::patient))
        return patient == caller.patient_id || people.relatives.may_act_for(context, patient);
    if (caller.is(Role::doctor))
        return caller.doctor_id && !people.treatments.treated(context, *caller.doctor_id, {patient}).empty();
    return true;
}

}  // namespace

Result<std::shared_ptr<const patients::PatientCard>, not_found, invalid_input> patient_for(
    Context& context, const People& people, const std::optional<PatientId>& named) {
    const Caller& caller = context.caller();
    if (named && !may_book_for(context, people, *named)) {
        log_denied_patient(context.database(), *named, "book", trail_of(context));
        return refuse<not_found>;
    }
    const auto wanted = named || !caller.is(Role::patient) ? named : caller.patient_id;
    if (!wanted && caller.is(Role::patient)) return refuse<not_found>;
    if (!wanted) return invalid("/patient_id", {"required", "is required"});
    auto card = people.patients.card(context, *wanted);
    if (!card || !card->data_key) {
        log_denied_patient(context.database(), *wanted, "book", trail_of(context));
        return refuse<not_found>;
    }
    if (!card->active) return invalid("/patient_id", inactive_patient);
    return card;
}

Reach reach_with_relatives(Context& context, patients::Relatives& relatives) {
    Reach reach = reach_of(context.caller());
    if (!context.caller().is(Role::patient)) return reach;
    for (const PatientId relative : relatives.acted_for(context)) reach.patient_ids->push_back(relative);
    return reach;
}

std::optional<AppointmentRow> find_reached(Context& context, patients::Relatives& relatives,
                                           AppointmentId id) {
    // Their own first: most callers never need the second question.
    auto row = find_appointment(context.database(), id, reach_of(context.caller()));
    if (row || !context.caller().is(Role::patient)) return row;
    const Reach wider{relatives.acted_for(context), std::nullopt, std::nullopt};
    if (wider.patient_ids->empty()) return std::nullopt;
    return find_appointment(context.database(), id, wider);
}

bool reaches(const Caller& caller, DoctorId doctor, ClinicId clinic) {
    if (caller.is(Role::doctor)) return caller.doctor_id == doctor;
    if (caller.is(Role::staff) && !caller.clinic_ids.empty())
        return std::ranges::find(caller.clinic_ids, clinic) != caller.clinic_ids.end();
    return true;
}

}  // namespace venera::scheduling
