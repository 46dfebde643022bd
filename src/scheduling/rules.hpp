// The one availability predicate and the slot generator: pure functions of a doctor's calendar, the occupied
// times and the time of asking. A time is listed if and only if booking it (alone) succeeds.
#pragma once
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "scheduling/types.hpp"

namespace venera::scheduling {

// Everything that decides a doctor's times but the visits: rules, exceptions and whether the doctor is in
// service.
struct Calendar {
    DoctorId doctor_id;
    bool retired = false;
    ScheduleRules rules;
    std::vector<ScheduleException> exceptions;  // by start; of the past they may be left out
    std::int64_t version = 0;  // of the schedule row; grows with every edit of rules or exceptions
    // When the doctor is busy elsewhere: closed like an exception. Ascending, disjoint, multiples of five
    // minutes; it grows the version, too.
    std::vector<Period> busy_elsewhere{};
};

// One occupied time of a doctor or of a patient. `occupied` includes the buffers, `visit` does not.
struct Busy {
    AppointmentId id;
    Status status = Status::booked;
    Period visit;
    Period occupied;
    std::optional<Instant> hold_until;  // only for held: after it the row does not count
};

// A time that somebody wants: the visit and what it would occupy.
struct Wish {
    Period visit;
    Period occupied;
};
// The wish for a start with a visit type of the calendar and, for staff, another duration.
Wish wish_for(const Calendar& calendar, const VisitType& type, Instant start,
              std::optional<minutes> duration);

struct Reason {
    Rule rule;
    std::string_view detail;  // a constant sentence in English
};

// What the predicate is told besides the calendar.
struct Question {
    Wish wish;
    Instant now;
    std::span<const Busy>
        doctor_busy;  // of the doctor, at least all that overlap the local days the wish touches
    std::span<const Busy> patient_busy;     // of the patient, if there is one
    std::optional<AppointmentId> ignoring;  // the appointment being moved, or the asker's own hold
};

// Every reason that removes this time, in the order of Rule; none = it can be booked.
std::vector<Reason> reasons_against(const Calendar& calendar, const Question& question);

// The visit type of that code, or the first one if none is asked for; nothing if there is no such code.
const VisitType* visit_type_of(const Calendar& calendar, const std::optional<Code>& code);

// The free starts of `duration` within [window.start, window.end), ascending: the first `most` of them. The
// grid lies in wall-clock time and is anchored at each opening's start, breaks or not, so splitting the
// window never changes the union.
std::vector<Instant> free_starts(const Calendar& calendar, std::span<const Busy> doctor_busy,
                                 const VisitType& type, std::optional<minutes> duration, Period window,
                                 Instant now, std::size_t most = static_cast<std::size_t>(-1));

// The starts on one local date that the openings allow a visit of that length, by hours, breaks and grid
// alone: absences, visits, notice and horizon do not count here. Ascending.
std::vector<Instant> opening_starts(const Calendar& calendar, Date date, minutes duration);

// The open periods (weekly hours with breaks cut out, plus open exceptions, minus closed ones) of a window,
// for boards.
std::vector<Period> open_periods(const Calendar& calendar, Period window);

// "<32 hex of doctor>.<start in minutes since 1970>.<minutes>": deterministic, stateless, valid as a FHIR id.
std::string slot_id(DoctorId doctor, Instant start, minutes duration);

}  // namespace venera::scheduling
