// PATCH /appointments/{id}: another time or doctor in one step, or other texts. If the new time cannot be
// had, the old one stays as it was.
#pragma once
#include "scheduling/callers.hpp"
#include "scheduling/placing.hpp"

namespace venera::scheduling {

class Moving {
public:
    Moving(Offers& offers, const People& people, Occupancy& occupancy)
        : offers_(offers), people_(people), occupancy_(occupancy) {}

    using Answer = Result<Appointment, forbidden, not_found, invalid_input, version_mismatch,
                          invalid_transition, too_late_to_cancel, slot_taken, patient_busy, too_late_to_book,
                          beyond_horizon, not_offered, price_not_covered, payment_in_progress>;
    Answer change(Context& context, http::Path<AppointmentId> id, const ChangeAppointment& change,
                  http::IfMatch condition);

private:
    enum class Moved : std::uint8_t { yes, stale, conflict, being_paid };
    // Thrown to leave the transaction without a trace: the day is full.
    struct DayIsFull {};

    Answer move(Context& context, const AppointmentRow& before, AppointmentRow row,
                const ChangeAppointment& change);
    Moved move_in_turn(Context& context, const Placing::Refused& wish, const AppointmentRow& before,
                       const AppointmentRow& row, const std::vector<AppointmentId>& release);
    // Seals the new texts into the row; refuses if the patient's key is gone.
    Result<Allowed, not_found> write_texts(Context& context, const ChangeAppointment& change,
                                           AppointmentRow& row);

    Offers& offers_;
    People people_;
    Occupancy& occupancy_;
};

// Adds what a move has changed: the time taken, and that of the former doctor.
void add_move(std::vector<Occupation>& news, const AppointmentRow& before, const AppointmentRow& row);
// Puts the row at its new time. The price is kept unless the doctor or the kind of visit changes; then it is
// booked, or waits for its payment, as if it were taken there now.
void place_at(const Offer& offer, Instant now, AppointmentRow& row);
// Whether what is paid for a visit, in part or whole, is enough where it is to be, at the same clinic. Of a
// cheaper one the difference goes back; the rest of a deposit is taken later anyway.
bool is_covered(const AppointmentRow& before, const AppointmentRow& moved);
// move_appointment() to another price. Throws: BeingPaid if a payment of the former one, or a refund, is
// under way.
struct BeingPaid {};
bool move_priced(postgres::Transaction& transaction, const Move& move, const Trail& trail);

}  // namespace venera::scheduling
