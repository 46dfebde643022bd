// Who did something, why, and in which request: what every write and read of a person's data leaves in
// access_log and what every event carries along.
#pragma once
#include <optional>
#include <string>

#include "platform/http/context.hpp"

namespace venera::scheduling {

struct Trail {
    std::optional<UserId> actor_id;
    std::string actor_role;  // a role's name, "anonymous" or "job"
    std::string purpose;
    std::optional<std::string> purpose_reason;
    std::string request_id;
    std::optional<std::string> address;
    std::string traceparent;
    Instant now;
};

Trail trail_of(const Context& context);

// Whose appointments a caller may see or change, as parameters of the predicate that every statement carries.
// A member that is absent does not restrict.
struct Reach {
    std::optional<std::vector<PatientId>> patient_ids;
    std::optional<DoctorId> doctor_id;
    std::optional<std::vector<ClinicId>> clinic_ids;
};

// A patient reaches their own (callers.hpp adds those of relatives), a doctor those of their calendar, staff
// those of their clinics, an administrator or a program whose key has the scope all. Anybody else reaches no
// patient's: nothing.
Reach reach_of(const Caller& caller);

}  // namespace venera::scheduling
