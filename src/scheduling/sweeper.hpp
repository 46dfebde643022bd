// Ends the holds that have run out, so that lists and events say so. Nothing waits for it: a booking that
// meets such a hold ends it itself.
#pragma once
#include "scheduling/occupancy.hpp"

namespace venera::scheduling {

// Returns how many holds it ended. Meant for a job, every limits::sweep_interval; several replicas may run it
// at once.
std::int64_t expire_holds(Context& context, Occupancy& occupancy);

// Cancels visits that were to be paid by now and are not, unless a payment is under way: what becomes of that
// decides. Returns how many.
std::int64_t cancel_unpaid(Context& context, Occupancy& occupancy);

// Ends wishes of the waiting list whose last day has passed.
void end_old_waits(Context& context);

}  // namespace venera::scheduling
