// What the query tests of the directory share: a database, the use cases, and short ways to fill and to ask.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

#include "directory/catalogue.hpp"
#include "directory/doctors.hpp"
#include "platform/json/shape.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::directory::testing {

template <class T>
T value_of(std::string_view text) {
    const auto parsed = T::parse(text);
    if (!parsed) throw std::invalid_argument(std::string(text));
    return *parsed;
}

// The query of these parameters.
inline DoctorQuery with(const std::vector<json::Parameter>& parameters) {
    json::Issues issues;
    auto query = json::from_parameters<DoctorQuery>(parameters, issues);
    if (!issues.empty()) throw std::invalid_argument(issues.all().front().parameter);
    return query;
}

// Knows one free time for every doctor that has been asked for.
struct FreeAtNoon final : scheduling::Scheduling {
    std::vector<std::optional<Instant>> next_available(Context&,
                                                       const std::vector<DoctorId>& doctors) override {
        asked += doctors.size();
        return std::vector<std::optional<Instant>>(doctors.size(), noon);
    }

    Instant noon = value_of<Instant>("2026-05-20T12:00:00Z");
    std::size_t asked = 0;
};

// Whom the directory told of.
struct RecordingWatcher final : scheduling::DoctorWatcher {
    void doctors_changed(Context&, const std::vector<DoctorId>& doctors) override {
        told.insert(told.end(), doctors.begin(), doctors.end());
    }
    std::vector<DoctorId> told;
};

// One database for all tests of a suite, as new for each.
struct DirectoryQueries : ::testing::Test {
    static void SetUpTestSuite() { shared = std::make_unique<postgres::testing::TestDatabase>(); }
    static void TearDownTestSuite() { shared.reset(); }

    DirectoryQueries() {
        doctors.connect(scheduling);
        doctors.tell(watcher);
        database.owner().script(R"(
            truncate directory.doctors, directory.clinics, directory.reviews, directory.outbox;
            delete from directory.specialties where code = 'sports-medicine';
            update directory.specialties
               set name = 'Cardiology', version = 1, retired_at = null, updated_at = 'epoch'
             where code = 'cardiology')");
    }

    Context context() {
        return {Caller{}, clock, database.database(), database.log(), tracing::Trace{}, "request-1"};
    }

    ClinicId add_clinic(std::string_view city, std::string_view country, std::optional<double> latitude = {},
                        std::optional<double> longitude = {}) {
        NewClinic clinic;
        clinic.name = value_of<Text<200>>("Clínica de " + std::string(city));
        clinic.address = value_of<Text<300>>("Calle Mayor 1");
        clinic.city = value_of<Text<100>>(city);
        clinic.country = value_of<Country>(country);
        clinic.timezone = value_of<Zone>("America/Lima");
        clinic.latitude = latitude;
        clinic.longitude = longitude;
        auto request = context();
        return catalogue.add_clinic(request, clinic).value.id;
    }

    static NewDoctor card(std::string_view name, ClinicId clinic) {
        NewDoctor doctor;
        doctor.name = value_of<Text<200>>(name);
        doctor.specialties = {value_of<Code>("cardiology")};
        doctor.currency = value_of<Currency>("PEN");
        doctor.languages = {value_of<Language>("es")};
        doctor.clinic_id = clinic;
        doctor.modes = {Mode::in_person};
        return doctor;
    }

    DoctorId add(const NewDoctor& doctor) {
        auto request = context();
        const auto created = doctors.create(request, doctor);
        if (!created) throw std::logic_error("the doctor was refused");
        return created->value.id;
    }
    DoctorId add(std::string_view name, ClinicId clinic) { return add(card(name, clinic)); }

    void rate(DoctorId doctor, double rating) {
        database.owner().script("update directory.doctors set rating = " + std::to_string(rating) +
                                " where id = '" + doctor.text() + "'");
    }

    std::string scalar(const std::string& sql) {
        const postgres::Statement<std::string()> statement{"test.scalar", sql};
        return database.owner().one(statement);
    }

    // "doctor.published 1, ...", without those of clinics.
    std::string events() {
        return scalar(
            "select string_agg(type || ' ' || version, ', ' order by version) from directory.outbox where "
            "type not like 'clinic.%'");
    }

    Result<Page<Doctor>, invalid_cursor> page(const DoctorQuery& query) {
        auto request = context();
        return doctors.list(request, http::Query<DoctorQuery>{query});
    }

    std::vector<std::string> names(const DoctorQuery& query) {
        std::vector<std::string> all;
        const auto answer = page(query);
        for (const auto& doctor : answer->data) all.push_back(doctor.name);
        return all;
    }

    // The names of all pages of `limit`, each page's joined.
    std::vector<std::string> pages(DoctorQuery query, int limit) {
        std::vector<std::string> all;
        query.limit = Whole<1, 100>{limit};
        do {
            const auto answer = page(query);
            if (!answer) return {"refused"};
            std::string joined;
            for (const auto& doctor : answer->data) joined += (joined.empty() ? "" : " ") + doctor.name;
            all.push_back(joined);
            query.cursor = answer->next_cursor;
        } while (query.cursor && all.size() < 20);
        return all;
    }

    static inline std::unique_ptr<postgres::testing::TestDatabase> shared;
    postgres::testing::TestDatabase& database = *shared;
    Clock clock;
    FreeAtNoon scheduling;
    RecordingWatcher watcher;
    Doctors doctors;
    Catalogue catalogue{doctors};
};

}  // namespace venera::directory::testing
