// The routes of schedules, exceptions and free times.
#pragma once
#include "scheduling/availability.hpp"
#include "scheduling/schedules.hpp"

namespace venera::scheduling {

void add_calendar_routes(http::Router& router, Schedules& schedules, Availability& availability);

}  // namespace venera::scheduling
