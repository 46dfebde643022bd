// A believable world to try Venera with: clinics of three countries, doctors of every specialty with varied
// hours and absences, and patients. Pure and deterministic: the same seed, sizes and day give the same world,
// ids included.
#pragma once
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "directory/types.hpp"
#include "patients/patients.hpp"
#include "scheduling/types.hpp"

namespace venera::demo {

// A small deterministic source: the standard's distributions differ between libraries, these do not.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}

    std::size_t below(std::size_t bound) { return bound == 0 ? 0 : engine_() % bound; }
    int between(int least, int most) {
        return least + static_cast<int>(below(static_cast<std::size_t>(most - least + 1)));
    }
    bool chance(int percent) { return between(1, 100) <= percent; }
    template <class Container>
    decltype(auto) pick(const Container& container) {
        return container[below(std::size(container))];
    }
    // A UUIDv7 of that moment.
    Uuid uuid(Instant at);
    // `prefix` and six characters of Crockford's base32.
    std::string reference(std::string_view prefix);

private:
    std::mt19937_64 engine_;
};

struct DemoDoctor {
    DoctorId id;
    directory::NewDoctor card;
    double esteem = 0;         // how many stars people give on average; 0: nobody reviews them
    int reviewed_percent = 0;  // of the visits
    scheduling::ScheduleRules rules;
    std::vector<scheduling::ScheduleException> exceptions;
};

struct World {
    std::vector<directory::Clinic> clinics;
    std::vector<DemoDoctor> doctors;
};

struct Size {
    std::size_t doctors = 240;
    std::size_t patients = 600;
    std::uint64_t seed = 1;
};

// Requires: at least one doctor.
World make_world(const Size& size, Instant moment);

// The patients of that world, one after the other: a million of them need not be in memory at once.
class Patients {
public:
    Patients(const Size& size, Instant moment);

    patients::NewPatient next();

private:
    Dice dice_;
    Instant now_;
    std::size_t made_ = 0;
    std::unordered_set<std::string> national_ids_;  // that somebody has already
};

}  // namespace venera::demo
