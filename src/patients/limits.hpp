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
// The form of sealed columns, part of what they are bound to.
inline constexpr std::int32_t key_version = 1;

}  // namespace venera::patients::limits
