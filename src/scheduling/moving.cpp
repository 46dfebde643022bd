#include "scheduling/moving.hpp"

#include <algorithm>

#include "payments/payments.hpp"
#include "scheduling/appointment_view.hpp"
#include "scheduling/booking.hpp"
#include "scheduling/lifecycle.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/list_queries.hpp"
#include "scheduling/turns.hpp"

namespace venera::scheduling {

namespace {

OfferQuestion question_of(const AppointmentRow& row, const ChangeAppointment& change) {
    OfferQuestion question;
    question.doctor_id = change.doctor_id.given() ? change.doctor_id.value : row.doctor_id;
    question.start = change.start.given() ? change.start.value.value : row.starts_at;
    if (change.visit_type.given()) question.visit_type = change.visit_type.value;
    if (change.duration_minutes.given()) question.duration = minutes{change.duration_minutes.value.value};
    question.overrides = rules_of(change.override);
    question.present_type = row.visit_type;
    question.present_duration = std::chrono::duration_cast<minutes>(row.ends_at - row.starts_at);
    return question;
}

bool is_same_time(const AppointmentRow& row, const OfferQuestion& question) {
    return question.doctor_id == row.doctor_id && question.start == row.starts_at &&
           (!question.visit_type || question.visit_type == row.visit_type) &&
           (!question.duration || question.duration == question.present_duration);
}

}  // namespace

void add_move(std::vector<Occupation>& news, const AppointmentRow& before, const AppointmentRow& row) {
    Occupation moved = occupation_of(row);
    moved.version = before.version + 1;
    if (row.doctor_id != before.doctor_id) news.push_back(gone_from(before.doctor_id, moved));
    news.push_back(std::move(moved));
}

void place_at(const Offer& offer, Instant now, AppointmentRow& row) {
    const bool keeps_price = offer.doctor->id == row.doctor_id && offer.type.code == row.visit_type;
    const auto price = row.price_cents;
    const auto currency = row.currency;
    const auto payment = row.payment_status;
    fill_from(offer, row);
    if (keeps_price) {
        row.price_cents = price;
        row.currency = currency;
        row.payment_status = payment;
    }
    // What is booked at its price stays so: it was paid, or the desk trusts that it will be.
    if (keeps_price && row.status == Status::booked) return;
    const auto end = row.hold_until;
    take(offer.doctor.get(), now, row);
    // Nobody has longer to pay because they move.
    if (row.status == Status::pending && end) row.hold_until = std::min(*end, row.starts_at);
}

bool is_covered(const AppointmentRow& before, const AppointmentRow& moved) {
    const bool in_full = before.payment_status == PaymentStatus::paid ||
                         before.payment_status == PaymentStatus::partially_refunded;
    if (!in_full && before.payment_status != PaymentStatus::deposit_paid) return true;
    // The money is with the clinic that was paid.
    if (moved.clinic_id != before.clinic_id) return false;
    if (moved.price_cents == 0) return true;
    if (moved.currency != before.currency) return false;
    return !in_full || moved.price_cents <= before.price_cents;
}

bool move_priced(postgres::Transaction& transaction, const Move& move, const Trail& trail) {
    if (!move_appointment(transaction, move, trail)) return false;
    const bool keeps_price = move.row.price_cents == move.before.price_cents &&
                             move.row.currency == move.before.currency &&
                             move.row.clinic_id == move.before.clinic_id;
    // Written first, and so locked: no payment begins meanwhile.
    if (!keeps_price && payments::is_money_moving(transaction, move.before.id)) throw BeingPaid{};
    return true;
}

Moving::Answer Moving::change(Context& context, http::Path<AppointmentId> id, const ChangeAppointment& change,
                              http::IfMatch condition) {
    const Caller& caller = context.caller();
    if (change.override && !change.override->empty() && !caller.at_desk()) return refuse<forbidden>;
    if (change.notes.given() && caller.is(Role::patient)) return refuse<forbidden>;
    const auto before = find_reached(context, people_.relatives, id.value);
    if (!before) {
        log_denied(context.database(), id.value, "change", trail_of(context));
        return refuse<not_found>;
    }
    if (condition.version && *condition.version != before->version) return refuse<version_mismatch>;
    const bool moves = change.moves() && !is_same_time(*before, question_of(*before, change));
    const bool writes = change.reason.given() || change.notes.given();
    const bool is_over = !is_ahead(before->status);
    if (moves && is_over) return refuse<invalid_transition>;
    // What was said before a visit stays as it was said; the practice may still write its notes.
    if (change.reason.given() && is_over && before->status != Status::arrived)
        return refuse<invalid_transition>;
    if (moves && caller.is(Role::patient) && context.now() >= before->cancellable_until)
        return refuse<too_late_to_cancel>;
    AppointmentRow row = *before;
    if (writes) {
        if (const auto written = write_texts(context, change, row); !written) return Answer::refused(written);
    }
    if (moves) return move(context, *before, std::move(row), change);
    if (!writes) {
        log_reads(context.database(), {row}, "read", trail_of(context));
        return view(context, people_.patients, row);
    }
    const bool written =
        in_turn(context.database(), turns_at(row.doctor_id, row.patient_id),
                [&](auto& transaction) { return change_texts(transaction, row, trail_of(context)); });
    if (!written) return refuse<version_mismatch>;
    row.version += 1;
    row.updated_at = context.now();
    return view(context, people_.patients, row);
}

Result<Allowed, not_found> Moving::write_texts(Context& context, const ChangeAppointment& change,
                                               AppointmentRow& row) {
    const auto patient = row.patient_id ? people_.patients.card(context, *row.patient_id) : nullptr;
    if (!patient || !patient->data_key) return refuse<not_found>;
    if (change.reason.given())
        row.reason_sealed =
            change.reason.cleared()
                ? std::nullopt
                : std::optional{seal_text(SealedColumn::reason, row.id, *patient, change.reason.value.value)};
    if (change.notes.given())
        row.notes_sealed =
            change.notes.cleared()
                ? std::nullopt
                : std::optional{seal_text(SealedColumn::notes, row.id, *patient, change.notes.value.value)};
    return allowed;
}

Moving::Answer Moving::move(Context& context, const AppointmentRow& before, AppointmentRow row,
                            const ChangeAppointment& change) {
    const OfferQuestion question = question_of(before, change);
    row.overrides = names_of(question.overrides);
    row.override_reason_sealed.reset();
    if (!question.overrides.empty()) {
        const auto patient = people_.patients.card(context, *row.patient_id);
        if (!patient || !patient->data_key) return refuse<not_found>;
        row.override_reason_sealed =
            seal_text(SealedColumn::override_reason, row.id, *patient, change.override_reason->value);
    }
    std::vector<AppointmentId> release;
    Alternatives nearby;
    for (int attempt = 0; attempt < limits::booking_tries; ++attempt) {
        const auto offer = offers_.find(context, question);
        if (!offer) {
            // Another replica may have changed the hours since this one read them.
            if (attempt > 0) return Answer::refused(offer);
            offers_.renew(context, question.doctor_id);
            continue;
        }
        const Placing::Refused wish{*offer, question, before.patient_id, before.id};
        const auto against =
            without(reasons_against(*offer->calendar, {offer->wish, context.now(), {}, {}, before.id}),
                    question.overrides);
        if (against.empty()) {
            AppointmentRow moved = row;
            place_at(*offer, context.now(), moved);
            if (!is_covered(before, moved)) return refuse<price_not_covered>;
            const Moved outcome = move_in_turn(context, wish, before, moved, release);
            if (outcome == Moved::yes) {
                moved.version += 1;
                moved.updated_at = context.now();
                return view(context, people_.patients, moved);
            }
            if (outcome == Moved::being_paid) return refuse<payment_in_progress>;
            if (outcome == Moved::stale) {
                const auto now = find_reached(context, people_.relatives, before.id);
                if (!now) return refuse<not_found>;
                if (now->version != before.version) return refuse<version_mismatch>;
            }
        }
        const Situation situation = Placing::look(context, context.database(), wish);
        if (situation.calendar_version != offer->calendar->version) {
            offers_.renew(context, question.doctor_id);
            continue;
        }
        if (const auto verdict = Placing::judge(context, wish, situation); !verdict) {
            // Two moves at once: whoever finds the appointment changed must look again before anything else.
            const auto now = find_reached(context, people_.relatives, before.id);
            if (now && now->version != before.version) return refuse<version_mismatch>;
            return Answer::refused(verdict);
        }
        release = situation.releasable;
        nearby = Placing::near(context, wish, situation);
    }
    return refuse<slot_taken>.with(nearby);
}

Moving::Moved Moving::move_in_turn(Context& context, const Placing::Refused& wish,
                                   const AppointmentRow& before, const AppointmentRow& row,
                                   const std::vector<AppointmentId>& release) {
    // Two moves that want each other's time would wait for each other's rows.
    std::vector<std::int64_t> turns = turns_at(before.doctor_id, before.patient_id);
    turns.push_back(turns_at(row.doctor_id, std::nullopt).front());
    const bool capped = is_capped(wish.offer, wish.question);
    // As in booking: two visits that come to one day at once would both see one too few under the cap.
    if (capped)
        turns.push_back(
            turn_of("day of doctor", row.doctor_id.value, row.local_date.days().time_since_epoch().count()));
    std::vector<Occupation> news;
    try {
        const bool moved =
            in_turn(context.database(), std::move(turns), [&](postgres::Transaction& transaction) {
                const Trail trail = trail_of(context);
                if (!release.empty()) news = release_holds(transaction, release, before.patient_id, trail);
                if (capped) {
                    const auto situation = Placing::look(context, transaction, wish);
                    const auto reasons = reasons_against(
                        *wish.offer.calendar, {wish.offer.wish, context.now(), situation.doctor_busy,
                                               situation.patient_busy, before.id});
                    if (std::ranges::find(reasons, Rule::daily_cap, &Reason::rule) != reasons.end())
                        throw DayIsFull{};
                }
                return move_priced(
                    transaction,
                    {before, row, wish.offer.calendar->version, action_with("move", wish.question.overrides)},
                    trail);
            });
        if (moved) add_move(news, before, row);
        // The holds stay ended also if the appointment has changed meanwhile.
        if (!news.empty()) occupancy_.changed(news, context.now());
        return moved ? Moved::yes : Moved::stale;
    } catch (const DayIsFull&) {
        return Moved::conflict;
    } catch (const BeingPaid&) {
        return Moved::being_paid;
    } catch (const postgres::ConstraintViolation& violation) {
        if (violation.constraint == "no_doctor_overlap" || violation.constraint == "no_patient_overlap")
            return Moved::conflict;
        throw;
    }
}

}  // namespace venera::scheduling
