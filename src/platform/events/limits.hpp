// The limits of handing events over.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace venera::events::limits {

// Events in one transaction, and transactions in one run.
inline constexpr std::int32_t batch = 200;
inline constexpr int batches_per_run = 50;
// How often a consumer looks for events.
inline constexpr std::chrono::milliseconds interval{250};
// Parked events tried again in one run.
inline constexpr int retries_per_run = 20;
// Two events of one aggregate whose transactions overlapped are no further apart; these end after seconds.
inline constexpr std::chrono::minutes transaction_time{1};
// From here on somebody should look: an event that waits, a transaction that goes on (nothing that began
// after it is handed over), in seconds.
inline constexpr double oldest_event = 10;
inline constexpr double oldest_transaction = 30;
inline constexpr std::chrono::seconds watch_interval{5};

}  // namespace venera::events::limits
