#include "scheduling/message_visits.hpp"

#include <cstdlib>

#include "scheduling/callers.hpp"
#include "scheduling/icalendar.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/list_queries.hpp"
#include "scheduling/placing.hpp"
#include "scheduling/waitlist_answers.hpp"

namespace venera::scheduling {

namespace {

// Nothing for what is no visit (yet).
std::optional<notifications::VisitState> state_of(Status status) {
    switch (status) {
        case Status::held:
        case Status::expired:
            return std::nullopt;
        case Status::pending:
        case Status::booked:
            return notifications::VisitState::ahead;
        case Status::arrived:
        case Status::noshow:
            return notifications::VisitState::over;
        case Status::fulfilled:
            return notifications::VisitState::fulfilled;
        case Status::cancelled:
            return notifications::VisitState::cancelled;
    }
    std::abort();
}

notifications::Visit visit_of(Context& context, const AppointmentRow& row, notifications::VisitState state) {
    const ClinicCard& clinic = row.clinic.value;
    notifications::Visit visit;
    visit.id = row.id;
    visit.doctor_id = row.doctor_id;
    visit.patient_id = row.patient_id;
    visit.booked_by = find_booker(context.database(), row.id);
    visit.state = state;
    visit.start = row.starts_at;
    visit.timezone = row.timezone;
    visit.reference = row.reference;
    visit.doctor_name = row.doctor_name;
    visit.clinic_name = clinic.name;
    visit.clinic_address = clinic.address + ", " + clinic.city;
    visit.is_video = row.mode == Mode::video;
    visit.cancellable_until = row.cancellable_until;
    return visit;
}

}  // namespace

std::optional<notifications::Visit> MessageVisits::visit(Context& context, AppointmentId id) {
    const auto row = find_appointment(context.database(), id, {});
    const auto state = row ? state_of(row->status) : std::nullopt;
    if (!state) return std::nullopt;
    return visit_of(context, *row, *state);
}

std::optional<notifications::WaitlistOffer> MessageVisits::waitlist_offer(Context& context,
                                                                          AppointmentId id) {
    const auto row = find_appointment(context.database(), id, {});
    if (!row || row->status != Status::held || *row->hold_until <= context.clock().now()) return std::nullopt;
    const auto state = find_offer_state(context.database(), id);
    if (!state || state->status != OfferStatus::open) return std::nullopt;
    notifications::WaitlistOffer offer{visit_of(context, *row, notifications::VisitState::ahead),
                                       *row->hold_until, tokens_.token(id)};
    offer.visit.booked_by = state->asked_by;
    return offer;
}

void MessageVisits::offer_not_told(Context& context, AppointmentId id) {
    if (!waitlist_offer(context, id)) return;  // answered, or over by itself
    // The feed of the index hears of the hold's end, and the consumer of the waiting list, too.
    const auto ended = postgres::in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        return end_offer(transaction, id, OfferStatus::withdrawn, trail_of(context));
    });
    if (ended) context.log().info("waitlist.not_told", {{"offer_id", id}});
}

std::vector<Instant> MessageVisits::alternatives(Context& context, AppointmentId id) {
    const auto row = find_appointment(context.database(), id, {});
    if (!row) return {};
    OfferQuestion question;
    question.doctor_id = row->doctor_id;
    question.start = row->starts_at;
    question.present_type = row->visit_type;
    question.present_duration = std::chrono::duration_cast<minutes>(row->ends_at - row->starts_at);
    const auto offer = offers_.find(context, question);
    if (!offer) return {};
    const Placing::Refused wish{*offer, question, row->patient_id, row->id};
    const Situation situation = Placing::look(context, context.database(), wish);
    std::vector<Instant> starts;
    for (const Alternative& free : Placing::near(context, wish, situation).alternatives)
        starts.push_back(free.start);
    return starts;
}

std::string MessageVisits::calendar_entry(Context& context, AppointmentId id, const Correspondents& mail) {
    const auto row = find_appointment(context.database(), id, {});
    if (!row) return {};
    const bool cancels = mail.method == notifications::CalendarMethod::cancel;
    return icalendar_of(*row, Correspondence{cancels ? "CANCEL" : "REQUEST", mail.organizer, mail.attendee});
}

std::string MessageVisits::calendar(Context& context, const notifications::CalendarWish& wish) {
    const Caller& caller = context.caller();
    const bool is_of_doctor = caller.is(Role::doctor);
    const bool is_busy_only = wish.detail == notifications::CalendarDetail::busy_only;
    const Instant now = context.now();
    ListFilter filter;
    filter.statuses = {Status::pending,   Status::booked,    Status::arrived,
                       Status::fulfilled, Status::cancelled, Status::noshow};
    filter.from = now - limits::subscribed_before;
    filter.to = now + limits::subscribed_after;
    const Reach reach = wish.whose == notifications::CalendarOf::own
                            ? reach_of(caller)
                            : reach_with_relatives(context, relatives_);
    auto rows =
        list_appointments(context.database(), reach, filter, {}, std::nullopt, limits::subscribed_visits);
    std::erase_if(rows, [&](const AppointmentRow& row) {
        return row.status == Status::cancelled && row.updated_at + limits::subscribed_before <= now;
    });
    // That a doctor is busy says nothing of anybody else.
    if (!is_of_doctor || !is_busy_only)
        log_reads(context.database(), rows, "read calendar feed", trail_of(context));
    Subscription subscription;
    subscription.shows = is_busy_only ? Subscription::Shows::busy_only : Subscription::Shows::all;
    subscription.of = is_of_doctor ? Subscription::Of::doctor : Subscription::Of::patient;
    subscription.name = wish.name;
    subscription.own = caller.patient_id;
    return icalendar_of(rows, subscription);
}

}  // namespace venera::scheduling
