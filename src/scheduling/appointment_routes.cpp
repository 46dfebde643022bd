#include "scheduling/appointment_routes.hpp"

namespace venera::scheduling {

void Desk::add_routes(http::Router& router) {
    using http::Access;
    using http::Scope;
    router.post<Access::anyone, Scope::appointments_write>("/api/v1/holds", *this, &Desk::create_hold)
        .summary("Keep a free time for a few minutes");
    router
        .post<Access::anyone, Scope::appointments_write>("/api/v1/holds/{id}/extend", *this,
                                                         &Desk::extend_hold)
        .summary("Keep a hold for five minutes more, ten times at most");
    router.del<Access::anyone, Scope::appointments_write>("/api/v1/holds/{id}", *this, &Desk::release_hold)
        .summary("Give a hold back");

    router
        .post<Access::signed_in, Scope::appointments_write>("/api/v1/appointments", booking_, &Booking::book)
        .summary("Book an appointment at a free time, or a hold")
        .description(
            "Patients book for themselves and for those who consented, doctors for those whom they treat, "
            "the "
            "desk for everybody.");
    router.get<Access::signed_in, Scope::appointments_read>("/api/v1/appointments", lists_, &Lists::list)
        .summary("The appointments that the caller may see");
    router.get<Access::patient>("/api/v1/me/appointments", lists_, &Lists::mine)
        .summary("The patient's own appointments");
    router.get<Access::signed_in, Scope::appointments_read>("/api/v1/appointments/{id}", lists_, &Lists::one)
        .summary("One appointment");
    router
        .get<Access::signed_in, Scope::appointments_read>("/api/v1/appointments/{id}/calendar.ics", lists_,
                                                          &Lists::calendar)
        .summary("One appointment as an iCalendar file")
        .media_type("text/calendar");
    router
        .patch<Access::signed_in, Scope::appointments_write>("/api/v1/appointments/{id}", moving_,
                                                             &Moving::change)
        .summary("Move an appointment in one step, or change its reason or notes");
    router
        .del<Access::signed_in, Scope::appointments_write>("/api/v1/appointments/{id}", cancelling_,
                                                           &Cancelling::cancel)
        .summary("Cancel an appointment");
    router
        .post<Access::signed_in, Scope::appointments_write>("/api/v1/appointments/{id}/cancel", cancelling_,
                                                            &Cancelling::cancel_because)
        .summary("Cancel an appointment with a reason");
    add_practice_routes(router);
}

void Desk::add_practice_routes(http::Router& router) {
    using http::Access;
    using http::Scope;
    router
        .get<Access::practice, Scope::appointments_read>("/api/v1/appointments/board", day_boards_,
                                                         &DayBoards::board)
        .summary("The day of a clinic: its doctors with their hours, and their visits")
        .description(
            "Without the words of reason and notes. Follow it with /appointments/events, and read a visit "
            "again when it changes.");
    router
        .get<Access::practice, Scope::appointments_read>("/api/v1/appointments/{id}/history", histories_,
                                                         &Histories::history)
        .summary("Who did what to an appointment, the earliest first")
        .description("The newest 200 steps; `complete` is false if there were others before them.");
    router.post<Access::practice>("/api/v1/appointments/{id}/confirm", visits_, &Visits::confirm)
        .summary("Confirm a pending appointment");
    router.post<Access::practice>("/api/v1/appointments/{id}/check-in", visits_, &Visits::check_in)
        .summary("The patient has arrived");
    router.del<Access::practice>("/api/v1/appointments/{id}/check-in", visits_, &Visits::undo_check_in)
        .summary("The patient has not arrived after all");
    router.post<Access::practice>("/api/v1/appointments/{id}/complete", visits_, &Visits::complete)
        .summary("The visit took place");
    router.post<Access::practice>("/api/v1/appointments/{id}/no-show", visits_, &Visits::no_show)
        .summary("The patient did not come");
    router
        .get<Access::practice, Scope::appointments_read>("/api/v1/doctors/{id}/agenda", agenda_,
                                                         &AgendaBoard::agenda)
        .summary("The day board of a doctor: visits, free and closed periods");
    router
        .get<Access::desk, Scope::appointments_read>("/api/v1/appointments/statistics", figures_,
                                                     &VisitFigures::statistics)
        .summary("How many visits there were, how they ended and how long before they were asked for")
        .description(
            "By day, week or month, by weekday and hour of the clinic's clock, by specialty, doctor and "
            "clinic, for at most 366 days. Staff count the visits of their clinics.")
        .of_nobody();
}

Holds::CreateAnswer Desk::create_hold(Context& context, const NewHold& wish, const http::IdempotencyKey& key,
                                      const http::Request& request) {
    return holds_.create(context, wish, key, request.header("user-agent").value_or(std::string_view{}));
}

Result<Hold, not_found, hold_expired, too_many_extensions, invalid_transition> Desk::extend_hold(
    Context& context, http::Path<AppointmentId> id, const std::optional<Holder>& holder) {
    return holds_.extend(context, id.value, holder ? holder->holder_token : std::nullopt);
}

Result<NoContent, not_found, invalid_transition> Desk::release_hold(Context& context,
                                                                    http::Path<AppointmentId> id,
                                                                    const std::optional<Holder>& holder) {
    return holds_.release(context, id.value, holder ? holder->holder_token : std::nullopt);
}

}  // namespace venera::scheduling
