// Every limit of scheduling in one place.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace venera::scheduling::limits {

inline constexpr std::chrono::minutes hold_time{10};  // of somebody who has signed in
inline constexpr std::chrono::minutes anonymous_hold_time{5};
inline constexpr std::chrono::minutes hold_extension{5};
inline constexpr std::int16_t most_extensions = 10;
inline constexpr std::int64_t holds_per_patient = 3;   // live at a time
inline constexpr std::int64_t holds_per_address = 20;  // of callers who have not signed in
inline constexpr std::chrono::seconds sweep_interval{5};
inline constexpr std::int32_t sweep_batch = 200;

// Waiting: what one person may ask for and be asked, and how long an offer holds. Nobody has to answer at
// night, local time of the doctor.
inline constexpr std::int64_t waits_per_patient = 5;
inline constexpr std::chrono::days longest_wait{366};
inline constexpr std::int64_t joins_per_day = 20;          // of one patient's account, for whomever they act
inline constexpr std::chrono::days ended_waits_kept{400};  // statistics look back for 366
inline constexpr std::int64_t offers_per_day = 4;
inline constexpr std::chrono::hours offer_time{2};
inline constexpr std::chrono::minutes shortest_offer{20};
inline constexpr std::chrono::minutes answers_from{9 * 60};
inline constexpr std::chrono::minutes answers_until{21 * 60};
inline constexpr std::int32_t candidates = 200;       // who is looked at for a freed time
inline constexpr std::size_t opened_periods = 100;    // of one change of a calendar, the earliest
inline constexpr std::size_t offers_per_period = 20;  // that came free: more is everybody's to book
inline constexpr std::int32_t freed_batch = 20;
inline constexpr std::chrono::minutes blocked_again{5};  // at the latest: an answer is heard of at once
inline constexpr double oldest_freed = 10;  // seconds; beyond that nobody is offered anything in time
inline constexpr std::chrono::seconds offering_time{3};  // of one run, of the five that its job may take
inline constexpr std::int32_t ended_waits_per_cleaning = 1'000;
inline constexpr std::int64_t statistics_days = 30;  // unless asked
inline constexpr std::int32_t statistics_groups = 100;
inline constexpr std::int64_t longest_statistics_days = 366;
inline constexpr std::chrono::milliseconds offering_interval{500};

inline constexpr std::chrono::hours keys_kept{48};  // of idempotency
inline constexpr std::int32_t keys_per_cleaning = 10'000;

inline constexpr std::size_t alternatives = 3;
inline constexpr std::chrono::days alternatives_before{
    1};  // where free times are looked for, around the wish
inline constexpr std::chrono::days alternatives_after{14};
inline constexpr int booking_tries = 4;  // a stale calendar, expired holds, a reference in use
inline constexpr int step_tries = 3;     // lost races of a step without If-Match
// Whoever came early and was checked in may have been seen so long before the start.
inline constexpr std::chrono::hours early_visit{2};

inline constexpr int availability_days = 14;        // unless asked
inline constexpr std::size_t slots_per_doctor = 3;  // of a search, unless asked
inline constexpr std::size_t slots_per_day = 3;     // of one doctor in a search
// Of a search for words: so many doctors whom they find are looked through; of more, so many of the earliest
// are asked about first.
inline constexpr std::size_t named_doctors = 5'000;
inline constexpr std::size_t doctors_asked_about = 250;
// Of the availability index: what ended counts for searches that go on, what has passed for the day's cap.
inline constexpr std::chrono::minutes ended_times_kept{15};
inline constexpr std::chrono::hours past_times_kept{48};
inline constexpr std::size_t calendars_kept = 200'000;
inline constexpr std::int64_t exceptions_per_doctor = 500;
inline constexpr std::chrono::days longest_exception{400};
inline constexpr std::int64_t preview_days = 14;
inline constexpr std::size_t weekly_periods = 50;
inline constexpr std::size_t visit_types = 30;

inline constexpr std::int32_t page = 20;
// Of one person, in an export or an erasure.
inline constexpr std::int32_t most_kept = 100'000;
inline constexpr std::int32_t reseal_batch = 1'000;
inline constexpr std::int32_t agenda_days = 31;
inline constexpr std::int32_t agenda_visits = 4'000;  // 31 days of one doctor, every 10 minutes
inline constexpr std::int32_t board_visits = 2'000;   // one day of a clinic: 50 doctors with 40 each
inline constexpr std::size_t board_doctors = 200;
inline constexpr std::int32_t history_steps = 200;  // of one appointment, the newest

// What a calendar to subscribe to shows.
inline constexpr std::chrono::days subscribed_before{30};  // cancelled visits for as long as this, too
inline constexpr std::chrono::days subscribed_after{366};
inline constexpr std::int32_t subscribed_visits = 5'000;

// Calendars that doctors have elsewhere. Whatever the horizon of a schedule, times are known a little beyond.
inline constexpr std::int64_t busy_calendars_per_doctor = 5;
inline constexpr std::size_t busy_times_per_calendar = 5'000;
inline constexpr std::chrono::days busy_ahead{370};
inline constexpr std::size_t busy_file_bytes = 5 << 20;
inline constexpr std::chrono::seconds busy_file_time{20};
inline constexpr std::chrono::minutes busy_poll_interval{15};
inline constexpr std::chrono::seconds busy_poll_lease{120};
inline constexpr std::chrono::hours busy_reread{24};  // also what its server calls unchanged
inline constexpr std::size_t busy_pollers = 4;        // a slow server holds up one of them
inline constexpr std::chrono::seconds busy_look_interval{1};
// Longer than any booking takes from its decision to its commit (deadline 5 s, statements 2 s).
inline constexpr std::chrono::seconds conflict_check{10};
inline constexpr std::int32_t conflicts_shown = 500;

// Streams of events. Whoever asks for what came before the kept ones, or for more at once than a stream may
// have waiting, reads the list again.
inline constexpr std::size_t live_events_kept = 20'000;
inline constexpr std::int32_t live_batch = 200;
inline constexpr std::size_t live_bytes_waiting = 256 * 1024;  // of one stream; more than a batch
inline constexpr std::size_t live_bytes_at_once = 16 * 1024;   // of a stream; more than an event
inline constexpr std::chrono::milliseconds live_interval{250};
inline constexpr std::chrono::milliseconds live_pause{
    15};                               // between two readings, however often commits ring
inline constexpr int live_looks = 16;  // at a commit that was noticed, before it waits for the next interval
inline constexpr std::chrono::seconds live_watch_interval{1};
inline constexpr std::chrono::seconds live_heartbeat{15};
inline constexpr std::chrono::milliseconds live_retry{2'000};  // when a browser comes back
inline constexpr int live_refused_seconds = 10;

}  // namespace venera::scheduling::limits
