// The bounds of the patients context; field lengths stand with their types.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace venera::patients::limits {

inline constexpr std::size_t cached_cards = 100'000;
// How long another replica may book with a card as it was. Changes are watched every second; while that
// works a card is kept longer, otherwise it is read again after this time.
inline constexpr std::chrono::seconds card_age{2};
inline constexpr std::chrono::minutes watched_card_age{10};
// A change carries the time at which its request began; its commit follows within the request's deadline.
inline constexpr std::chrono::seconds watch_overlap{15};
// Tries for a reference that is not taken yet: with a million patients one try fails in a thousand.
inline constexpr int reference_tries = 8;
// Of each list of a medical record; the lengths of their texts stand with their types.
inline constexpr std::size_t record_entries = 200;
// Consents and requests in force, of one person to act for others and of others to act for them.
inline constexpr std::int64_t live_relatives = 20;
// Between two steps of a rotation: longer than a replica uses a card (card_age), reads the keys again (2 s)
// and than a request that began before may still write (its deadline of 5 s and one statement of 2 s).
inline constexpr std::chrono::seconds rotation_pause{10};
inline constexpr std::int32_t rotation_batch = 500;
// How long after an erasure what late requests wrote is looked for.
inline constexpr std::chrono::minutes erasure_repeated_for{2};
// How long a request with an Idempotency-Key is remembered.
inline constexpr std::chrono::hours idempotency{48};
// The free object of a profile.
inline constexpr std::size_t infos_bytes = 8'192;
inline constexpr int infos_depth = 5;
inline constexpr std::int32_t page = 20;
// Rows that a page reads in its order before it asks the inverted index instead: enough to fill a page for
// whatever one patient in a hundred has, read in two milliseconds.
inline constexpr std::int32_t rows_walked = 2'000;
// Years of birth that are looked up one by one; a wider range is compared.
inline constexpr int years_listed = 10;
// Rows of one CSV file, and how many are made ready at once.
inline constexpr std::int32_t export_rows = 5'000;
inline constexpr std::int32_t export_batch = 250;
// Of the cities and insurers that the statistics name, the largest.
inline constexpr std::int32_t statistics_groups = 100;
inline constexpr std::int32_t duplicates = 20;

}  // namespace venera::patients::limits
