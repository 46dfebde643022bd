#include "scheduling/trail.hpp"

namespace venera::scheduling {

namespace {

std::string role_of(const Caller& caller) {
    switch (caller.kind) {
        case Caller::Kind::nobody:
            return "anonymous";
        case Caller::Kind::job:
            return "job";
        case Caller::Kind::user:
            return std::string(http::name_of(caller.role));
    }
    std::abort();
}

}  // namespace

Trail trail_of(const Context& context) {
    const Caller& caller = context.caller();
    return {.actor_id = caller.signed_in() ? std::optional{caller.user_id} : std::nullopt,
            .actor_role = role_of(caller),
            .purpose = context.purpose,
            .purpose_reason = context.purpose_reason,
            .request_id = context.request_id(),
            .address = caller.address.empty() ? std::nullopt : std::optional{caller.address},
            .traceparent = context.trace().traceparent(),
            .now = context.now()};
}

Reach reach_of(const Caller& caller) {
    if (caller.kind == Caller::Kind::job) return {};
    if (caller.signed_in()) {
        switch (caller.role) {
            case Role::patient:
                return {std::vector{caller.patient_id.value_or(PatientId{})}, std::nullopt, std::nullopt};
            case Role::doctor:
                return {std::nullopt, caller.doctor_id.value_or(DoctorId{}), std::nullopt};
            case Role::staff:
                if (caller.clinic_ids.empty()) return {};
                return {std::nullopt, std::nullopt, caller.clinic_ids};
            case Role::admin:
            case Role::integrator:  // its scopes brought it here
                return {};
        }
    }
    return {std::vector<PatientId>{}, DoctorId{}, std::nullopt};
}

}  // namespace venera::scheduling
