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
// Between two steps of a rotation: longer than a replica uses a card (card_age), reads the keys again (2 s)
// and than a request that began before may still write (its deadline of 5 s and one statement of 2 s).
inline constexpr std::chrono::seconds rotation_pause{10};
inline constexpr std::int32_t rotation_batch = 500;
// How long after an erasure what late requests wrote is looked for.
inline constexpr std::chrono::minutes erasure_repeated_for{2};

}  // namespace venera::patients::limits
