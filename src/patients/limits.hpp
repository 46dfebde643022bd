// The bounds of the patients context; field lengths stand with their types.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace venera::patients::limits {

inline constexpr std::size_t cached_cards = 100'000;
// How long another replica may book with a card as it was.
inline constexpr std::chrono::seconds card_age{2};
// Tries for a reference that is not taken yet: with a million patients one try fails in a thousand.
inline constexpr int reference_tries = 8;
// The form of sealed columns, part of what they are bound to.
inline constexpr std::int32_t key_version = 1;

}  // namespace venera::patients::limits
