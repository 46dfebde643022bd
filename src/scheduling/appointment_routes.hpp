// The routes of holds, appointments and the agenda.
#pragma once
#include "platform/http/router.hpp"
#include "scheduling/agenda.hpp"
#include "scheduling/booking.hpp"
#include "scheduling/cancelling.hpp"
#include "scheduling/day_board.hpp"
#include "scheduling/history.hpp"
#include "scheduling/holds.hpp"
#include "scheduling/lists.hpp"
#include "scheduling/moving.hpp"
#include "scheduling/visit_statistics.hpp"
#include "scheduling/visits.hpp"

namespace venera::scheduling {

// Everything behind these routes, in the order in which it is built. Lives as long as the router.
class Desk {
public:
    Desk(Calendars& calendars, directory::Directory& directory, const People& people, audit::Actors& actors,
         Occupancy& occupancy)
        : offers_(calendars, directory),
          placing_(offers_, occupancy),
          booking_(directory, placing_, people, occupancy),
          holds_(placing_, people, occupancy),
          moving_(offers_, people, occupancy),
          cancelling_(people, occupancy),
          visits_(people.patients, occupancy),
          lists_(people),
          agenda_(calendars, directory, people.patients),
          day_boards_(calendars, directory),
          histories_(people.patients, actors) {}

    void add_routes(http::Router& router);

private:
    // What doctors and the desk do besides: steps of a visit, and boards.
    void add_practice_routes(http::Router& router);
    // Holds read the browser's name from the request.
    Holds::CreateAnswer create_hold(Context& context, const NewHold& wish, const http::IdempotencyKey& key,
                                    const http::Request& request);
    Result<Hold, not_found, hold_expired, too_many_extensions, invalid_transition> extend_hold(
        Context& context, http::Path<AppointmentId> id, const std::optional<Holder>& holder);
    Result<NoContent, not_found, invalid_transition> release_hold(Context& context,
                                                                  http::Path<AppointmentId> id,
                                                                  const std::optional<Holder>& holder);

    Offers offers_;
    Placing placing_;
    Booking booking_;
    Holds holds_;
    Moving moving_;
    Cancelling cancelling_;
    Visits visits_;
    Lists lists_;
    VisitFigures figures_;
    AgendaBoard agenda_;
    DayBoards day_boards_;
    Histories histories_;
};

}  // namespace venera::scheduling
