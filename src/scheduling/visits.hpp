// POST /appointments/{id}/confirm, /check-in, /complete and /no-show, and DELETE .../check-in: the steps that
// the practice takes on a visit.
#pragma once
#include "patients/patients.hpp"
#include "platform/http/router.hpp"
#include "scheduling/appointment.hpp"
#include "scheduling/lifecycle.hpp"
#include "scheduling/occupancy.hpp"
#include "scheduling/refusals.hpp"

namespace venera::scheduling {

class Visits {
public:
    Visits(patients::Patients& patients, Occupancy& occupancy) : patients_(patients), occupancy_(occupancy) {}

    using Answer = Result<Appointment, not_found, version_mismatch, invalid_transition, visit_not_started>;
    Answer confirm(Context& context, http::Path<AppointmentId> id, http::IfMatch condition);
    Answer check_in(Context& context, http::Path<AppointmentId> id, http::IfMatch condition);
    // Somebody else had arrived: as if nobody had been checked in.
    Answer undo_check_in(Context& context, http::Path<AppointmentId> id, http::IfMatch condition);
    Answer complete(Context& context, http::Path<AppointmentId> id, http::IfMatch condition);
    Answer no_show(Context& context, http::Path<AppointmentId> id, http::IfMatch condition);

private:
    Answer take(Context& context, Step step, AppointmentId id, http::IfMatch condition);

    patients::Patients& patients_;
    Occupancy& occupancy_;
};

}  // namespace venera::scheduling
