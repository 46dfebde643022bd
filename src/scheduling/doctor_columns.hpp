// What people filter doctors by, one record per doctor in a table that only grows, and the dictionaries that
// turn words into its numbers. Read without a lock while others write: every cell is an atomic of its own.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "directory/directory.hpp"
#include "scheduling/busy_times.hpp"
#include "scheduling/doctor_profile.hpp"
#include "scheduling/outlook.hpp"

namespace venera::scheduling {

// Which record of the table; never given to another doctor.
using Ordinal = std::uint32_t;

struct alignas(64) DoctorRecord {
    // Languages of the dictionary that can be searched for; doctors are not found by those after them.
    static constexpr std::uint32_t most_languages = 192;

    // First what every search looks at.
    std::atomic<std::uint64_t> outlook{Outlook::forgotten(0)};
    std::atomic<std::uint64_t> changed{0};  // generation of the latest change of busy times or hours
    std::atomic<const DoctorProfile*> profile{nullptr};
    std::atomic<const BusyTimes*> busy{nullptr};
    std::atomic<std::int64_t> price_cents{0};
    std::atomic<float> rating{0};
    std::atomic<std::uint32_t> city{0};
    std::atomic<std::uint32_t> clinic{0};
    std::atomic<std::uint16_t> country{0};
    std::atomic<std::uint16_t> zone{0};
    std::atomic<std::uint8_t> modes{0};         // bit per Mode
    std::atomic<std::uint8_t> default_mode{1};  // bit of the default visit
    std::atomic<bool> in_service{false};

    std::array<std::atomic<std::uint64_t>, most_languages / 64>
        languages{};  // bit per language of the dictionary
    std::atomic<double> latitude{0};
    std::atomic<double> longitude{0};
    std::atomic<bool> has_position{false};
    DoctorId id;  // written before the record can be found

    DoctorRecord() = default;
    ~DoctorRecord() {
        delete profile.load();
        delete busy.load();
    }
    DoctorRecord(const DoctorRecord&) = delete;
    DoctorRecord& operator=(const DoctorRecord&) = delete;
};

// The numbers that stand for words in the table.
struct Words {
    std::unordered_map<std::string, std::uint32_t> cities;        // folded
    std::unordered_map<std::string, std::string> city_spellings;  // as written, to folded
    std::unordered_map<ClinicId, std::uint32_t> clinics;
    std::unordered_map<std::string, std::uint32_t> languages;

    bool have(const directory::ListedDoctor& listed) const;
    void learn(const directory::ListedDoctor& listed);
};

// The words and who is found by a specialty. Immutable; when doctors come, go or move it is replaced, and
// shares with the one before what has not changed.
struct Dictionary {
    using Ordinals = std::vector<Ordinal>;  // ascending

    std::shared_ptr<const Words> words = std::make_shared<Words>();
    std::unordered_map<std::string, std::shared_ptr<const Ordinals>> specialties;
    std::shared_ptr<const Ordinals> everybody = std::make_shared<Ordinals>();
};

// The filters of a search in the numbers of the table.
struct ColumnFilter {
    std::optional<std::uint32_t> city;
    std::optional<std::uint16_t> country;
    std::optional<std::uint32_t> clinic;
    std::optional<std::uint32_t> language;
    std::optional<float> min_rating;
    std::optional<std::int64_t> max_price_cents;
    std::optional<std::uint8_t> mode;  // bit
    std::optional<directory::Position> near;
    std::optional<double> radius_km;

    bool passes(const DoctorRecord& record) const;
};

std::uint16_t number_of(const Country& country);
std::uint8_t bit_of(Mode mode);
// Great-circle distance in km by the haversine formula, on the sphere of directory.distance_km in SQL.
double distance_km(const directory::Position& from, double latitude, double longitude);

// Fills the record's columns. Requires: words.have(listed).
void write_columns(const directory::ListedDoctor& listed, const Words& words, DoctorRecord& record);

}  // namespace venera::scheduling
