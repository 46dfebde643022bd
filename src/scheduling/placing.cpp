#include "scheduling/placing.hpp"

#include <algorithm>
#include <iterator>

#include "scheduling/appointment_view.hpp"
#include "scheduling/callers.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/turns.hpp"

namespace venera::scheduling {

namespace {

std::optional<PatientId> patient_of(const Order& order) {
    return order.patient ? std::optional{order.patient->id} : std::nullopt;
}

AppointmentRow row_of(Context& context, const Order& order, const Offer& offer) {
    AppointmentRow row;
    row.id = order.id;
    row.reference = make_reference();
    fill_from(offer, row);
    if (order.hold_time) {
        row.status = Status::held;
        row.hold_until = context.now() + *order.hold_time;
    } else {
        take(offer.doctor.get(), context.now(), row);
    }
    if (order.patient) {
        row.patient_id = order.patient->id;
        row.patient_name = order.patient->name;
        if (order.reason)
            row.reason_sealed = seal_text(SealedColumn::reason, row.id, *order.patient, *order.reason);
        if (order.override_reason)
            row.override_reason_sealed =
                seal_text(SealedColumn::override_reason, row.id, *order.patient, *order.override_reason);
    }
    row.overrides = names_of(order.question.overrides);
    row.created_at = context.now();
    row.updated_at = context.now();
    return row;
}

Uuid uuid_of(const postgres::Bytes& hash) {
    Uuid uuid;
    std::copy_n(hash.begin(), uuid.bytes.size(), uuid.bytes.begin());
    return uuid;
}

}  // namespace

bool is_capped(const Offer& offer, const OfferQuestion& question) {
    return offer.calendar->rules.max_per_day &&
           std::ranges::find(question.overrides, Rule::daily_cap) == question.overrides.end();
}

ReplayResult replayed(Context& context, const std::optional<KeptKey>& key) {
    if (!key) return std::optional<AppointmentId>{};
    const auto kept = find_kept_answer(context.database(), *key);
    if (!kept || !kept->resource_id) return std::optional<AppointmentId>{};
    if (kept->fingerprint != key->fingerprint) return refuse<idempotency_key_reused>;
    return kept->resource_id;
}

Situation Placing::look(Context& context, postgres::Executor& db, const Refused& wish) {
    const Caller& caller = context.caller();
    const Period& occupied = wish.offer.wish.occupied;
    const auto rows = read_situation(db, {wish.offer.calendar->doctor_id, wish.patient_id,
                                          caller.signed_in() ? std::optional{caller.user_id} : std::nullopt,
                                          alternatives_window(wish.offer.wish.visit), occupied});
    return situation_of(rows, occupied, context.now());
}

Placing::Refusing Placing::judge(Context& context, const Refused& wish, const Situation& situation) {
    const Calendar& calendar = *wish.offer.calendar;
    const auto reasons =
        without(reasons_against(calendar, {wish.offer.wish, context.now(), situation.doctor_busy,
                                           situation.patient_busy, wish.ignoring}),
                wish.question.overrides);
    switch (ruling_on(reasons)) {
        case Ruling::free:
            return allowed;
        case Ruling::another_has_it:
            return refuse<slot_taken>.with(near(context, wish, situation));
        case Ruling::patient_has_another:
            return refuse<patient_busy>;
        case Ruling::too_soon:
            return refuse<too_late_to_book>;
        case Ruling::too_far:
            return refuse<beyond_horizon>;
        case Ruling::closed:
            return refuse<not_offered>.with(given(reasons));
    }
    std::abort();
}

Alternatives Placing::near(Context& context, const Refused& wish, const Situation& situation) {
    auto busy = situation.doctor_busy;
    busy.insert(busy.end(), situation.patient_busy.begin(), situation.patient_busy.end());
    return alternatives_near(
        *wish.offer.calendar, busy,
        {wish.offer.type, wish.offer.duration, wish.offer.wish.visit.start, context.now()});
}

PlaceResult Placing::place(Context& context, const Order& order) {
    std::vector<AppointmentId> release;
    Alternatives nearby;
    for (int attempt = 0; attempt < limits::booking_tries; ++attempt) {
        const auto offer = offers_.find(context, order.question);
        auto inserted = Inserted::conflict;
        if (offer) {
            // The calendar's own rules need no rows; who else has the time is the constraint's to say.
            const auto against =
                without(reasons_against(*offer->calendar, {offer->wish, context.now(), {}, {}, std::nullopt}),
                        order.question.overrides);
            if (against.empty()) {
                auto row = row_of(context, order, *offer);
                Attempt insertion{order, *offer, row, release};
                inserted = insert(context, insertion);
                if (inserted == Inserted::yes) {
                    insertion.ended.push_back(occupation_of(row));
                    occupancy_.changed(insertion.ended, context.now());
                    return Placed{std::move(row), std::nullopt};
                }
            }
        }
        const auto replay = replayed(context, order.key);
        if (!replay) return PlaceResult::refused(replay);
        if (*replay) return Placed{std::nullopt, *replay};
        if (!offer) {
            // Another replica may have changed the hours since this one read them.
            if (attempt > 0) return PlaceResult::refused(offer);
            offers_.renew(context, order.question.doctor_id);
            continue;
        }
        if (inserted == Inserted::holds_full) return refuse<too_many_holds>;
        if (inserted == Inserted::patient_gone) return invalid("/patient_id", inactive_patient);
        const Refused wish{*offer, order.question, patient_of(order), std::nullopt};
        const Situation situation = look(context, context.database(), wish);
        if (situation.calendar_version != offer->calendar->version) {
            offers_.renew(context, order.question.doctor_id);
            continue;
        }
        if (const auto verdict = judge(context, wish, situation); !verdict) {
            if (verdict.is<slot_taken>()) occupancy_.found_taken(context, *offer);
            return PlaceResult::refused(verdict);
        }
        // Nothing counts against it: what stood in the way are holds that do not count, a reference in use,
        // or a visit that has been cancelled meanwhile.
        release = situation.releasable;
        nearby = near(context, wish, situation);
    }
    return refuse<slot_taken>.with(nearby);
}

Placing::Inserted Placing::insert(Context& context, Attempt& attempt) {
    const Order& order = attempt.order;
    const Offer& offer = attempt.offer;
    try {
        if (order.hold_time || is_capped(offer, order.question) || !attempt.release.empty())
            return insert_in_turn(context, attempt);
        const bool done = insert_appointment(context.database(),
                                             {attempt.row, offer.calendar->version, order.anonymous,
                                              order.key, action_with(order.action, order.question.overrides)},
                                             trail_of(context));
        return done ? Inserted::yes : Inserted::conflict;
    } catch (const Abandoned& abandoned) {
        return abandoned.why;
    } catch (const postgres::ConstraintViolation& violation) {
        // Another request with the same key was faster: its answer is found by place().
        if (violation.constraint == "idempotency_pkey") return Inserted::conflict;
        // The card was a moment old.
        if (violation.constraint == merged_patient_books) return Inserted::patient_gone;
        throw;
    }
}

Placing::Inserted Placing::insert_in_turn(Context& context, Attempt& attempt) {
    const Order& order = attempt.order;
    const Offer& offer = attempt.offer;
    const AppointmentRow& row = attempt.row;
    std::vector<std::int64_t> turns;
    // Two holds of one patient (or address) at once would both see one hold too few.
    if (order.hold_time && order.patient)
        turns.push_back(turn_of("holds of patient", order.patient->id.value));
    if (order.anonymous) turns.push_back(turn_of("holds of address", uuid_of(order.anonymous->address_hash)));
    // Two bookings of one day at once would both see one visit too few under the cap.
    if (is_capped(offer, order.question))
        turns.push_back(
            turn_of("day of doctor", row.doctor_id.value, row.local_date.days().time_since_epoch().count()));
    // Ending holds and then inserting touches two rows, as a move does.
    if (!attempt.release.empty())
        std::ranges::copy(turns_at(row.doctor_id, row.patient_id), std::back_inserter(turns));
    return in_turn(context.database(), std::move(turns), [&](postgres::Transaction& transaction) {
        const Trail trail = trail_of(context);
        attempt.ended.clear();
        if (!attempt.release.empty())
            attempt.ended = release_holds(transaction, attempt.release, patient_of(order), trail);
        if (order.hold_time) check_holds(context, transaction, attempt);
        if (is_capped(offer, order.question)) check_daily_cap(context, transaction, order, offer);
        const bool done = insert_appointment(transaction,
                                             {row, offer.calendar->version, order.anonymous, order.key,
                                              action_with(order.action, order.question.overrides)},
                                             trail);
        if (!done) throw Abandoned{Inserted::conflict};
        if (order.along) order.along(transaction, row);
        return Inserted::yes;
    });
}

void Placing::check_holds(Context& context, postgres::Transaction& transaction, Attempt& attempt) {
    const Order& order = attempt.order;
    if (order.anonymous) {
        // One live hold per browser: the new one takes the place of the old one, or neither changes.
        auto released = release_browser_holds(transaction, order.anonymous->browser_hash, trail_of(context));
        std::ranges::move(released, std::back_inserter(attempt.ended));
        if (count_address_holds(transaction, order.anonymous->address_hash, context.now()) >=
            limits::holds_per_address)
            throw Abandoned{Inserted::holds_full};
    }
    // What the waiting list offers is no hold that they asked for.
    if (order.patient && !order.along &&
        count_patient_holds(transaction, order.patient->id, context.now()) >= limits::holds_per_patient)
        throw Abandoned{Inserted::holds_full};
}

void Placing::check_daily_cap(Context& context, postgres::Transaction& transaction, const Order& order,
                              const Offer& offer) {
    const auto situation =
        look(context, transaction, {offer, order.question, patient_of(order), std::nullopt});
    const auto reasons = reasons_against(*offer.calendar, {offer.wish, context.now(), situation.doctor_busy,
                                                           situation.patient_busy, std::nullopt});
    if (std::ranges::find(reasons, Rule::daily_cap, &Reason::rule) != reasons.end())
        throw Abandoned{Inserted::day_full};
}

}  // namespace venera::scheduling
