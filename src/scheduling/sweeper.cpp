#include "scheduling/sweeper.hpp"

#include "scheduling/booking_queries.hpp"
#include "scheduling/limits.hpp"

namespace venera::scheduling {

std::int64_t expire_holds(Context& context, Occupancy& occupancy) {
    std::int64_t ended = 0;
    for (;;) {
        // A batch is one short transaction; rows that somebody else is working on are left to them.
        const auto batch = expire_due_holds(context.database(), limits::sweep_batch, trail_of(context));
        occupancy.changed(batch, context.now());
        ended += std::ssize(batch);
        if (std::ssize(batch) < limits::sweep_batch) return ended;
    }
}

}  // namespace venera::scheduling
