#include "scheduling/waitlist_answers.hpp"

#include <boost/describe/enum_to_string.hpp>

#include "scheduling/appointment_view.hpp"
#include "scheduling/lifecycle.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/moving.hpp"
#include "scheduling/turns.hpp"
#include "scheduling/waitlist_offering.hpp"
#include "scheduling/waitlist_wishes.hpp"

namespace venera::scheduling {

namespace {

// Ends a transaction that must leave nothing behind.
struct Undone {};

AcceptedOffer view_of(const AppointmentRow& row) {
    const auto zone = Zone::parse(row.timezone);
    const LocalDateTime local = (zone ? *zone : Zone()).local(row.starts_at);
    return {row.id,        row.reference, row.status,   row.doctor_name, row.clinic.value,
            row.starts_at, row.ends_at,   row.timezone, local.date(),    local.time()};
}

bool is_live(const std::optional<AppointmentRow>& hold, Instant now) {
    return hold && hold->status == Status::held && hold->hold_until && *hold->hold_until > now;
}

OfferQuestion question_of(const AppointmentRow& visit, const AppointmentRow& hold) {
    OfferQuestion question;
    question.doctor_id = hold.doctor_id;
    question.start = hold.starts_at;
    question.present_type = visit.visit_type;
    question.present_duration = std::chrono::duration_cast<minutes>(visit.ends_at - visit.starts_at);
    return question;
}

void log_answer(Context& context, const OfferRow& offer, OfferStatus how) {
    context.log().info("waitlist.answered",
                       {{"offer_id", offer.id},
                        {"waiting_id", offer.waiting_id},
                        {"answer", log::Label{boost::describe::enum_to_string(how, "")}}});
}

}  // namespace

std::optional<EndedOffer> end_offer(postgres::Transaction& transaction, AppointmentId id, OfferStatus how,
                                    const Trail& trail) {
    if (end_offers(transaction, {id}, how, trail).empty()) return std::nullopt;
    auto hold = find_appointment(transaction, id, {});
    if (!hold || hold->status != Status::held ||
        !take_step(transaction, {id, hold->version, Status::expired, "release", std::nullopt}, trail))
        return EndedOffer{};
    hold->status = Status::expired;
    hold->version += 1;
    return EndedOffer{occupation_of(*hold)};
}

std::optional<EndedOffer> end_wish(postgres::Transaction& transaction, WaitingId id, const Trail& trail) {
    // The wish first: who makes an offer for it at the same time waits, or is seen by the next statement.
    end_waiting(transaction, {id}, trail);
    const auto offer = find_offer(transaction, id);
    return offer ? end_offer(transaction, offer->id, OfferStatus::withdrawn, trail) : std::nullopt;
}

std::optional<OfferRow> WaitlistAnswers::offer_of_link(Context& context, const OfferAnswer& answer,
                                                       const std::string& action) {
    auto offer = find_offer_by_token(context.database(), OfferTokens::hash_of(answer.token.value));
    if (!offer) log_denied_waiting(context.database(), std::nullopt, action, trail_of(context));
    if (offer) end_if_void(context, *offer);
    return offer;
}

Result<OfferRow, not_found, offer_over> WaitlistAnswers::offer_of_wish(Context& context, WaitingId id,
                                                                       const std::string& action) {
    const auto row =
        find_waiting(context.database(), id, waiting_reach(context, people_.relatives), context.now());
    const Caller& caller = context.caller();
    if (!row || is_elsewhere(caller, *row)) {
        log_denied_waiting(context.database(), id, action, trail_of(context));
        return refuse<not_found>;
    }
    auto offer = find_offer(context.database(), id);
    if (!offer) {
        log_denied_waiting(context.database(), id, action, trail_of(context));
        return refuse<offer_over>;
    }
    end_if_void(context, *offer);
    return std::move(*offer);
}

void WaitlistAnswers::withdraw(Context& context, OfferRow& offer, Ends ends) {
    const Trail trail = trail_of(context);
    const auto ended = postgres::in_transaction(context.database(), [&](auto& transaction) {
        return ends == Ends::wish ? end_wish(transaction, offer.waiting_id, trail)
                                  : end_offer(transaction, offer.id, OfferStatus::withdrawn, trail);
    });
    offer.status = OfferStatus::withdrawn;
    if (ended && ended->hold) occupancy_.changed(*ended->hold, context.now());
}

bool WaitlistAnswers::is_void(Context& context, const OfferRow& offer) {
    if (offer.acting_patient_id &&
        !people_.relatives.acts_for(context, *offer.acting_patient_id, offer.patient_id))
        return true;
    const auto patient = people_.patients.card(context, offer.patient_id);
    return !patient || !patient->active || !patient->data_key;
}

void WaitlistAnswers::end_if_void(Context& context, OfferRow& offer) {
    if (offer.status == OfferStatus::open && is_void(context, offer)) withdraw(context, offer, Ends::wish);
}

std::optional<AcceptedOffer> WaitlistAnswers::accepted_before(Context& context, const OfferRow& offer) {
    const auto state = find_offer_state(context.database(), offer.id);
    if (!state || state->status != OfferStatus::accepted || is_void(context, offer)) return std::nullopt;
    const auto visit = find_appointment(context.database(), offer.appointment_id.value_or(offer.id), {});
    if (!visit || !is_ahead(visit->status) || visit->starts_at != offer.starts_at ||
        visit->patient_id != offer.patient_id)
        return std::nullopt;
    WaitingRow shown;
    shown.id = offer.waiting_id;
    shown.patient_id = offer.patient_id;
    log_waiting(context.database(), {shown}, "read", trail_of(context));
    return view_of(*visit);
}

void WaitlistAnswers::log_over(Context& context, const OfferRow& offer, const std::string& action) {
    log_denied_waiting(context.database(), offer.waiting_id, action, trail_of(context));
}

WaitlistAnswers::AcceptAnswer WaitlistAnswers::accept_by_link(Context& context, const OfferAnswer& answer) {
    auto offer = offer_of_link(context, answer, "accept offer");
    if (!offer) return refuse<not_found>;
    return take_offer(context, *offer);
}

WaitlistAnswers::DeclineAnswer WaitlistAnswers::decline_by_link(Context& context, const OfferAnswer& answer) {
    const auto offer = offer_of_link(context, answer, "decline offer");
    if (!offer) return refuse<not_found>;
    return leave_offer(context, *offer);
}

WaitlistAnswers::AcceptAnswer WaitlistAnswers::accept(Context& context, http::Path<WaitingId> id) {
    auto offer = offer_of_wish(context, id.value, "accept offer");
    if (!offer) return AcceptAnswer::refused(offer);
    return take_offer(context, *offer);
}

WaitlistAnswers::DeclineAnswer WaitlistAnswers::decline(Context& context, http::Path<WaitingId> id) {
    const auto offer = offer_of_wish(context, id.value, "decline offer");
    if (!offer) return DeclineAnswer::refused(offer);
    return leave_offer(context, *offer);
}

WaitlistAnswers::AcceptAnswer WaitlistAnswers::take_offer(Context& context, OfferRow& offer) {
    for (int attempt = 0; attempt < limits::booking_tries && offer.status == OfferStatus::open; ++attempt) {
        auto hold = find_appointment(context.database(), offer.id, {});
        if (!is_live(hold, context.now())) break;
        const auto patient = people_.patients.card(context, offer.patient_id);
        if (!patient || !patient->active || !patient->data_key) break;
        const Taken taken =
            offer.appointment_id ? move(context, offer, *hold) : book(context, offer, *hold, *patient);
        if (taken == Taken::over) {
            withdraw(context, offer, Ends::offer);
            break;
        }
        if (taken == Taken::stale) continue;
        log_answer(context, offer, OfferStatus::accepted);
        return view_of(*hold);
    }
    if (auto accepted = accepted_before(context, offer)) return std::move(*accepted);
    log_over(context, offer, "accept offer");
    return refuse<offer_over>;
}

WaitlistAnswers::Taken WaitlistAnswers::book(Context& context, const OfferRow& offer, AppointmentRow& row,
                                             const patients::PatientCard& patient) {
    const auto doctor = directory_.card(context, row.doctor_id);
    take(doctor.get(), context.now(), row);
    row.patient_name = patient.name;
    const Trail trail = trail_of(context);
    try {
        in_turn(context.database(), turns_at(row.doctor_id, row.patient_id), [&](auto& transaction) {
            // Of two answers at once the second finds the offer ended.
            if (end_offers(transaction, {offer.id}, OfferStatus::accepted, trail).empty() ||
                !book_hold(transaction, row, std::nullopt, trail))
                throw Undone{};
            adopt_visit(transaction, offer.id);
            return true;
        });
    } catch (const Undone&) {
        return Taken::stale;
    } catch (const postgres::ConstraintViolation& violation) {
        // The profile was merged a moment ago: the offer is its new one's, or was withdrawn.
        if (violation.constraint == merged_patient_books) return Taken::over;
        throw;
    }
    row.version += 1;
    row.updated_at = context.now();
    occupancy_.changed(occupation_of(row), context.now());
    return Taken::yes;
}

WaitlistAnswers::Taken WaitlistAnswers::move(Context& context, const OfferRow& offer, AppointmentRow& row) {
    const auto before = find_appointment(context.database(), *offer.appointment_id, {});
    if (!before || !is_ahead(before->status) || before->patient_id != offer.patient_id ||
        before->starts_at <= row.starts_at)
        return Taken::over;
    const auto found = offers_.find(context, question_of(*before, row));
    if (!found) return Taken::over;
    AppointmentRow moved = *before;
    moved.overrides.clear();
    moved.override_reason_sealed.reset();
    place_at(*found, context.now(), moved);
    if (!is_covered(*before, moved)) return Taken::over;
    auto turns = turns_at(before->doctor_id, before->patient_id);
    turns.push_back(turns_at(row.doctor_id, std::nullopt).front());
    const Trail trail = trail_of(context);
    try {
        in_turn(context.database(), std::move(turns), [&](auto& transaction) {
            // The hold makes way for the visit in the transaction that puts it there: nobody comes between.
            if (end_offers(transaction, {offer.id}, OfferStatus::accepted, trail).empty() ||
                !take_step(transaction, {row.id, row.version, Status::expired, "release", std::nullopt},
                           trail) ||
                !move_priced(transaction, {*before, moved, found->calendar->version, "move"}, trail))
                throw Undone{};
            return true;
        });
    } catch (const BeingPaid&) {
        return Taken::stale;
    } catch (const Undone&) {
        offers_.renew(context, row.doctor_id);
        return Taken::stale;
    } catch (const postgres::ConstraintViolation& violation) {
        // With the buffers of its own kind the visit does not fit any more.
        if (violation.constraint == "no_doctor_overlap" || violation.constraint == "no_patient_overlap")
            return Taken::over;
        throw;
    }
    row.status = Status::expired;
    row.version += 1;
    std::vector<Occupation> news{occupation_of(row)};
    add_move(news, *before, moved);
    occupancy_.changed(news, context.now());
    row = std::move(moved);
    return Taken::yes;
}

WaitlistAnswers::DeclineAnswer WaitlistAnswers::leave_offer(Context& context, const OfferRow& offer) {
    const auto declined = postgres::in_transaction(context.database(), [&](auto& transaction) {
        return end_offer(transaction, offer.id, OfferStatus::declined, trail_of(context));
    });
    if (!declined) {
        // Answered before, or over: said again, no is still no.
        log_over(context, offer, "decline offer");
        const auto state = find_offer_state(context.database(), offer.id);
        if (state && state->status == OfferStatus::accepted) return refuse<offer_over>;
        return NoContent{};
    }
    if (declined->hold) occupancy_.changed(*declined->hold, context.now());
    log_answer(context, offer, OfferStatus::declined);
    return NoContent{};
}

}  // namespace venera::scheduling
