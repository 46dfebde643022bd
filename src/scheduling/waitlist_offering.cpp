#include "scheduling/waitlist_offering.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "platform/events/relay.hpp"
#include "platform/jobs/backoff.hpp"
#include "platform/log/problem.hpp"
#include "scheduling/calendar_queries.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/waitlist_answers.hpp"

namespace venera::scheduling {

namespace {

// Somebody else was faster: the person has another offer by now, or does not wait any more.
struct NotWaiting {};

Candidate candidate_of(const CandidateRow& row) {
    Candidate candidate{.id = row.id,
                        .patient_id = row.patient_id,
                        .waits_for_doctor = row.waits_for_doctor,
                        .from = row.from_date,
                        .to = row.to_date,
                        .parts_of_day = row.parts_of_day,
                        .priority = row.priority,
                        .appointment_id = row.appointment_id,
                        .appointment_start = row.appointment_start,
                        .lapsed = row.lapsed,
                        .since = row.created_at,
                        .offered = {}};
    for (const std::int64_t start : row.offered)
        candidate.offered.push_back(Instant::from_epoch_seconds(start));
    return candidate;
}

// The kind of visit that a person waits for: that of the visit to be moved, or the doctor's usual one.
struct Kind {
    Code type;
    minutes duration{};

    auto operator<=>(const Kind&) const = default;
};

Kind usual_kind(const Calendar& calendar) {
    const VisitType& usual = *visit_type_of(calendar, std::nullopt);
    return {usual.code, minutes{usual.duration_minutes.value}};
}

Kind kind_of(const Calendar& calendar, const CandidateRow& row) {
    const VisitType* present = row.appointment_type ? visit_type_of(calendar, row.appointment_type) : nullptr;
    if (present != nullptr)
        return {present->code, minutes{row.appointment_minutes.value_or(present->duration_minutes.value)}};
    return usual_kind(calendar);
}

std::vector<Busy> busy_in(Context& context, DoctorId doctor, const Period& window) {
    std::vector<Busy> busy;
    for (const OccupationRow& row : find_busy(context.database(), {doctor}, window)) {
        if (row.status == Status::held && row.hold_until && *row.hold_until <= context.now()) continue;
        busy.push_back({row.id, row.status, {row.starts_at, row.ends_at}, row.occupied, row.hold_until});
    }
    return busy;
}

// Also of visits that begin before and need what came free.
std::vector<Instant> starts_of(const Calendar& calendar, const std::vector<Busy>& busy, const Kind& kind,
                               const Period& time, Instant now) {
    return free_starts(calendar, busy, *visit_type_of(calendar, kind.type), kind.duration,
                       {time.start - kind.duration + minutes{5}, time.end}, now);
}

}  // namespace

OfferTokens::OfferTokens(const crypto::SecretKey& master)
    : key_(crypto::hmac_sha256(master.bytes(), "venera scheduling waitlist offer v1")) {}

std::string OfferTokens::token(AppointmentId offer) const {
    return crypto::base64url(crypto::hmac_sha256(key_.bytes(), offer.text()));
}

postgres::Bytes OfferTokens::hash_of(std::string_view token) {
    const auto digest = crypto::sha256(token);
    return {digest.begin(), digest.end()};
}

void FreedTimes::take(Context& context, postgres::Transaction& transaction,
                      const std::vector<events::Event>& events) {
    for (const events::Event& event : events) {
        constexpr std::string_view prefix = "waitlist.";
        if (event.type.starts_with(prefix))
            metrics_
                .counter("venera_waitlist_events_total", "What happened on the waiting list",
                         {{"event", event.type.substr(prefix.size())}})
                .Increment();
    }
    const Trail trail = trail_of(context);
    take_events(transaction, events, trail);
    for (const VoidWaiting& one : list_void_waiting(transaction, events)) {
        if (one.is_over)
            end_wish(transaction, one.waiting_id, trail);
        else if (one.offer_id)
            end_offer(transaction, *one.offer_id, OfferStatus::withdrawn, trail);
    }
}

FreedState FreedTimes::watch(Context& context) {
    const FreedState state = read_freed_state(context.database(), context.now());
    metrics_.gauge("venera_freed_times_due", "Times that came free and were not offered to anybody yet")
        .Set(static_cast<double>(state.due));
    metrics_
        .gauge("venera_freed_times_blocked", "Times whose candidates all have another offer to answer first")
        .Set(static_cast<double>(state.blocked));
    metrics_
        .gauge("venera_freed_times_oldest_due_seconds", "Age of the oldest time that is due to be offered")
        .Set(state.oldest_due);
    const bool is_late = state.oldest_due > limits::oldest_freed;
    if (std::exchange(is_late_, is_late) != is_late) {
        if (is_late)
            context.log().warning("waitlist.late", {{"oldest_due_seconds", state.oldest_due}});
        else
            context.log().info("waitlist.caught_up");
    }
    return state;
}

// What is known while the starts of one freed time are gone through.
struct Offering::Span {
    std::shared_ptr<const directory::DoctorCard> doctor;
    std::shared_ptr<const Calendar> calendar;
    std::vector<CandidateRow> rows;
    std::vector<Candidate> candidates;  // of each row
    std::map<Kind, std::set<Instant>> free;
    std::size_t made = 0;          // offers
    std::set<PatientId> asked;     // they have an offer to answer now
    std::set<PatientId> blockers;  // of them, who would want a start that nobody else could have
};

void Offering::work(Context& context) {
    const auto end = std::chrono::steady_clock::now() + limits::offering_time;
    for (bool more = true; more && std::chrono::steady_clock::now() < end;) {
        const auto batch = list_freed(context.database(), context.now(), limits::freed_batch);
        more = std::ssize(batch) == limits::freed_batch;
        for (const FreedRow& freed : batch) look_at(context, freed);
    }
}

void Offering::look_at(Context& context, const FreedRow& freed) {
    try {
        const auto blockers = offer(context, freed);
        // An answer in this very moment may pass the row by: then it is looked at again a little later.
        if (blockers.empty())
            delete_freed(context.database(), freed.id);
        else
            block_freed(context.database(), freed.id, context.now() + limits::blocked_again, blockers);
    } catch (const std::exception& problem) {
        if (!events::is_poison(problem)) throw;
        // It must not keep the others waiting.
        context.log().warning("waitlist.failed", {{"doctor_id", freed.doctor_id},
                                                  {"problem", log::Label{log::type_of(problem)}}});
        const Instant due = context.now() + jobs::backoff(freed.attempts + 1, jobs::chance());
        if (due < freed.ends_at && freed.attempts < jobs::most_attempts)
            postpone_freed(context.database(), freed.id, due);
        else
            delete_freed(context.database(), freed.id);
    }
}

std::vector<PatientId> Offering::offer(Context& context, const FreedRow& freed) {
    Span span;
    span.doctor = directory_.card(context, freed.doctor_id);
    span.calendar = calendars_.find(context, freed.doctor_id);
    if (!span.doctor || !span.calendar || span.calendar->rules.visit_types.empty()) return {};
    const Calendar& calendar = *span.calendar;
    const Zone& zone = calendar.rules.timezone;
    const Instant horizon = context.now() + std::chrono::days{calendar.rules.horizon_days.value + 1};
    const Period time{std::max(freed.starts_at, context.now()), std::min(freed.ends_at, horizon)};
    if (time.start >= time.end) return {};
    std::vector<std::string> specialties;
    for (const auto& one : span.doctor->specialties) specialties.push_back(one.code.value);
    const auto around = std::chrono::hours{24};  // longer than any visit, and its day's cap
    const auto busy = busy_in(context, freed.doctor_id, {time.start - around, time.end + around});
    const Kind usual = usual_kind(calendar);
    const Period begins{time.start - usual.duration + minutes{5}, time.end};
    auto usual_starts = starts_of(calendar, busy, usual, time, context.now());
    if (usual_starts.size() > limits::offers_per_period) usual_starts.clear();
    span.rows =
        list_candidates(context.database(),
                        {freed.doctor_id, specialties, directory_.folded(context, span.doctor->clinic.city),
                         zone.date(time.start - around / 2), zone.date(time.end), parts_between(begins, zone),
                         begins.start, usual_starts, context.now()});
    std::set<Instant> starts;
    for (const CandidateRow& row : span.rows) {
        span.candidates.push_back(candidate_of(row));
        if (row.has_offer) span.asked.insert(row.patient_id);
        const Kind kind = kind_of(calendar, row);
        if (span.free.contains(kind)) continue;
        const auto free = starts_of(calendar, busy, kind, time, context.now());
        span.free[kind] = {free.begin(), free.end()};
        starts.insert(free.begin(), free.end());
    }
    for (const Instant start : starts) {
        if (span.made == limits::offers_per_period) break;
        offer_start(context, span, start);
    }
    return {span.blockers.begin(), span.blockers.end()};
}

void Offering::offer_start(Context& context, Span& span, Instant start) {
    const LocalDateTime local = span.calendar->rules.timezone.local(start);
    const FreedTime time{start, local.date(), local.time()};
    std::set<PatientId> blockers;
    for (const Candidate* candidate : ranked(span.candidates, time, context.now())) {
        const CandidateRow& row = span.rows[static_cast<std::size_t>(candidate - span.candidates.data())];
        if (!span.free.at(kind_of(*span.calendar, row)).contains(start)) continue;
        if (span.asked.contains(row.patient_id)) {
            blockers.insert(row.patient_id);
            continue;
        }
        const Asked asked = ask(context, span, row, start);
        if (asked == Asked::yes || asked == Asked::has_offer) span.asked.insert(row.patient_id);
        if (asked == Asked::has_offer) blockers.insert(row.patient_id);
        if (asked == Asked::yes) ++span.made;
        if (asked == Asked::yes || asked == Asked::time_is_gone) return;
    }
    span.blockers.merge(blockers);
}

Offering::Asked Offering::ask(Context& context, const Span& span, const CandidateRow& candidate,
                              Instant start) {
    const ScheduleRules& rules = span.calendar->rules;
    const auto patient = patients_.card(context, candidate.patient_id);
    if (candidate.acting_patient_id &&
        !relatives_.acts_for(context, *candidate.acting_patient_id, candidate.patient_id)) {
        // Nothing tells of a child's coming of age.
        end_waiting(context.database(), {candidate.id}, trail_of(context));
        return Asked::not_this_one;
    }
    if (!patient || !patient->active || !patient->data_key) return Asked::not_this_one;
    const auto until = offer_end(context.now(), start - minutes{rules.notice_minutes.value}, rules.timezone);
    if (!until) return Asked::time_is_gone;
    const auto present =
        candidate.appointment_minutes ? std::optional{minutes{*candidate.appointment_minutes}} : std::nullopt;
    const AppointmentId id = AppointmentId::make(context.now());
    const Order order{
        .id = id,
        .question =
            {span.doctor->id, start, std::nullopt, std::nullopt, {}, candidate.appointment_type, present},
        .hold_time = std::chrono::floor<minutes>(*until - context.now()),
        .patient = patient,
        .anonymous = std::nullopt,
        .reason = std::nullopt,
        .override_reason = std::nullopt,
        .key = std::nullopt,
        .action = "hold",
        .along = [&](postgres::Transaction& transaction, const AppointmentRow& hold) {
            const NewOffer made{candidate.id, hold, OfferTokens::hash_of(tokens_.token(id)),
                                candidate.appointment_start};
            if (!insert_offer(transaction, made, trail_of(context))) throw NotWaiting{};
        }};
    try {
        const auto placed = placing_.place(context, order);
        if (placed) {
            context.log().info("waitlist.offered", {{"waiting_id", candidate.id}, {"offer_id", id}});
            return Asked::yes;
        }
        const bool is_about_them =
            placed.is<patient_busy>() || placed.is<too_many_holds>() || placed.is<invalid_input>();
        return is_about_them ? Asked::not_this_one : Asked::time_is_gone;
    } catch (const NotWaiting&) {
        return Asked::has_offer;
    }
}

}  // namespace venera::scheduling
