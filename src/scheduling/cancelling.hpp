// DELETE /appointments/{id} and POST .../cancel: the visit will not take place and its time is free at once.
#pragma once
#include "platform/http/router.hpp"
#include "scheduling/appointment.hpp"
#include "scheduling/callers.hpp"
#include "scheduling/occupancy.hpp"
#include "scheduling/refusals.hpp"

namespace venera::scheduling {

class Cancelling {
public:
    Cancelling(const People& people, Occupancy& occupancy) : people_(people), occupancy_(occupancy) {}

    using Answer = Result<Appointment, not_found, version_mismatch, invalid_transition, too_late_to_cancel>;
    // Repeating either is harmless: the appointment is shown, and no second event is written.
    Answer cancel(Context& context, http::Path<AppointmentId> id, http::IfMatch condition);
    Answer cancel_because(Context& context, http::Path<AppointmentId> id,
                          const std::optional<CancelAppointment>& why, http::IfMatch condition);

private:
    People people_;
    Occupancy& occupancy_;
};

}  // namespace venera::scheduling
