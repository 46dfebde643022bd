// Many calendars and appointments at once, for the demo world and for moving in from another system. One
// statement per batch. Each appointment of a patient gets its line in the access log, but no event: nobody is
// to be told that the past has happened.
#pragma once
#include <vector>

#include "platform/postgres/database.hpp"
#include "scheduling/booking_queries.hpp"
#include "scheduling/rules.hpp"

namespace venera::scheduling {

// Version, zone and all; the exceptions with their ids.
// Throws: postgres::ConstraintViolation if a doctor has a calendar already or an id is taken.
void import_calendars(postgres::Executor& db, const std::vector<Calendar>& calendars, Instant now);

// As the rows say, in whatever state; the constraints hold as ever.
// Throws: postgres::ConstraintViolation, e.g. no_doctor_overlap: then nothing of the batch was written.
void import_appointments(postgres::Executor& db, const std::vector<AppointmentRow>& appointments,
                         Instant now);

// True if there is any calendar or appointment.
bool has_calendars(postgres::Executor& db);

}  // namespace venera::scheduling
