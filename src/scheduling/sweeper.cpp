#include "scheduling/sweeper.hpp"

#include <algorithm>

#include "scheduling/booking_queries.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/list_queries.hpp"
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

namespace {

// Locked visits whose clinic has changed its mind: booked, and so told of as any other.
std::vector<Occupation> book_unpaid(Context& context, postgres::Transaction& transaction,
                                    const std::vector<AppointmentId>& ids) {
    std::vector<Occupation> booked;
    for (const AppointmentId id : ids) {
        auto row = find_appointment(transaction, id, {}).value();
        take_step(transaction, {id, row.version, Status::booked, "book unpaid", std::nullopt},
                  trail_of(context));
        row.status = Status::booked;
        row.hold_until.reset();
        row.version += 1;
        booked.push_back(occupation_of(row));
    }
    return booked;
}

}  // namespace

std::int64_t end_unpaid_waits(Context& context, directory::Directory& directory, Occupancy& occupancy) {
    std::int64_t ended = 0;
    std::optional<UnpaidVisit> last;
    for (;;) {
        std::vector<Occupation> cancelled;
        std::vector<Occupation> booked;
        const auto due =
            postgres::in_transaction(context.database(), [&](postgres::Transaction& transaction) {
                auto visits = lock_unpaid(transaction, last, limits::sweep_batch, context.now());
                // Locked first, then asked about: a payment that begins now finds its visit ended.
                std::vector<AppointmentId> ids;
                for (const UnpaidVisit& visit : visits) ids.push_back(visit.id);
                const auto paying = payments::being_paid(transaction, ids);
                std::vector<AppointmentId> unpaid;
                std::vector<AppointmentId> trusted;
                for (const UnpaidVisit& visit : visits) {
                    if (std::ranges::count(paying, visit.id) > 0) continue;
                    const auto doctor = directory.card(context, visit.doctor_id);
                    const bool waits =
                        !doctor || doctor->payment_policy == directory::PaymentPolicy::at_booking;
                    (waits ? unpaid : trusted).push_back(visit.id);
                }
                if (!unpaid.empty()) cancelled = end_unpaid(transaction, unpaid, trail_of(context));
                booked = book_unpaid(context, transaction, trusted);
                return visits;
            });
        occupancy.changed(cancelled, context.now());
        occupancy.changed(booked, context.now());
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
