// POST /holds and what follows it: a time is kept for a few minutes while somebody signs in or pays. A hold
// is an appointment row; booking it (booking.hpp) keeps its id. Who has not signed in shows a token instead.
#pragma once
#include <string_view>

#include "scheduling/callers.hpp"
#include "scheduling/placing.hpp"

namespace venera::scheduling {

class Holds {
public:
    Holds(Placing& placing, const People& people, Occupancy& occupancy)
        : placing_(placing), people_(people), occupancy_(occupancy) {}

    using CreateAnswer =
        Result<Created<Hold>, not_found, invalid_input, slot_taken, patient_busy, too_late_to_book,
               beyond_horizon, not_offered, idempotency_key_reused, too_many_holds>;
    // `browser` tells browsers behind one address apart: the User-Agent, or anything like it.
    CreateAnswer create(Context& context, const NewHold& wish, const http::IdempotencyKey& key,
                        std::string_view browser);

    Result<Hold, not_found, hold_expired, too_many_extensions, invalid_transition> extend(
        Context& context, AppointmentId id, const std::optional<HolderToken>& token);

    // Harmless to repeat.
    Result<NoContent, not_found, invalid_transition> release(Context& context, AppointmentId id,
                                                             const std::optional<HolderToken>& token);

private:
    using Card = std::shared_ptr<const patients::PatientCard>;
    Result<Card, not_found, invalid_input> patient_of(Context& context, const NewHold& wish);

    Placing& placing_;
    People people_;
    Occupancy& occupancy_;
};

}  // namespace venera::scheduling
