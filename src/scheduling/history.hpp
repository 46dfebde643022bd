// GET /appointments/{id}/history: who did what to a visit, and when. It is the access log itself, without the
// readings: what it does not say nobody did.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "audit/audit.hpp"
#include "patients/patients.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"
#include "scheduling/appointment.hpp"

namespace venera::scheduling {

struct HistoryStep {
    Instant at;
    std::string action;  // as in the access log: book, move, check-in, undo check-in, pay, ...
    std::vector<std::string> overridden;  // the rules that were set aside for it
    std::string role;                     // patient, doctor, staff, admin, integrator, anonymous, job
    std::optional<std::string> name;      // absent for who has no account, or none any more
};
BOOST_DESCRIBE_STRUCT(HistoryStep, (), (at, action, overridden, role, name))

struct VisitHistory {
    std::vector<HistoryStep> data;
    bool complete = true;  // false: there were steps before these
};
BOOST_DESCRIBE_STRUCT(VisitHistory, (), (data, complete))

class Histories {
public:
    Histories(patients::Patients& patients, audit::Actors& actors) : patients_(patients), actors_(actors) {}

    // The newest limits::history_steps of them, the earliest first: nothing that is done later, however
    // often, puts out of sight what was done last.
    Result<VisitHistory, not_found> history(Context& context, http::Path<AppointmentId> id);

private:
    patients::Patients& patients_;
    audit::Actors& actors_;
};

// "book, overriding closed, off_grid" is an action and the rules that it set aside.
struct ActionParts {
    std::string action;
    std::vector<std::string> overridden;
};
ActionParts parts_of_action(std::string_view text);

}  // namespace venera::scheduling
