#include "demo/world.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "demo/names.hpp"
#include "platform/json/shape.hpp"

namespace venera::demo {
namespace {

const Instant noon = *Instant::parse("2026-05-20T12:00:00Z");

std::string text_of(const Size& size, Instant moment) {
    const auto world = make_world(size, moment);
    std::string text = json::to_json(world.clinics);
    for (const auto& doctor : world.doctors) {
        text += doctor.id.text() + json::to_json(doctor.card) + json::to_json(doctor.rules) +
                json::to_json(doctor.exceptions) + std::to_string(doctor.esteem) +
                std::to_string(doctor.reviewed_percent);
    }
    Patients patients(size, moment);
    for (std::size_t i = 0; i < size.patients; ++i) {
        const auto patient = patients.next();
        text += patient.id.text() + patient.first_name.value + patient.last_name.value +
                patient.birth_date->text() + (patient.phone ? patient.phone->value : "") +
                (patient.national_id ? patient.national_id->number.value : "");
    }
    return text;
}

TEST(World, IsTheSameForTheSameSeedAndDay) {
    const auto world = text_of({100, 50, 7}, noon);
    EXPECT_EQ(world, text_of({100, 50, 7}, noon + std::chrono::hours{7}));
    EXPECT_NE(world, text_of({100, 50, 8}, noon));
    EXPECT_NE(world, text_of({100, 50, 7}, noon + std::chrono::days{1}));
}

TEST(World, HasTheSizesAsked) {
    const auto world = make_world({37, 11, 1}, noon);
    EXPECT_EQ(world.doctors.size(), 37u);
}

TEST(World, HasClinicsOfThreeCountriesInDifferentZones) {
    std::set<std::string> countries;
    std::set<std::string> zones;
    for (const auto& clinic : make_world({}, noon).clinics) {
        countries.insert(clinic.country.value);
        zones.insert(clinic.timezone);
        EXPECT_TRUE(Zone::parse(clinic.timezone)) << clinic.timezone;
        EXPECT_TRUE(Phone::parse(clinic.phone.value())) << *clinic.phone;
    }
    EXPECT_EQ(countries, (std::set<std::string>{"CL", "ES", "PE"}));
    EXPECT_GE(zones.size(), 5u);
}

TEST(World, HasEverySpecialtyInEveryClinic) {
    const auto world = make_world({}, noon);
    std::map<ClinicId, std::set<std::string>> found;
    for (const auto& doctor : world.doctors)
        found[doctor.card.clinic_id].insert(doctor.card.specialties.front().value);
    EXPECT_EQ(found.size(), places.size());
    for (const auto& [clinic, codes] : found) EXPECT_EQ(codes.size(), 21u) << clinic.text();
}

TEST(World, HasNoIdTwice) {
    const Size size{2'000, 2'000, 3};
    const auto world = make_world(size, noon);
    std::set<Uuid> ids;
    std::size_t count = world.clinics.size() + world.doctors.size() + size.patients;
    for (const auto& clinic : world.clinics) ids.insert(clinic.id.value);
    for (const auto& doctor : world.doctors) {
        ids.insert(doctor.id.value);
        count += doctor.exceptions.size();
        for (const auto& exception : doctor.exceptions) ids.insert(exception.id.value);
    }
    Patients patients(size, noon);
    for (std::size_t i = 0; i < size.patients; ++i) ids.insert(patients.next().id.value);
    EXPECT_EQ(ids.size(), count);
}

// What PUT /doctors/{id}/schedule and POST /doctors would take.
TEST(World, HasOnlyWhatTheApiWouldTake) {
    for (const auto& doctor : make_world({1'000, 1, 5}, noon).doctors) {
        json::Issues issues;
        json::from_json<directory::NewDoctor>(json::to_json(doctor.card), issues);
        json::from_json<scheduling::ScheduleRules>(json::to_json(doctor.rules), issues);
        for (const auto& exception : doctor.exceptions) EXPECT_LT(exception.start, exception.end);
        for (const auto& issue : issues.all()) ADD_FAILURE() << issue.pointer << " " << issue.code;
        EXPECT_FALSE(doctor.rules.hours.empty());
    }
}

TEST(World, HasVariedDoctors) {
    std::set<std::size_t> periods;
    std::set<std::int64_t> slots;
    std::size_t overnight = 0;
    std::size_t breaks = 0;
    std::size_t absences = 0;
    for (const auto& doctor : make_world({}, noon).doctors) {
        periods.insert(doctor.rules.hours.size());
        slots.insert(doctor.rules.slot_minutes.value);
        absences += doctor.exceptions.size();
        for (const auto& hours : doctor.rules.hours) {
            overnight += hours.end_time <= hours.start_time ? 1u : 0u;
            breaks += hours.break_start ? 1u : 0u;
        }
    }
    EXPECT_GE(periods.size(), 5u);
    EXPECT_GE(slots.size(), 4u);
    EXPECT_GT(overnight, 0u);
    EXPECT_GT(breaks, 0u);
    EXPECT_GT(absences, 0u);
}

TEST(World, HasPatientsOfAllAges) {
    Patients patients({1, 600, 1}, noon);
    std::size_t children = 0;
    std::size_t old = 0;
    for (int i = 0; i < 600; ++i) {
        const auto patient = patients.next();
        const int year = static_cast<int>(patient.birth_date->value.year());
        children += year > 2010 ? 1u : 0u;
        old += year < 1950 ? 1u : 0u;
        EXPECT_LT(*patient.birth_date, *Date::parse("2026-05-20"));
    }
    EXPECT_GT(children, 20u);
    EXPECT_GT(old, 20u);
}

}  // namespace
}  // namespace venera::demo
