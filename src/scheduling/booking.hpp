// POST /appointments: a free time, or a hold, becomes an appointment: booked at once, or pending where the
// clinic wants its money first.
#pragma once
#include "scheduling/callers.hpp"
#include "scheduling/placing.hpp"

namespace venera::scheduling {

class Booking {
public:
    Booking(directory::Directory& directory, Placing& placing, const People& people, Occupancy& occupancy)
        : directory_(directory), placing_(placing), people_(people), occupancy_(occupancy) {}

    using Answer = Result<Created<Appointment>, forbidden, not_found, invalid_input, slot_taken, patient_busy,
                          too_late_to_book, beyond_horizon, not_offered, hold_expired, invalid_transition,
                          idempotency_key_reused, too_many_holds>;
    Answer book(Context& context, const BookAppointment& wish, const http::IdempotencyKey& key);

private:
    using Card = std::shared_ptr<const patients::PatientCard>;

    Answer book_time(Context& context, const BookAppointment& wish, const Card& patient,
                     const std::optional<KeptKey>& key);
    Answer book_held(Context& context, const BookAppointment& wish, const Card& patient,
                     const std::optional<KeptKey>& key);
    // Ends the patient's holds that have run out and stand in the way of `hold`; false if something else
    // does.
    bool clear_way(Context& context, const AppointmentRow& hold, PatientId patient);
    Answer replay(Context& context, AppointmentId id);

    directory::Directory& directory_;
    Placing& placing_;
    People people_;
    Occupancy& occupancy_;
};

// The rules that staff sets aside, each once; empty if there are none.
std::vector<Rule> rules_of(const std::optional<std::vector<OverridableRule>>& named);

}  // namespace venera::scheduling
