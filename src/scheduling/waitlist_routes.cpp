#include "scheduling/waitlist_routes.hpp"


namespace venera::scheduling {

void add_waitlist_routes(http::Router& router, WaitlistWishes& wishes, WaitlistAnswers& answers) {
    using http::Access;
    router.post<Access::patient_or_staff>("/api/v1/waitlist", wishes, &WaitlistWishes::join)
        .summary("Wait for a time with a doctor, or with anybody of a specialty in a city")
        .description(
            "When a time comes free, it is held for the best-ranked person who wants it, and they are asked. "
            "With `appointment_id` that visit is moved to the earlier time. Only the desk says `urgent`.");
    router.get<Access::desk>("/api/v1/waitlist", wishes, &WaitlistWishes::list).summary("Who waits for what");
    router.get<Access::patient>("/api/v1/me/waitlist", wishes, &WaitlistWishes::mine)
        .summary("What the patient waits for, with the offers that want an answer");
    router.del<Access::patient_or_staff>("/api/v1/waitlist/{id}", wishes, &WaitlistWishes::leave)
        .summary("Wait no longer; an offer under way goes to the next person");
    router.post<Access::patient_or_staff>("/api/v1/waitlist/{id}/accept", answers, &WaitlistAnswers::accept)
        .summary("Take the time that is offered");
    router.post<Access::patient_or_staff>("/api/v1/waitlist/{id}/decline", answers, &WaitlistAnswers::decline)
        .summary("Do not take the time that is offered, and go on waiting");
    router.post<Access::anyone>("/api/v1/waitlist/offers/accept", answers, &WaitlistAnswers::accept_by_link)
        .summary("Take the offered time, by the token of the message");
    router.post<Access::anyone>("/api/v1/waitlist/offers/decline", answers, &WaitlistAnswers::decline_by_link)
        .summary("Do not take the offered time, by the token of the message");
    router.get<Access::desk>("/api/v1/waitlist/statistics", wishes, &WaitlistWishes::statistics)
        .of_nobody()
        .summary(
            "How many freed times were filled, how soon, and how fairly, by doctor, specialty or clinic");
}

}  // namespace venera::scheduling
