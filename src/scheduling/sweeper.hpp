// Ends the holds that have run out, so that lists and events say so. Nothing waits for it: a booking that
// meets such a hold ends it itself.
#pragma once
#include "directory/directory.hpp"
#include "scheduling/occupancy.hpp"

namespace venera::scheduling {

// Returns how many holds it ended. Meant for a job, every limits::sweep_interval; several replicas may run it
// at once.
std::int64_t expire_holds(Context& context, Occupancy& occupancy);

// Cancels visits that were to be paid by now and are not, unless a payment is under way: what becomes of that
// decides. Where nothing is to be paid first any more they are booked. Returns how many it cancelled.
std::int64_t end_unpaid_waits(Context& context, directory::Directory& directory, Occupancy& occupancy);

// Ends wishes of the waiting list whose last day has passed.
void end_old_waits(Context& context);

}  // namespace venera::scheduling
