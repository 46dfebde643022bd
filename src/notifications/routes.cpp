#include "notifications/routes.hpp"

namespace venera::notifications {

void add_routes(http::Router& router, Desk& desk, Wishes& wishes, Feeds& feeds) {
    using http::Access;
    router.get<Access::admin>("/api/v1/messages", desk, &Desk::list)
        .summary("Messages on their way and those of the last 90 days, the newest first");
    router.get<Access::admin>("/api/v1/messages/queue", desk, &Desk::queue)
        .summary("How many messages are due and how many were given up, and events with them")
        .of_nobody();
    router.get<Access::admin>("/api/v1/messages/{id}", desk, &Desk::get).summary("One message");
    router.get<Access::admin>("/api/v1/messages/{id}/preview", desk, &Desk::preview)
        .summary("A message as it would go out now, without its address and without the secret of its link");
    router.post<Access::admin>("/api/v1/messages/{id}/retry", desk, &Desk::retry)
        .summary("Send a message that was given up after all");
    router.post<Access::admin>("/api/v1/messages/{id}/discard", desk, &Desk::discard)
        .summary("Give a message up, with a reason");

    router.get<Access::admin>("/api/v1/dead-events", desk, &Desk::dead_events)
        .summary("Events that a part of the program could not take, given up");
    router.post<Access::admin>("/api/v1/dead-events/{consumer}/{id}/retry", desk, &Desk::retry_event)
        .summary("Hand an event over once more");
    router.post<Access::admin>("/api/v1/dead-events/{consumer}/{id}/discard", desk, &Desk::discard_event)
        .summary("Give an event up, with a reason");

    router.get<Access::signed_in>("/api/v1/me/notifications", wishes, &Wishes::preferences)
        .summary("What I want to be told of by mail");
    router.put<Access::signed_in>("/api/v1/me/notifications", wishes, &Wishes::set_preferences)
        .summary(
            "Say what I want to be told of by mail; what concerns the safety of the account always goes");
    router.get<Access::practice>("/api/v1/clinics/{id}/reminders", wishes, &Wishes::reminders)
        .summary("How many hours before a visit its clinic reminds");
    router.put<Access::admin>("/api/v1/clinics/{id}/reminders", wishes, &Wishes::set_reminders)
        .summary("Say how many hours before a visit a clinic reminds; visits booked from now on");

    constexpr Access subscribers = Access::patient | Access::doctor;
    router.get<subscribers>("/api/v1/me/calendars", feeds, &Feeds::list)
        .summary("My calendars to subscribe to, without their addresses");
    router.post<subscribers>("/api/v1/me/calendars", feeds, &Feeds::create)
        .summary("Make a calendar to subscribe to; its address is shown this once");
    router.patch<subscribers>("/api/v1/me/calendars/{id}", feeds, &Feeds::rename)
        .summary("Give a calendar another name");
    router.del<subscribers>("/api/v1/me/calendars/{id}", feeds, &Feeds::revoke)
        .summary("Revoke a calendar: its address leads nowhere from now on");
    router.get<Access::anyone>("/api/v1/calendars/{file}", feeds, &Feeds::read)
        .summary("A calendar by its address: visits from a month ago to the end of the booking horizon")
        .media_type("text/calendar")
        .cache("private, no-cache")
        .allow_expired_token();
}

}  // namespace venera::notifications
