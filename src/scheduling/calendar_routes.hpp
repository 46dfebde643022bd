// The routes of schedules, exceptions and free times.
#pragma once
#include "scheduling/availability.hpp"
#include "scheduling/busy_calendars.hpp"
#include "scheduling/schedules.hpp"

namespace venera::scheduling {

void add_calendar_routes(http::Router& router, Schedules& schedules, Availability& availability);
// Of calendars that a doctor has elsewhere.
void add_busy_calendar_routes(http::Router& router, BusyCalendars& calendars);

}  // namespace venera::scheduling
