#include "scheduling/calendar_routes.hpp"

namespace venera::scheduling {

void add_calendar_routes(http::Router& router, Schedules& schedules, Availability& availability) {
    using http::Access;
    using http::Scope;
    router.get<Access::anyone>("/api/v1/doctors/{id}/schedule", schedules, &Schedules::get)
        .summary("A doctor's weekly hours, visit types and rules")
        .allow_expired_token();
    router.put<Access::doctor_or_admin>("/api/v1/doctors/{id}/schedule", schedules, &Schedules::put)
        .of_nobody()
        .summary("Replace a doctor's hours; the answer names visits left outside them");
    router
        .post<Access::doctor_or_admin>("/api/v1/doctors/{id}/schedule/preview", schedules,
                                       &Schedules::preview)
        .of_nobody()
        .summary("The next two weeks under other hours, and the visits left outside them; changes nothing");
    router
        .get<Access::practice, Scope::availability_read>("/api/v1/doctors/{id}/exceptions", schedules,
                                                         &Schedules::exceptions)
        .of_nobody()
        .summary("Absences and extra openings of a doctor");
    router.post<Access::practice>("/api/v1/doctors/{id}/exceptions", schedules, &Schedules::add_exception)
        .of_nobody()
        .summary("Add an absence or an extra opening");
    router
        .post<Access::practice>("/api/v1/doctors/{id}/exceptions/preview", schedules,
                                &Schedules::preview_exceptions)
        .of_nobody()
        .summary("The same of an exception more or less; changes nothing");
    router
        .del<Access::practice>("/api/v1/doctors/{id}/exceptions/{exception_id}", schedules,
                               &Schedules::remove_exception)
        .of_nobody()
        .summary("Remove an exception");
    router.get<Access::anyone>("/api/v1/doctors/{id}/availability", availability, &Availability::of_doctor)
        .summary("The free times of a doctor, day by day")
        .cache("no-cache");
    router.get<Access::anyone>("/api/v1/availability", availability, &Availability::search)
        .summary("The earliest free times across all doctors")
        .cache("no-cache");
    router
        .get<Access::practice, Scope::availability_read>("/api/v1/doctors/{id}/availability/explain",
                                                         availability, &Availability::explain)
        .of_nobody()
        .summary("Every rule that removes a time");
}

void add_busy_calendar_routes(http::Router& router, BusyCalendars& calendars) {
    using http::Access;
    constexpr std::string_view all = "/api/v1/doctors/{id}/busy-calendars";
    constexpr std::string_view one = "/api/v1/doctors/{id}/busy-calendars/{calendar_id}";
    router.get<Access::practice>(all, calendars, &BusyCalendars::list)
        .summary("Calendars that the doctor has elsewhere, and how reading them goes");
    router.post<Access::practice>(all, calendars, &BusyCalendars::add)
        .summary("Read another calendar of the doctor: while it says busy, nothing can be booked");
    router.patch<Access::practice>(one, calendars, &BusyCalendars::change)
        .summary("Give such a calendar another name or another address");
    router.del<Access::practice>(one, calendars, &BusyCalendars::remove)
        .summary("Stop reading such a calendar, and free its times");
    router
        .post<Access::practice>("/api/v1/doctors/{id}/busy-calendars/{calendar_id}/refresh", calendars,
                                &BusyCalendars::refresh)
        .summary("Read such a calendar now");
    router.get<Access::practice>("/api/v1/doctors/{id}/conflicts", calendars, &BusyCalendars::conflicts)
        .summary("Coming visits at times when the doctor's other calendars say busy, the earliest first");
}

}  // namespace venera::scheduling
