#include "scheduling/offers.hpp"

#include <algorithm>

#include "scheduling/callers.hpp"
#include "scheduling/lifecycle.hpp"

namespace venera::scheduling {

namespace {

constexpr minutes longest{12 * 60};

bool chooses_durations(const Caller& caller) { return caller.at_desk() || caller.is(Role::doctor); }

ReasonsGiven because(Rule rule, std::string_view detail) { return {{{RuleName{rule}, std::string(detail)}}}; }

}  // namespace

Result<Offer, not_found, not_offered, invalid_input> Offers::find(Context& context,
                                                                  const OfferQuestion& question) {
    const auto card = directory_.card(context, question.doctor_id);
    if (!card) {
        if (!directory_.exists(context, question.doctor_id)) return refuse<not_found>;
        return refuse<not_offered>.with(because(Rule::doctor_retired, "The doctor is no longer in service."));
    }
    if (!reaches(context.caller(), question.doctor_id, card->clinic.id)) return refuse<not_found>;
    const auto calendar = calendars_.find(context, question.doctor_id);
    if (!calendar || calendar->rules.visit_types.empty())
        return refuse<not_offered>.with(because(Rule::closed, "The doctor has no hours yet."));
    const VisitType* type =
        visit_type_of(*calendar, question.visit_type ? question.visit_type : question.present_type);
    // The type of a visit that is being moved may be gone, or be another doctor's: then it takes the usual
    // one.
    if (type == nullptr && !question.visit_type) type = visit_type_of(*calendar, std::nullopt);
    if (type == nullptr)
        return invalid("/visit_type", {"unknown_visit_type", "is none of the doctor's visit types"});
    const minutes usual{type->duration_minutes.value};
    const minutes kept =
        type->code == question.present_type ? question.present_duration.value_or(usual) : usual;
    const minutes duration = question.duration.value_or(kept);
    if (duration != usual && duration != kept && !chooses_durations(context.caller()))
        return invalid("/duration_minutes", {"not_yours_to_choose", "is set by the visit type"});
    Wish wish = wish_for(*calendar, *type, question.start, duration);
    // Without its buffers the visit may stand close to another, but never within the other's own buffers.
    if (std::ranges::find(question.overrides, Rule::buffer) != question.overrides.end())
        wish.occupied = wish.visit;
    if (wish.occupied.end - wish.occupied.start > longest)
        return invalid("/duration_minutes", {"out_of_range", "is longer than 12 hours with its buffers"});
    return Offer{card, calendar, *type, duration, wish};
}

void fill_from(const Offer& offer, AppointmentRow& row) {
    const ScheduleRules& rules = offer.calendar->rules;
    const auto& specialty = offer.doctor->specialties.front();
    row.doctor_id = offer.doctor->id;
    row.doctor_name = offer.doctor->name;
    row.specialty_code = specialty.code;
    row.specialty_name = specialty.name;
    row.clinic_id = offer.doctor->clinic.id;
    row.clinic.value = offer.doctor->clinic;
    row.starts_at = offer.wish.visit.start;
    row.ends_at = offer.wish.visit.end;
    row.occupied = offer.wish.occupied;
    row.timezone = rules.timezone.text();
    row.local_date = rules.timezone.date(row.starts_at);
    row.mode = offer.type.mode;
    row.visit_type = offer.type.code;
    row.price_cents = offer.type.price_cents.value;
    row.currency = offer.type.currency;
    const bool is_free =
        row.price_cents == 0 || offer.doctor->payment_policy == directory::PaymentPolicy::none;
    if (row.payment_status == PaymentStatus::unpaid || row.payment_status == PaymentStatus::not_required)
        row.payment_status = is_free ? PaymentStatus::not_required : PaymentStatus::unpaid;
    row.cancellable_until = row.starts_at - minutes{rules.cancellation_notice_minutes.value};
}

void take(const directory::DoctorCard* doctor, Instant now, AppointmentRow& row) {
    const auto policy = doctor != nullptr ? doctor->payment_policy : directory::PaymentPolicy::at_desk;
    row.status = taken_as(policy, row.payment_status);
    row.hold_until.reset();
    if (row.status == Status::pending)
        row.hold_until = pay_until(now, minutes{doctor->pay_within_minutes}, row.starts_at);
}

}  // namespace venera::scheduling
