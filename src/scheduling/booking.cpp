#include "scheduling/booking.hpp"

#include <algorithm>

#include "scheduling/appointment_view.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/list_queries.hpp"
#include "scheduling/turns.hpp"

namespace venera::scheduling {

namespace {

std::optional<minutes> minutes_of(const std::optional<Duration>& duration) {
    return duration ? std::optional{minutes{duration->value}} : std::nullopt;
}

// Requires: the caller may book for `patient`.
HoldOwner owner_of(Context& context, const BookAppointment& wish, PatientId patient) {
    const Caller& caller = context.caller();
    HoldOwner owner{std::nullopt, caller.is(Role::patient) ? std::optional{patient} : std::nullopt,
                    caller.signed_in() ? std::optional{caller.user_id} : std::nullopt};
    if (wish.holder_token) {
        const auto hash = crypto::sha256(wish.holder_token->value);
        owner.token_hash = postgres::Bytes(hash.begin(), hash.end());
    }
    return owner;
}

// What the body says besides the hold must be what the hold says.
InputProblems contradictions(const AppointmentRow& hold, const BookAppointment& wish, PatientId patient) {
    InputProblems problems;
    const auto unless = [&](bool agrees, const char* pointer) {
        if (!agrees)
            problems.errors.push_back({pointer, std::nullopt, "not_of_hold", "is not what the hold says"});
    };
    unless(!wish.doctor_id || *wish.doctor_id == hold.doctor_id, "/doctor_id");
    unless(!wish.start || wish.start->value == hold.starts_at, "/start");
    unless(!wish.visit_type || *wish.visit_type == hold.visit_type, "/visit_type");
    unless(!wish.duration_minutes || hold.starts_at + minutes{wish.duration_minutes->value} == hold.ends_at,
           "/duration_minutes");
    unless(!hold.patient_id || *hold.patient_id == patient, "/patient_id");
    return problems;
}

}  // namespace

std::vector<Rule> rules_of(const std::optional<std::vector<OverridableRule>>& named) {
    std::vector<Rule> rules;
    if (!named) return rules;
    for (const OverridableRule& rule : *named) rules.push_back(rule.value);
    std::ranges::sort(rules);
    rules.erase(std::ranges::unique(rules).begin(), rules.end());
    return rules;
}

Booking::Answer Booking::book(Context& context, const BookAppointment& wish,
                              const http::IdempotencyKey& key) {
    if (wish.override && !wish.override->empty() && !context.caller().at_desk()) return refuse<forbidden>;
    const auto patient = patient_for(context, people_, wish.patient_id);
    if (!patient) return Answer::refused(patient);
    const auto kept = kept_key(context.caller(), key);
    return wish.hold_id ? book_held(context, wish, *patient, kept) : book_time(context, wish, *patient, kept);
}

Booking::Answer Booking::book_time(Context& context, const BookAppointment& wish, const Card& patient,
                                   const std::optional<KeptKey>& key) {
    const Order order{
        .id = AppointmentId::make(context.now()),
        .question = {wish.doctor_id.value(), wish.start->value, wish.visit_type,
                     minutes_of(wish.duration_minutes), rules_of(wish.override), std::nullopt, std::nullopt},
        .hold_time = std::nullopt,
        .patient = patient,
        .anonymous = std::nullopt,
        .reason = wish.reason ? std::optional{wish.reason->value} : std::nullopt,
        .override_reason = wish.override_reason ? std::optional{wish.override_reason->value} : std::nullopt,
        .key = key,
        .action = "book"};
    const auto placed = placing_.place(context, order);
    if (!placed) return Answer::refused(placed);
    if (placed->replayed) return replay(context, *placed->replayed);
    return Created<Appointment>{view_of(*placed->row, patient.get())};
}

Booking::Answer Booking::replay(Context& context, AppointmentId id) {
    const auto row = find_reached(context, people_.relatives, id);
    if (!row) return refuse<not_found>;
    log_reads(context.database(), {*row}, "read", trail_of(context));
    return Created<Appointment>{view(context, people_.patients, *row), Replay::yes};
}

Booking::Answer Booking::book_held(Context& context, const BookAppointment& wish, const Card& patient,
                                   const std::optional<KeptKey>& key) {
    for (int attempt = 0; attempt < limits::booking_tries; ++attempt) {
        const auto hold = find_hold(context.database(), *wish.hold_id, owner_of(context, wish, patient->id));
        if (!hold || hold->status != Status::held) {
            const auto before = replayed(context, key);
            if (!before) return Answer::refused(before);
            if (*before) return replay(context, **before);
        }
        if (!hold) {
            log_denied(context.database(), *wish.hold_id, "book", trail_of(context));
            return refuse<not_found>;
        }
        if (hold->status == Status::expired || hold->status == Status::cancelled) return refuse<hold_expired>;
        if (hold->status != Status::held) return refuse<invalid_transition>;
        if (*hold->hold_until <= context.now()) return refuse<hold_expired>;
        const auto problems = contradictions(*hold, wish, patient->id);
        if (!problems.errors.empty()) return refuse<invalid_input>.with(problems);
        AppointmentRow row = *hold;
        const auto doctor = directory_.card(context, row.doctor_id);
        take(doctor.get(), context.now(), row);
        row.patient_id = patient->id;
        row.patient_name = patient->name;
        if (wish.reason)
            row.reason_sealed = seal_text(SealedColumn::reason, row.id, *patient, wish.reason->value);
        try {
            // The hold's version is compared and changed at once: of two confirmations one finds it gone.
            if (in_turn(context.database(), turns_at(row.doctor_id, row.patient_id), [&](auto& transaction) {
                    return book_hold(transaction, row, key, trail_of(context));
                })) {
                row.version += 1;
                row.updated_at = context.now();
                occupancy_.changed(occupation_of(row), context.now());
                return Created<Appointment>{view_of(row, patient.get())};
            }
        } catch (const postgres::ConstraintViolation& violation) {
            if (violation.constraint == merged_patient_books) return invalid("/patient_id", inactive_patient);
            if (violation.constraint == "no_patient_overlap") {
                if (!clear_way(context, *hold, patient->id)) return refuse<patient_busy>;
            } else if (violation.constraint == "idempotency_pkey") {
                const auto before = replayed(context, key);
                if (!before) return Answer::refused(before);
                if (*before) return replay(context, **before);
            } else {
                throw;
            }
        }
    }
    return refuse<hold_expired>;
}

bool Booking::clear_way(Context& context, const AppointmentRow& hold, PatientId patient) {
    const auto rows = read_situation(context.database(),
                                     {hold.doctor_id, patient, std::nullopt, hold.occupied, hold.occupied});
    const auto situation = situation_of(rows, hold.occupied, context.now());
    const bool free =
        std::ranges::all_of(situation.patient_busy, [&](const Busy& busy) { return busy.id == hold.id; });
    if (!free) return false;
    auto release = situation.releasable;
    std::erase(release, hold.id);
    if (!release.empty())
        occupancy_.changed(release_holds(context.database(), release, std::nullopt, trail_of(context)),
                           context.now());
    return true;
}

}  // namespace venera::scheduling
