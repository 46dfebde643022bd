#include "scheduling/sweeper.hpp"

#include "scheduling/booking_queries.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/payment_queries.hpp"
#include "scheduling/waitlist_queries.hpp"

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

std::int64_t cancel_unpaid(Context& context, Occupancy& occupancy) {
    std::int64_t ended = 0;
    std::optional<UnpaidVisit> last;
    for (;;) {
        std::vector<Occupation> cancelled;
        const auto due =
            postgres::in_transaction(context.database(), [&](postgres::Transaction& transaction) {
                auto visits = lock_unpaid(transaction, last, limits::sweep_batch, context.now());
                // Locked first, then asked about: a payment that begins now finds its visit cancelled.
                std::vector<AppointmentId> ids;
                for (const UnpaidVisit& visit : visits) ids.push_back(visit.id);
                for (const AppointmentId paying : payments::being_paid(transaction, ids))
                    std::erase(ids, paying);
                if (!ids.empty()) cancelled = end_unpaid(transaction, ids, trail_of(context));
                return visits;
            });
        occupancy.changed(cancelled, context.now());
        ended += std::ssize(cancelled);
        if (std::ssize(due) < limits::sweep_batch) return ended;
        last = due.back();
    }
}

void end_old_waits(Context& context) {
    for (bool more = true; more;) {
        const auto old =
            list_old_waiting(context.database(), limits::ended_waits_per_cleaning, context.now());
        end_waiting(context.database(), old, trail_of(context));
        const auto ended = list_ended_waiting(context.database(), limits::ended_waits_per_cleaning,
                                              context.now() - limits::ended_waits_kept);
        forget_waiting(context.database(), ended, trail_of(context));
        more = std::ssize(old) == limits::ended_waits_per_cleaning ||
               std::ssize(ended) == limits::ended_waits_per_cleaning;
    }
}

}  // namespace venera::scheduling
