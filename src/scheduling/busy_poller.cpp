#include "scheduling/busy_poller.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>

#include <algorithm>

#include "platform/jobs/backoff.hpp"
#include "scheduling/calendar_queries.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/opened_times.hpp"
#include "scheduling/timetable.hpp"

namespace venera::scheduling {

namespace {

using std::chrono::days;

// All that can be asked for: the longest horizon, whatever the schedule says today. The beginning moves once
// a day, so that an unchanged file changes nothing more often.
Period window_at(Instant now) {
    const Instant today{std::chrono::floor<days>(now.value)};
    return {today - days{1}, today + limits::busy_ahead};
}

bool is_header_text(const std::string& text, std::size_t most) {
    return text.size() <= most && std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

std::string kept(const std::string& header, std::size_t most) {
    return is_header_text(header, most) ? header : std::string{};
}

// Polls that began together do not stay together.
Instant next_poll(Instant now) {
    return now + std::chrono::duration_cast<std::chrono::seconds>(limits::busy_poll_interval *
                                                                  (0.8 + 0.4 * jobs::chance()));
}

std::string error_of(const net::Answer& answer) {
    if (answer.failure != net::Failure::none) return net::name_of(answer.failure);
    if (answer.status >= 300 && answer.status < 400) return "redirect";
    if (answer.status != 200) return "http " + std::to_string(answer.status);
    if (answer.is_cut) return "too_large";
    return {};
}

std::string error_of(calendar::Trouble trouble) {
    switch (trouble) {
        case calendar::Trouble::none:
            return {};
        case calendar::Trouble::not_a_calendar:
            return "not_a_calendar";
        case calendar::Trouble::too_much:
            return "too_much";
    }
    std::abort();
}

}  // namespace

std::vector<Period> on_grid(std::vector<Period> periods, const Period& window) {
    constexpr std::chrono::microseconds grid = std::chrono::minutes{5};
    for (Period& period : periods) {
        const auto start = std::max(period.start, window.start).value.time_since_epoch();
        const auto end = std::min(period.end, window.end).value.time_since_epoch();
        period.start = Instant{} + start / grid * grid;
        period.end = Instant{} + (end + grid - std::chrono::microseconds{1}) / grid * grid;
    }
    std::erase_if(periods, [](const Period& period) { return period.start >= period.end; });
    join(periods);
    return periods;
}

void BusyPoller::work(Context& context) {
    for (;;) {
        const Instant now = context.clock().now();
        const Uuid lease = make_uuid(now);
        const auto claimed =
            claim_busy_calendar(context.database(), {lease, now, now + limits::busy_poll_lease});
        if (!claimed) return;
        poll(context, *claimed, lease);
    }
}

void BusyPoller::poll(Context& context, const ClaimedCalendar& claimed, const Uuid& lease) {
    const Brought brought = fetch(context, claimed);
    if (!brought.error.empty()) return fail(context, claimed, lease, brought.error);
    take(context, claimed, lease, brought);
}

BusyPoller::Brought BusyPoller::fetch(Context& context, const ClaimedCalendar& claimed) {
    Brought brought;
    const auto url = seal_.open(claimed.id, claimed.url_sealed);
    if (!url) {
        brought.error = "address_lost";  // sealed with a key that is gone: it has to be set again
        return brought;
    }
    net::Outgoing request;
    request.url = *url;
    request.most_bytes = limits::busy_file_bytes;
    request.time = limits::busy_file_time;
    request.headers = {"Accept: text/calendar"};
    // Recurrences reach further every day: now and then the file is read although it is the same.
    const bool is_conditional =
        claimed.read_at && *claimed.read_at + limits::busy_reread > context.clock().now();
    if (is_conditional && claimed.etag) request.headers.push_back("If-None-Match: " + *claimed.etag);
    if (is_conditional && claimed.modified)
        request.headers.push_back("If-Modified-Since: " + *claimed.modified);
    const net::Answer answer = transfers_.perform(context.wait(), request);
    if (answer.failure == net::Failure::none && answer.status == 304 && is_conditional) {
        brought.is_unchanged = true;
        return brought;
    }
    brought.error = error_of(answer);
    if (!brought.error.empty()) return brought;
    brought.etag = kept(answer.etag, 200);
    brought.modified = kept(answer.last_modified, 100);
    read_file(context, claimed, answer.body, brought);
    return brought;
}

void BusyPoller::read_file(Context& context, const ClaimedCalendar& claimed, const std::string& file,
                           Brought& brought) {
    const auto calendar = calendars_.find(context, claimed.doctor_id);
    const Zone zone = calendar ? calendar->rules.timezone : Zone{};
    const Period window = window_at(context.clock().now());
    readers_.run(context.wait(), [&] {
        brought.found = calendar::read_busy_times(file, zone, window);
        brought.found.periods = on_grid(std::move(brought.found.periods), window);
    });
    brought.error = error_of(brought.found.trouble);
    if (brought.error.empty() && brought.found.periods.size() > limits::busy_times_per_calendar)
        brought.error = "too_much";
}

void BusyPoller::take(Context& context, const ClaimedCalendar& claimed, const Uuid& lease,
                      const Brought& brought) {
    const Instant now = context.clock().now();
    const std::string traceparent = context.trace().traceparent();
    bool is_changed = false;
    postgres::Transaction transaction(context.database());
    // As every edit of the calendar: one after the other.
    lock_schedule(transaction, claimed.doctor_id);
    if (!note_poll(transaction, claimed.id, lease, {now, next_poll(now), 0}))
        return;  // removed, or another's
    if (!brought.is_unchanged) {
        note_reading(transaction, claimed.id,
                     {now, brought.etag, brought.modified, brought.found.unreadable});
        is_changed = times_of_calendar(transaction, claimed.id) != brought.found.periods;
    }
    if (is_changed) {
        OpenedTimes opened(transaction, claimed.doctor_id, now);
        replace_times(transaction, claimed.id, claimed.doctor_id, brought.found.periods);
        const auto version = touch_schedule(transaction, claimed.doctor_id, now);
        insert_schedule_event(transaction, claimed.doctor_id, version, traceparent, now);
        opened.queue();
        check_again(transaction, claimed.id, now + limits::conflict_check);
    }
    const auto conflicts = note_conflicts(transaction, claimed.doctor_id, traceparent, now);
    transaction.commit();
    if (is_changed) {
        calendars_.forget(claimed.doctor_id);
        occupancy_.calendar_changed(context, claimed.doctor_id);
    }
    if (claimed.failures > 0)
        context.log().info("busy_calendar.recovered",
                           {{"calendar_id", claimed.id}, {"doctor_id", claimed.doctor_id}});
    count(brought.is_unchanged ? "unchanged" : "read");
    tell(context, claimed.doctor_id, conflicts);
}

void BusyPoller::fail(Context& context, const ClaimedCalendar& claimed, const Uuid& lease,
                      const std::string& error) {
    const Instant now = context.clock().now();
    const std::int32_t failures = claimed.failures + 1;
    if (error == net::name_of(net::Failure::stopped)) return;  // the lease ends, and somebody tries again
    if (!note_poll(context.database(), claimed.id, lease,
                   {now, now + jobs::backoff(std::min(failures, jobs::most_attempts), jobs::chance()),
                    failures, error}))
        return;
    count("failed");
    context.log().warning("busy_calendar.failed", {{"calendar_id", claimed.id},
                                                   {"doctor_id", claimed.doctor_id},
                                                   {"error", log::Label{error}},
                                                   {"failures", failures}});
}

void BusyPoller::check(Context& context) {
    while (const auto doctor = claim_check(context.database(), context.clock().now())) {
        tell(context, *doctor,
             note_conflicts(context.database(), *doctor, context.trace().traceparent(),
                            context.clock().now()));
    }
}

void BusyPoller::tell(Context& context, DoctorId doctor, const std::vector<AppointmentId>& conflicts) {
    for (const AppointmentId id : conflicts)
        context.log().warning("busy_calendar.conflict", {{"doctor_id", doctor}, {"appointment_id", id}});
    if (conflicts.empty()) return;
    metrics_
        .counter("venera_busy_calendar_conflicts_total",
                 "Visits that collided with busy times of their doctor's other calendars")
        .Increment(static_cast<double>(conflicts.size()));
}

void BusyPoller::count(std::string_view outcome) {
    metrics_
        .counter("venera_busy_calendar_polls_total", "Readings of doctors' other calendars by outcome",
                 {{"outcome", std::string(outcome)}})
        .Increment();
}

void BusyPoller::watch(Context& context) {
    const auto state = read_busy_calendar_state(context.database(), context.clock().now());
    metrics_.gauge("venera_busy_calendars_failing", "Doctors' other calendars that cannot be read")
        .Set(static_cast<double>(state.failing));
    metrics_
        .gauge("venera_busy_calendar_age_seconds",
               "Time since the last successful reading of the calendar that has waited longest for one")
        .Set(state.oldest_success);
}

}  // namespace venera::scheduling
