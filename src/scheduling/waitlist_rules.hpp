// Who is asked first when a time comes free, and how long they have to answer. Pure.
//
// Who is urgent comes before all others. Among equals points decide: one for each full day of waiting (at
// most 90), so that nobody is passed over for ever; some for how well the time fits (they wait for this very
// doctor, can come at few other times, or have no visit at all); and fewer for offers that they let pass
// without a word, because each of those keeps a time from everybody for hours. Who came first decides ties.
#pragma once
#include <optional>
#include <vector>

#include "scheduling/types.hpp"
#include "scheduling/waitlist.hpp"

namespace venera::scheduling {

// Somebody who waits, as far as ranking is concerned.
struct Candidate {
    WaitingId id;
    PatientId patient_id;
    bool waits_for_doctor = false;  // for this one, not for anybody of the specialty
    Date from;
    Date to;
    std::vector<PartOfDay> parts_of_day;
    Priority priority = Priority::routine;
    std::optional<AppointmentId> appointment_id;
    std::optional<Instant> appointment_start;  // of the visit to be moved
    std::int32_t lapsed = 0;
    Instant since;
    std::vector<Instant> offered;  // starts of this doctor that they were offered before
};

// The time of a doctor that is free.
struct FreedTime {
    Instant start;
    Date local_date;
    ClockTime local_time;
};

PartOfDay part_of_day(ClockTime time);
// Those in which a start within the period can be.
std::vector<PartOfDay> parts_between(const Period& period, const Zone& zone);

// Whether they want that time: its date, its part of the day, earlier than the visit that they have, and not
// one that they have been offered already.
bool wants(const Candidate& candidate, const FreedTime& time);

std::int64_t points_of(const Candidate& candidate, Instant now);
// Those who want the time, the best first.
std::vector<const Candidate*> ranked(const std::vector<Candidate>& candidates, const FreedTime& time,
                                     Instant now);

// Until when an offer holds: two hours, but nobody has to answer at night, and never beyond `latest` (the
// last moment at which the time can be booked). Nothing if too little time would be left to answer.
std::optional<Instant> offer_end(Instant now, Instant latest, const Zone& zone);

}  // namespace venera::scheduling
