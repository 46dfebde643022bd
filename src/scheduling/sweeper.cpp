#include "scheduling/sweeper.hpp"

#include "scheduling/booking_queries.hpp"
#include "scheduling/limits.hpp"

namespace venera::scheduling {

std::int64_t expire_holds(Context& context) {
    std::int64_t ended = 0;
    for (;;) {
        // A batch is one short transaction; rows that somebody else is working on are left to them.
        const auto count = expire_due_holds(context.database(), limits::sweep_batch, trail_of(context));
        ended += count;
        if (count < limits::sweep_batch) return ended;
    }
}

}  // namespace venera::scheduling
