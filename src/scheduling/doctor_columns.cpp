#include "scheduling/doctor_columns.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace venera::scheduling {

namespace {

constexpr double earth_radius_km = 6371.0088;  // IUGG mean radius

// A new word gets the next free number. Zero is nobody's.
template <class Numbers, class Word>
void number(Numbers& numbers, const Word& word) {
    numbers.try_emplace(word, static_cast<std::uint32_t>(numbers.size() + 1));
}

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

}  // namespace

std::uint16_t number_of(const Country& country) {
    const auto text = country.text();
    return static_cast<std::uint16_t>(static_cast<unsigned char>(text[0]) << 8 |
                                      static_cast<unsigned char>(text[1]));
}

std::uint8_t bit_of(Mode mode) { return static_cast<std::uint8_t>(1u << static_cast<unsigned>(mode)); }

double distance_km(const directory::Position& from, double latitude, double longitude) {
    const double up = std::sin(radians(latitude - from.latitude) / 2);
    const double across = std::sin(radians(longitude - from.longitude) / 2);
    const double chord =
        up * up + std::cos(radians(from.latitude)) * std::cos(radians(latitude)) * across * across;
    return 2 * earth_radius_km * std::asin(std::sqrt(std::min(1.0, chord)));
}

bool ColumnFilter::passes(const DoctorRecord& record) const {
    constexpr auto relaxed = std::memory_order_relaxed;
    if (!record.in_service.load(relaxed)) return false;
    if (city && record.city.load(relaxed) != *city) return false;
    if (country && record.country.load(relaxed) != *country) return false;
    if (clinic && record.clinic.load(relaxed) != *clinic) return false;
    if (min_rating && record.rating.load(relaxed) < *min_rating) return false;
    if (max_price_cents && record.price_cents.load(relaxed) > *max_price_cents) return false;
    if (mode && (record.modes.load(relaxed) & *mode) == 0) return false;
    if (language && (record.languages[*language / 64].load(relaxed) >> (*language % 64) & 1) == 0)
        return false;
    if (near) {
        if (!record.has_position.load(relaxed)) return false;
        if (radius_km &&
            distance_km(*near, record.latitude.load(relaxed), record.longitude.load(relaxed)) > *radius_km)
            return false;
    }
    return true;
}

bool Words::have(const directory::ListedDoctor& listed) const {
    const auto spelling = city_spellings.find(listed.card.clinic.city);
    return spelling != city_spellings.end() && spelling->second == listed.city_folded &&
           cities.contains(listed.city_folded) && clinics.contains(listed.card.clinic.id) &&
           std::ranges::all_of(listed.card.languages,
                               [&](const Language& language) { return languages.contains(language.text()); });
}

void Words::learn(const directory::ListedDoctor& listed) {
    city_spellings[listed.card.clinic.city] = listed.city_folded;
    number(cities, listed.city_folded);
    number(clinics, listed.card.clinic.id);
    for (const Language& language : listed.card.languages) number(languages, language.text());
}

void write_columns(const directory::ListedDoctor& listed, const Words& words, DoctorRecord& record) {
    const auto& card = listed.card;
    record.price_cents = card.price_cents;
    record.rating = static_cast<float>(card.rating);
    record.city = words.cities.at(listed.city_folded);
    record.clinic = words.clinics.at(card.clinic.id);
    record.country = number_of(card.clinic.country);
    std::uint8_t modes = 0;
    for (const Mode mode : card.modes) modes = static_cast<std::uint8_t>(modes | bit_of(mode));
    record.modes = modes;
    std::array<std::uint64_t, DoctorRecord::most_languages / 64> languages{};
    for (const auto& language : card.languages) {
        const auto number = words.languages.at(language.text());
        if (number < DoctorRecord::most_languages)
            languages[number / 64] |= std::uint64_t{1} << (number % 64);
    }
    for (std::size_t i = 0; i < languages.size(); ++i) record.languages[i] = languages[i];
    record.latitude = listed.latitude.value_or(0);
    record.longitude = listed.longitude.value_or(0);
    record.has_position = listed.latitude && listed.longitude;
}

}  // namespace venera::scheduling
