#include "scheduling/handover.hpp"

#include <algorithm>

#include "scheduling/appointment_view.hpp"
#include "scheduling/handover_queries.hpp"
#include "scheduling/turns.hpp"
#include "scheduling/waitlist_answers.hpp"

namespace venera::scheduling {

namespace {

std::optional<postgres::Bytes> sealed_anew(SealedColumn column, AppointmentId id,
                                           const patients::PatientCard& from, const patients::PatientCard& to,
                                           const std::optional<postgres::Bytes>& sealed) {
    const auto text = open_text(column, id, &from, sealed);
    return text ? std::optional{seal_text(column, id, to, *text)} : std::nullopt;
}

}  // namespace

void Handover::hand_over(Context& context, postgres::Transaction& transaction,
                         const patients::PatientCard& from, const patients::PatientCard& to) {
    // The turns of every calendar that changes, in one order, as whoever keeps a visit active takes them.
    std::vector<std::int64_t> turns{turn_of("patient", from.id.value), turn_of("patient", to.id.value)};
    for (const DoctorId doctor : doctors_of_visits(transaction, from.id))
        turns.push_back(turn_of("doctor", doctor.value));
    std::ranges::sort(turns);
    queue_turns(transaction, turns);
    // After the turns, as every booking: so they do not wait in a circle. A visit that was booked between the
    // look at the doctors and here lacks its doctor's turn; if somebody moves another one to its time in this
    // very moment, PostgreSQL ends one of the two transactions, and it is repeated.
    queue_end_of_bookings(transaction, from.id);
    // Before the visits: whoever answers an offer locks the wish first, too. Nobody has two offers at once,
    // so of two the kept profile's stays.
    if (!list_open_offers(transaction, to.id).empty()) {
        for (const AppointmentId offer : list_open_offers(transaction, from.id))
            end_offer(transaction, offer, OfferStatus::withdrawn, trail_of(context));
    }
    give_waiting(transaction, from.id, to.id, trail_of(context));
    try {
        for (const auto& visit : lock_visits(transaction, from.id)) {
            const auto anew = [&](SealedColumn column, const std::optional<postgres::Bytes>& sealed) {
                return sealed_anew(column, visit.id, from, to, sealed);
            };
            give_visit(
                transaction,
                {.id = visit.id,
                 .reason_sealed = anew(SealedColumn::reason, visit.reason_sealed),
                 .notes_sealed = anew(SealedColumn::notes, visit.notes_sealed),
                 .cancel_reason_sealed = anew(SealedColumn::cancel_reason, visit.cancel_reason_sealed),
                 .override_reason_sealed = anew(SealedColumn::override_reason, visit.override_reason_sealed)},
                to.id, to.name, trail_of(context));
        }
    } catch (const postgres::ConstraintViolation& violation) {
        if (violation.constraint == "no_patient_overlap") throw patients::VisitsOverlap();
        throw;
    }
}

}  // namespace venera::scheduling
