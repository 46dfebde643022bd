// The limits of messages.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace venera::notifications::limits {

// How often a worker looks for messages when nobody tells it that there are some.
inline constexpr std::chrono::milliseconds interval{250};
// A worker has its messages for so long; within it, no message is begun for which the time may not suffice.
inline constexpr std::chrono::seconds lease{60};
inline constexpr std::chrono::seconds time_for_one{25};
// One mail, from the connection to the last answer; and the connection alone.
inline constexpr std::chrono::milliseconds smtp_time{15'000};
inline constexpr std::chrono::milliseconds smtp_connect_time{5'000};
// While the mail server as a whole does not work, one message probes it so often.
inline constexpr std::chrono::seconds probe_interval{10};
// While people wait for answers, a worker rests so many times as long as its last message took.
inline constexpr int rests_per_message = 60;
inline constexpr std::chrono::milliseconds longest_rest{500};
// Messages that a worker takes at once; the statement says the number too.
inline constexpr std::size_t claimed_at_once = 32;
inline constexpr std::int32_t page = 20;
inline constexpr std::int32_t queue_counted = 1'000;  // more is "at least"
inline constexpr std::size_t reminders_per_clinic = 4;
// The oldest message that is due but not sent, in seconds: from here on somebody should look.
inline constexpr double oldest_due = 10;
inline constexpr std::chrono::seconds watch_interval{5};

// Calendars to subscribe to. Programs ask about once an hour.
inline constexpr std::int64_t feeds_per_user = 20;
inline constexpr std::chrono::hours keys_kept{48};  // of idempotency
inline constexpr std::int64_t feed_reads = 120;
inline constexpr std::chrono::seconds feed_reads_window{3600};
inline constexpr std::chrono::hours feed_read_noted{1};

}  // namespace venera::notifications::limits
