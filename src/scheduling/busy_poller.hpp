// Reads doctors' calendars elsewhere. Whoever leads claims one that is due for the time of a lease, asks its
// server (with the marks of the last answer), reads the file on a thread of its own, and replaces the
// calendar's busy times in one transaction with the version of the schedule: a booking sees the old times or
// the new ones. What cannot be read keeps its old times and is tried again with growing pauses.
//
// A booking that was decided on before the new times and commits at the same moment wins, as any earlier
// one does. It is found a little later (limits::conflict_check), when all such bookings have ended.
#pragma once
#include <string>
#include <vector>

#include "platform/calendar/busy_times.hpp"
#include "platform/http/context.hpp"
#include "platform/jobs/cpu_pool.hpp"
#include "platform/metrics/metrics.hpp"
#include "platform/net/transfers.hpp"
#include "scheduling/busy_calendars.hpp"

namespace venera::scheduling {

class BusyPoller {
public:
    BusyPoller(Calendars& calendars, Occupancy& occupancy, const AddressSeal& seal, net::Transfers& transfers,
               metrics::Metrics& metrics)
        : calendars_(calendars),
          occupancy_(occupancy),
          seal_(seal),
          transfers_(transfers),
          metrics_(metrics),
          readers_(1, 16, std::chrono::seconds{60}) {}

    // Reads all that is due. For a job that comes back; fibers of one loop may call it at once.
    void work(Context& context);
    // Looks once more for visits that collide with times that were new some seconds ago.
    void check(Context& context);
    // Measures. For a job.
    void watch(Context& context);

private:
    // What a poll brought: nothing new, other times, or an error.
    struct Brought {
        std::string error{};  // empty: none
        bool is_unchanged = false;
        std::string etag{};
        std::string modified{};
        calendar::BusyTimes found{};
    };

    void poll(Context& context, const ClaimedCalendar& claimed, const Uuid& lease);
    Brought fetch(Context& context, const ClaimedCalendar& claimed);
    void read_file(Context& context, const ClaimedCalendar& claimed, const std::string& file,
                   Brought& brought);
    void take(Context& context, const ClaimedCalendar& claimed, const Uuid& lease, const Brought& brought);
    void fail(Context& context, const ClaimedCalendar& claimed, const Uuid& lease, const std::string& error);
    void tell(Context& context, DoctorId doctor, const std::vector<AppointmentId>& conflicts);
    void count(std::string_view outcome);

    Calendars& calendars_;
    Occupancy& occupancy_;
    const AddressSeal& seal_;
    net::Transfers& transfers_;
    metrics::Metrics& metrics_;
    // A file may take seconds to read: too long for a loop.
    jobs::CpuPool readers_;
};

// Rounded outwards to five minutes, within the window, ascending and disjoint.
std::vector<Period> on_grid(std::vector<Period> periods, const Period& window);

}  // namespace venera::scheduling
