// What somebody wants of a doctor, resolved: the doctor's card, their calendar, the visit type and the time
// that the visit would occupy. The start of every booking, hold and move.
#pragma once
#include <memory>
#include <optional>

#include "directory/directory.hpp"
#include "platform/http/context.hpp"
#include "scheduling/appointment.hpp"
#include "scheduling/booking_queries.hpp"
#include "scheduling/calendars.hpp"
#include "scheduling/refusals.hpp"
#include "scheduling/rules.hpp"

namespace venera::scheduling {

struct OfferQuestion {
    DoctorId doctor_id;
    Instant start;
    std::optional<Code> visit_type;
    std::optional<minutes> duration;
    std::vector<Rule> overrides;
    // Of the appointment being moved: what stays as it is unless something else is asked for.
    std::optional<Code> present_type;
    std::optional<minutes> present_duration;
};

struct Offer {
    std::shared_ptr<const directory::DoctorCard> doctor;
    std::shared_ptr<const Calendar> calendar;
    VisitType type;
    minutes duration;
    Wish wish;
};

class Offers {
public:
    Offers(Calendars& calendars, directory::Directory& directory)
        : calendars_(calendars), directory_(directory) {}

    // Refuses a doctor that is unknown or beyond the caller's reach, one that is retired, and what the caller
    // may not choose: only the practice chooses a duration.
    Result<Offer, not_found, not_offered, invalid_input> find(Context& context,
                                                              const OfferQuestion& question);
    // The calendar turned out to be stale: the next find() reads it again.
    void renew(Context& context, DoctorId doctor) { calendars_.reload(context, doctor); }

private:
    Calendars& calendars_;
    directory::Directory& directory_;
};

// Writes what the offer says into a row: times, zone, snapshots, price.
void fill_from(const Offer& offer, AppointmentRow& row);
// It is taken now: booked, or pending until it is paid or its time for that is over. Null: a doctor who is no
// longer in service.
void take(const directory::DoctorCard* doctor, Instant now, AppointmentRow& row);

}  // namespace venera::scheduling
