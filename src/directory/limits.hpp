// The bounds of the directory. Lists, radius and caching; field lengths stand with their types.
#pragma once
#include <chrono>
#include <cstddef>

namespace venera::directory::limits {

inline constexpr std::size_t specialties_per_doctor = 5;
inline constexpr std::size_t languages_per_doctor = 10;
inline constexpr double radius_km = 1'000;
inline constexpr int page = 20;
inline constexpr std::size_t cached_cards = 200'000;
// How long another replica may show a doctor as they were.
inline constexpr std::chrono::seconds card_age{2};

}  // namespace venera::directory::limits
