#include "scheduling/paid_visits.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <cstdlib>

#include "platform/time/zone.hpp"
#include "scheduling/payment_queries.hpp"
#include "scheduling/turns.hpp"

namespace venera::scheduling {

namespace {

using State = payments::Payable::State;

State state_of(const AppointmentRow& row, Instant now) {
    switch (row.status) {
        case Status::held:
            return *row.hold_until > now ? State::held : State::expired;
        case Status::pending:
            // Who could still begin to pay would keep the time for as long as they like.
            return !row.hold_until || *row.hold_until > now ? State::ahead : State::ended;
        case Status::booked:
            return State::ahead;
        case Status::arrived:
        case Status::fulfilled:
            return State::over;
        case Status::expired:
            return State::expired;
        case Status::cancelled:
        case Status::noshow:
            return State::ended;
    }
    std::abort();
}

std::string text_of(auto value) { return boost::describe::enum_to_string(value, ""); }

std::optional<payments::PaidVisit> shown_of(const AppointmentRow& row) {
    if (row.status == Status::held || row.status == Status::expired) return std::nullopt;
    const auto zone = Zone::parse(row.timezone);
    const LocalDateTime local = zone ? zone->local(row.starts_at) : Zone().local(row.starts_at);
    return payments::PaidVisit{.id = row.id,
                               .reference = row.reference,
                               .status = text_of(row.status),
                               .doctor_id = row.doctor_id,
                               .doctor_name = row.doctor_name,
                               .patient_name = row.patient_name,
                               .start = row.starts_at,
                               .end = row.ends_at,
                               .timezone = row.timezone,
                               .local_date = local.date(),
                               .local_time = local.time(),
                               .payment_status = text_of(row.payment_status),
                               .version = row.version};
}

}  // namespace

std::optional<AppointmentRow> PaidVisits::held(Context& context, const payments::VisitWish& wish) {
    const auto patient = patient_for(context, people_, wish.patient_id);
    if (!patient) return std::nullopt;
    const Caller& caller = context.caller();
    HoldOwner owner{std::nullopt, caller.is(Role::patient) ? std::optional{(*patient)->id} : std::nullopt,
                    caller.user_id};
    if (wish.holder_token) {
        const auto hash = crypto::sha256(*wish.holder_token);
        owner.token_hash = postgres::Bytes(hash.begin(), hash.end());
    }
    auto row = find_hold(context.database(), wish.id, owner);
    if (row && row->patient_id && *row->patient_id != (*patient)->id) return std::nullopt;
    if (row) row->patient_id = (*patient)->id;
    return row;
}

std::optional<payments::Payable> PaidVisits::payable(Context& context, const payments::VisitWish& wish) {
    const auto row = wish.as == payments::VisitWish::As::hold
                         ? held(context, wish)
                         : find_reached(context, people_.relatives, wish.id);
    if (!row || !row->patient_id) {
        log_denied(context.database(), wish.id, wish.action, trail_of(context));
        return std::nullopt;
    }
    const auto doctor = directory_.card(context, row->doctor_id);
    payments::Payable payable;
    payable.id = row->id;
    payable.patient_id = *row->patient_id;
    payable.clinic_id = row->clinic_id;
    payable.country = row->clinic.value.country.value;
    payable.price_cents = row->price_cents;
    payable.currency = row->currency;
    payable.state = state_of(*row, context.now());
    payable.waits_for_payment = row->status == Status::held || row->status == Status::pending;
    if (doctor) payable.policy = doctor->payment_policy;
    payable.version = row->version;
    return payable;
}

bool PaidVisits::keep(Context& context, postgres::Transaction& transaction, const payments::Payable& visit) {
    // By the time of the request, as payable() saw it: who asked in time is in time.
    return keep_visit(transaction, visit.id, visit.version, context.now());
}

std::optional<std::int64_t> PaidVisits::price(postgres::Transaction& transaction, AppointmentId id) {
    return price_of(transaction, id);
}

std::optional<std::int64_t> PaidVisits::settle(Context& context, postgres::Transaction& transaction,
                                               const Payment& payment) {
    const auto row = find_appointment(transaction, payment.id, {});
    if (!row) return std::nullopt;
    // Like every step that makes or leaves a visit active: two of them that want each other's time would wait
    // in a circle.
    auto turns = turns_at(row->doctor_id, payment.patient_id);
    std::ranges::sort(turns);
    queue_turns(transaction, turns);
    const auto patient = people_.patients.card(context, payment.patient_id);
    return settle_payment(transaction, payment, patient ? patient->name : "", trail_of(context));
}

void PaidVisits::note(Context& context, postgres::Transaction& transaction, AppointmentId id,
                      payments::Paid paid) {
    note_payment(transaction, id, paid, trail_of(context));
}

void PaidVisits::changed(Context& context, AppointmentId id) {
    if (const auto row = find_appointment(context.database(), id, {}))
        occupancy_.changed(occupation_of(*row), context.now());
}

std::optional<payments::PaidVisit> PaidVisits::shown(Context& context, AppointmentId id) {
    const auto row = find_reached(context, people_.relatives, id);
    return row ? shown_of(*row) : std::nullopt;
}

std::vector<payments::PaidVisit> PaidVisits::shown(Context& context, const std::vector<AppointmentId>& ids) {
    std::vector<payments::PaidVisit> visits;
    if (ids.empty()) return visits;
    const Reach reach = reach_with_relatives(context, people_.relatives);
    for (const AppointmentRow& row : find_appointments(context.database(), ids, reach))
        if (auto visit = shown_of(row)) visits.push_back(*std::move(visit));
    return visits;
}

}  // namespace venera::scheduling
