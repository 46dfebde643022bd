// The bounds of the directory. Lists, radius and caching; field lengths stand with their types.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace venera::directory::limits {

inline constexpr std::size_t specialties_per_doctor = 5;
inline constexpr std::size_t languages_per_doctor = 10;
inline constexpr double radius_km = 1'000;
inline constexpr int page = 20;
inline constexpr std::size_t cached_cards = 200'000;
// How long another replica may show a doctor as they were. Changes are watched every second; while that works
// a card is kept longer, otherwise it is read again after this time.
inline constexpr std::chrono::seconds card_age{2};
inline constexpr std::chrono::minutes watched_card_age{10};
// A change carries the time at which its request began; its commit follows within the request's deadline.
inline constexpr std::chrono::seconds watch_overlap{15};
// Of a changed clinic or specialty: how many doctors the change reaches in its own request. The others follow
// by the outbox.
inline constexpr std::int32_t doctors_told_at_once = 200;

// Reviews that an export of one person holds at most.
inline constexpr std::int32_t most_kept = 10'000;
inline constexpr std::chrono::hours keys_kept{48};  // of idempotency

}  // namespace venera::directory::limits
