#include "scheduling/waitlist_wishes.hpp"

#include <algorithm>

#include "platform/http/cursor.hpp"
#include "scheduling/lifecycle.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/placing.hpp"
#include "scheduling/turns.hpp"
#include "scheduling/waitlist_answers.hpp"
#include "scheduling/waitlist_statistics.hpp"

namespace venera::scheduling {

namespace {

// Ends a transaction that must leave nothing behind.
struct Elsewhere {};

std::vector<PartOfDay> parts_of(const JoinWaitlist& wish) {
    std::vector<PartOfDay> parts =
        wish.parts_of_day.value_or(std::vector{PartOfDay::morning, PartOfDay::afternoon, PartOfDay::evening});
    std::ranges::sort(parts);
    parts.erase(std::ranges::unique(parts).begin(), parts.end());
    return parts;
}

int seconds_until(const Context& context, Instant joined) {
    const auto left = joined + std::chrono::hours{24} - context.now();
    return static_cast<int>(std::chrono::ceil<std::chrono::seconds>(left).count());
}

std::optional<WaitlistOffer> offer_of(const WaitingRow& row) {
    if (!row.offer_id) return std::nullopt;
    const auto zone = Zone::parse(*row.offer_timezone);
    const LocalDateTime local = (zone ? *zone : Zone()).local(*row.offer_start);
    return WaitlistOffer{*row.offer_id,           *row.offer_doctor_id, *row.offer_doctor_name,
                         row.offer_clinic->value, *row.offer_start,     *row.offer_end,
                         *row.offer_timezone,     local.date(),         local.time(),
                         *row.offer_until};
}

Waiting view_of(const WaitingRow& row) {
    Waiting view;
    view.id = row.id;
    view.patient_id = row.patient_id;
    view.doctor_id = row.doctor_id;
    view.specialty = row.specialty_code;
    view.city = row.city;
    view.from = row.from_date;
    view.to = row.to_date;
    view.parts_of_day = row.parts_of_day;
    view.appointment_id = row.appointment_id;
    view.priority = row.priority;
    view.status = row.status;
    view.offer = offer_of(row);
    view.offers_made = row.offers_made;
    view.version = row.version;
    view.created_at = row.created_at;
    view.updated_at = row.updated_at;
    return view;
}

std::string cursor_after(const WaitingRow& row) {
    http::CursorWriter cursor;
    cursor.add(row.created_at);
    cursor.add(row.id.value);
    return cursor.text();
}

std::optional<WaitingPosition> position_of(std::string_view text) {
    http::CursorReader cursor(text);
    const WaitingPosition position{cursor.instant(), WaitingId{cursor.uuid()}};
    if (!cursor.complete()) return std::nullopt;
    return position;
}

}  // namespace

WaitingReach waiting_reach(Context& context, patients::Relatives& relatives) {
    const Caller& caller = context.caller();
    if (caller.is(Role::patient)) return reach_with_relatives(context, relatives).patient_ids;
    if (caller.for_practice()) return std::nullopt;
    return std::vector<PatientId>{};
}

bool is_elsewhere(const Caller& caller, const WaitingRow& wish) {
    return caller.is(Role::staff) && wish.offer_id &&
           !reaches(caller, wish.offer_doctor_id.value(), wish.offer_clinic->value.id);
}

Result<Allowed, not_found, invalid_input> WaitlistWishes::check(Context& context, const JoinWaitlist& wish,
                                                                PatientId patient) {
    if (wish.to < Zone().date(context.now()) + std::chrono::days{-1})
        return invalid("/to", {"in_the_past", "must not be in the past"});
    // A day more, for those east of here.
    const Date latest = Zone().date(context.now()) + (limits::longest_wait + std::chrono::days{1});
    if (wish.from > latest) return invalid("/from", {"too_far", "must be at most a year from today"});
    if (wish.to > latest) return invalid("/to", {"too_far", "must be at most a year from today"});
    if (wish.doctor_id) {
        const auto doctor = directory_.card(context, *wish.doctor_id);
        if (!doctor) return invalid("/doctor_id", {"unknown_doctor", "is no doctor in service"});
        if (!reaches(context.caller(), *wish.doctor_id, doctor->clinic.id)) return refuse<not_found>;
    } else {
        directory::DoctorFilter filter;
        filter.specialty = wish.specialty;
        filter.city = wish.city;
        if (directory_.matching(context, filter).empty())
            return invalid("/specialty", {"nobody", "is a specialty that no doctor of that city has"});
    }
    if (!wish.appointment_id) return allowed;
    const auto visit = find_reached(context, people_.relatives, *wish.appointment_id);
    if (!visit) log_denied(context.database(), *wish.appointment_id, "wait", trail_of(context));
    if (!visit || visit->patient_id != patient || !is_ahead(visit->status) ||
        visit->starts_at <= context.now())
        return invalid("/appointment_id", {"not_ahead", "is no coming appointment of this patient"});
    return allowed;
}

WaitlistWishes::JoinAnswer WaitlistWishes::shown(Context& context, WaitingId id, Replay replay) {
    const auto row =
        find_waiting(context.database(), id, waiting_reach(context, people_.relatives), context.now());
    if (!row) return refuse<not_found>;
    if (replay == Replay::yes) log_waiting(context.database(), {*row}, "read", trail_of(context));
    return Created<Waiting>{view_of(*row), replay};
}

WaitlistWishes::JoinAnswer WaitlistWishes::join(Context& context, const JoinWaitlist& wish,
                                                const http::IdempotencyKey& key) {
    if (wish.priority == Priority::urgent && !context.caller().at_desk()) return refuse<forbidden>;
    const auto patient = patient_for(context, people_, wish.patient_id);
    if (!patient) return JoinAnswer::refused(patient);
    const auto kept = kept_key(context.caller(), key);
    const auto before = replayed(context, kept);
    if (!before) return JoinAnswer::refused(before);
    if (*before) return shown(context, WaitingId{(*before)->value}, Replay::yes);
    if (const auto possible = check(context, wish, (*patient)->id); !possible)
        return JoinAnswer::refused(possible);
    const auto own = context.caller().patient_id;
    const NewWaiting waiting{
        WaitingId::make(context.now()),
        (*patient)->id,
        wish,
        parts_of(wish),
        wish.city ? std::optional{directory_.folded(context, wish.city->value)} : std::nullopt,
        own == (*patient)->id ? std::nullopt : own};
    std::vector turns{turn_of("waits of patient", waiting.patient_id.value)};
    const bool is_patient = context.caller().is(Role::patient);
    if (is_patient) turns.push_back(turn_of("joins of account", context.caller().user_id.value));
    std::optional<Instant> last;
    try {
        // Two wishes of one patient, or account, at once would both see one too few.
        if (!in_turn(context.database(), turns, [&](auto& transaction) {
                last = is_patient
                           ? joined_too_often(transaction, context.caller().user_id,
                                              context.now() - std::chrono::hours{24}, limits::joins_per_day)
                           : std::nullopt;
                return !last && insert_waiting(transaction, waiting, kept, trail_of(context));
            }))
            return last ? JoinAnswer{refuse<too_many_joins>.after_seconds(seconds_until(context, *last))}
                        : JoinAnswer{refuse<too_many_waits>};
    } catch (const postgres::ConstraintViolation& violation) {
        if (violation.constraint == merged_patient_books) return invalid("/patient_id", inactive_patient);
        if (violation.constraint != "idempotency_pkey") throw;
        const auto again = replayed(context, kept);
        if (!again) return JoinAnswer::refused(again);
        if (!*again) throw;
        return shown(context, WaitingId{(*again)->value}, Replay::yes);
    }
    return shown(context, waiting.id, Replay::no);
}

Result<Page<Waiting>, invalid_cursor> WaitlistWishes::page(Context& context, const PageWish& wish) {
    std::optional<WaitingPosition> after;
    if (wish.cursor) {
        after = position_of(*wish.cursor);
        if (!after) return invalid_cursor_given();
    }
    const auto limit = wish.limit ? static_cast<std::int32_t>(wish.limit->value) : limits::page;
    auto rows = list_waiting(context.database(), wish.filter, after, limit + 1, context.now());
    Page<Waiting> page;
    if (std::ssize(rows) > limit) {
        rows.pop_back();
        page.next_cursor = cursor_after(rows.back());
    }
    log_waiting(context.database(), rows, wish.action, trail_of(context));
    for (const WaitingRow& row : rows) page.data.push_back(view_of(row));
    return page;
}

Result<Page<Waiting>, invalid_cursor> WaitlistWishes::list(Context& context,
                                                           const http::Query<WaitlistQuery>& query) {
    auto found = page(context, {{.status = query->status,
                                 .doctor_id = query->doctor_id,
                                 .specialty = query->specialty,
                                 .priority = query->priority},
                                query->limit,
                                query->cursor,
                                "list"});
    if (!found) return found;
    std::vector<PatientId> ids;
    for (const Waiting& one : found->data) ids.push_back(one.patient_id);
    for (const auto& card : people_.patients.cards(context, ids)) {
        for (Waiting& one : found->data) {
            if (one.patient_id == card->id) one.patient_name = card->name;
        }
    }
    return found;
}

Result<Page<Waiting>, invalid_cursor> WaitlistWishes::mine(Context& context,
                                                           const http::Query<MyWaitlistQuery>& query) {
    return page(context, {{.reach = waiting_reach(context, people_.relatives), .status = query->status},
                          query->limit,
                          query->cursor,
                          "list"});
}

Result<NoContent, not_found> WaitlistWishes::leave(Context& context, http::Path<WaitingId> id) {
    const WaitingReach reach = waiting_reach(context, people_.relatives);
    const Trail trail = trail_of(context);
    std::optional<EndedOffer> ended;
    const auto leave_now = [&](postgres::Transaction& transaction) {
        ended.reset();
        // The wish first: who makes an offer for it at the same time waits, or is seen by the next statement.
        if (!leave_waiting(transaction, id.value, reach, trail)) return false;
        const auto row = find_waiting(transaction, id.value, reach, context.now());
        if (row && is_elsewhere(context.caller(), *row)) throw Elsewhere{};
        if (const auto offer = find_offer(transaction, id.value))
            ended = end_offer(transaction, offer->id, OfferStatus::withdrawn, trail);
        return true;
    };
    bool left = false;
    try {
        left = postgres::in_transaction(context.database(), leave_now);
    } catch (const Elsewhere&) {
        log_denied_waiting(context.database(), id.value, "leave", trail);
        return refuse<not_found>;
    }
    if (ended && ended->hold) occupancy_.changed(*ended->hold, context.now());
    if (left) return NoContent{};
    const auto row = find_waiting(context.database(), id.value, reach, context.now());
    if (!row) {
        log_denied_waiting(context.database(), id.value, "leave", trail);
        return refuse<not_found>;
    }
    log_waiting(context.database(), {*row}, "leave", trail);
    return NoContent{};
}

Result<WaitlistStatistics> WaitlistWishes::statistics(Context& context,
                                                      const http::Query<WaitlistStatisticsQuery>& query) {
    const auto days = std::chrono::days{query->days ? query->days->value : limits::statistics_days};
    return read_waitlist_statistics(context.database(), context.now() - days, context.now(),
                                    query->by.value_or(StatisticsBy::doctor));
}

}  // namespace venera::scheduling
