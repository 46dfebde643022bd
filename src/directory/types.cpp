#include "directory/types.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "directory/limits.hpp"

namespace venera::directory {

namespace {

std::optional<double> number_of(std::string_view text) {
    double value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

bool within(double value, double bound) { return value >= -bound && value <= bound; }

template <class T>
bool repeats(std::vector<T> values) {
    std::ranges::sort(values);
    return std::ranges::adjacent_find(values) != values.end();
}

// A list that must hold 1 to `most` different values.
template <class T>
void check_list(const std::vector<T>& values, std::size_t most, std::string_view pointer,
                json::Issues& issues) {
    if (values.empty()) issues.add(pointer, {"too_few", "must have at least one item"});
    if (values.size() > most) issues.add(pointer, {"too_many", "has too many items"});
    if (repeats(values)) issues.add(pointer, {"repeated", "must not repeat an item"});
}

void check_position(const std::optional<double>& latitude, const std::optional<double>& longitude,
                    json::Issues& issues) {
    if (latitude && !within(*latitude, 90))
        issues.add("/latitude", {"out_of_range", "must be from -90 to 90"});
    if (longitude && !within(*longitude, 180))
        issues.add("/longitude", {"out_of_range", "must be from -180 to 180"});
}

}  // namespace

Parsed<Position> Position::parse(std::string_view text) {
    const Problem problem{"not_a_position", "must be latitude,longitude in degrees"};
    const auto comma = text.find(',');
    if (comma == std::string_view::npos) return problem;
    const auto latitude = number_of(text.substr(0, comma));
    const auto longitude = number_of(text.substr(comma + 1));
    if (!latitude || !longitude || !within(*latitude, 90) || !within(*longitude, 180)) return problem;
    return Position{*latitude, *longitude};
}

std::string Position::text() const { return std::to_string(latitude) + "," + std::to_string(longitude); }

void check(const NewClinic& clinic, json::Issues& issues) {
    check_position(clinic.latitude, clinic.longitude, issues);
    if (clinic.latitude.has_value() != clinic.longitude.has_value())
        issues.add("/longitude", {"incomplete", "latitude and longitude go together"});
}

void check(const ClinicChange& change, json::Issues& issues) {
    using Optional = std::optional<double>;
    const auto value_of = [](const auto& patch) {
        return patch.given() && !patch.cleared() ? Optional{patch.value} : std::nullopt;
    };
    check_position(value_of(change.latitude), value_of(change.longitude), issues);
    if (change.latitude.given() != change.longitude.given() ||
        change.latitude.cleared() != change.longitude.cleared())
        issues.add("/longitude", {"incomplete", "latitude and longitude change together"});
}

void check(const NewDoctor& doctor, json::Issues& issues) {
    check_list(doctor.specialties, limits::specialties_per_doctor, "/specialties", issues);
    check_list(doctor.languages, limits::languages_per_doctor, "/languages", issues);
    check_list(doctor.modes, 2, "/modes", issues);
}

void check(const DoctorChange& change, json::Issues& issues) {
    if (change.specialties.given())
        check_list(change.specialties.value, limits::specialties_per_doctor, "/specialties", issues);
    if (change.languages.given())
        check_list(change.languages.value, limits::languages_per_doctor, "/languages", issues);
    if (change.modes.given()) check_list(change.modes.value, 2, "/modes", issues);
}

void check(const DoctorQuery& query, json::Issues& issues) {
    if (query.min_rating && !(*query.min_rating >= 0 && *query.min_rating <= 5))
        issues.add_parameter("min_rating", {"out_of_range", "must be from 0 to 5"});
    if (query.radius_km && !(*query.radius_km > 0 && *query.radius_km <= limits::radius_km))
        issues.add_parameter("radius_km", {"out_of_range", "must be more than 0 and at most 1000"});
    if (query.radius_km && !query.near)
        issues.add_parameter("near", {"required", "is required with radius_km"});
}

}  // namespace venera::directory
