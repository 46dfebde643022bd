// The register and its listing on a real database: what the constraint on national ids decides, and that a
// page is the same whichever way it is found.
#include "patients/register.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <utility>

#include "patients/import_queries.hpp"
#include "patients/limits.hpp"
#include "patients/listing_queries.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::patients {
namespace {

const postgres::Statement<std::int64_t()> count_contested{
    "test.patients.count_contested", "select count(*) from patients.patients where national_id_contested"};

struct RegisterTest : ::testing::Test {
    static void SetUpTestSuite() { crypto::initialise(); }

    NewPatient called(const std::string& first, const std::string& last, std::size_t number) {
        NewPatient patient;
        patient.id = PatientId::make(clock.now());
        patient.first_name = Text<100>{first};
        patient.last_name = Text<100>{last};
        patient.birth_date = *Date::parse("1990-02-28");
        patient.national_id =
            NationalId{Country{"PE"}, Code{"dni"}, Text<32>{std::to_string(10'000'000 + number)}};
        return patient;
    }
    PatientRow row_of(const NewPatient& patient) {
        return rows.made(patient, Sealing::fresh(patient.id), clock.now());
    }
    static std::string reference(std::size_t number) {
        std::string reference = "P-000000";
        for (std::size_t i = 7, rest = number; rest > 0; rest /= 10, --i)
            reference[i] = static_cast<char>('0' + rest % 10);
        return reference;
    }
    bool insert(const NewPatient& patient, TakenId taken) {
        auto row = row_of(patient);
        return insert_new(database.database(), row, taken);
    }
    std::vector<ListPosition> list(const ListFilter& filter, std::int32_t limit = 10) {
        return list_patients(database.database(),
                             {filter, PatientSort::name, first_position(PatientSort::name), limit});
    }

    postgres::testing::TestDatabase database;
    Clock clock;
    crypto::SecretRing key{crypto::SecretKey::random()};
    ProfileRows rows{key, key};
};

TEST_F(RegisterTest, ATakenNationalIdIsRefusedOrContested) {
    const auto first = called("Ana", "Uno", 1);
    EXPECT_TRUE(insert(first, TakenId::refused));
    EXPECT_FALSE(insert(called("Eva", "Dos", 1), TakenId::refused));
    EXPECT_EQ(database.database().one(count_contested), 0);
    EXPECT_TRUE(insert(called("Eva", "Dos", 1), TakenId::contested));
    EXPECT_TRUE(insert(called("Eva", "Tres", 2), TakenId::contested));
    EXPECT_EQ(database.database().one(count_contested), 1);
    const auto holder = holder_of(database.database(), rows.indexes().all_of(*first.national_id), {});
    ASSERT_TRUE(holder);
    EXPECT_EQ(holder->id, first.id);
}

TEST_F(RegisterTest, AContestedIdIsTheirsOnceTheOtherProfileIsGone) {
    const auto first = called("Ana", "Uno", 1);
    const auto second = called("Eva", "Dos", 1);
    insert(first, TakenId::refused);
    insert(second, TakenId::contested);
    auto row = *find_patient(database.database(), second.id);
    update_patient(database.database(), row, TakenId::refused);
    EXPECT_EQ(database.database().one(count_contested), 1);
    deactivate_patient(database.database(), *find_patient(database.database(), first.id));
    update_patient(database.database(), row, TakenId::refused);
    EXPECT_EQ(database.database().one(count_contested), 0);
    EXPECT_EQ(holder_of(database.database(), {*row.national_id_index}, {})->id, second.id);
}

TEST_F(RegisterTest, TakingAnothersNationalIdViolatesTheConstraint) {
    const auto first = called("Ana", "Uno", 1);
    const auto second = called("Eva", "Dos", 2);
    insert(first, TakenId::refused);
    insert(second, TakenId::refused);
    auto row = *find_patient(database.database(), second.id);
    row.national_id_index = rows.indexes().all_of(*first.national_id).front();
    try {
        update_patient(database.database(), row, TakenId::refused);
        FAIL() << "two profiles have one national id";
    } catch (const postgres::ConstraintViolation& violation) {
        EXPECT_EQ(violation.constraint, "patients_national_id");
    }
    update_patient(database.database(), row, TakenId::contested);
    EXPECT_EQ(database.database().one(count_contested), 1);
}

// Too many to put all of them in order, and none where the list begins: place by place, over all pages.
TEST_F(RegisterTest, WhatManyAreCalledIsFoundPlaceByPlace) {
    std::vector<ImportedPatient> many;
    const auto add = [&](int count, const std::string& first, const std::string& last) {
        for (int i = 0; i < count; ++i)
            many.push_back({called(first, last, many.size()), reference(many.size())});
    };
    add(limits::rows_walked + 50, "Ana", "Abad");
    add(1'700, "Rita", "Baca Ríos");
    add(10, "Rita", "O'Brien");
    add(1'700, "Eva", "Cano Ritacuba");
    for (auto rest = std::span(many); !rest.empty();) {
        const auto batch = rest.first(std::min<std::size_t>(rest.size(), 500));
        import_patients(database.database(), {batch.begin(), batch.end()}, rows, clock.now());
        rest = rest.subspan(batch.size());
    }
    std::vector<ListPosition> found;
    ListPosition after = first_position(PatientSort::name);
    for (;;) {
        const auto page =
            list_patients(database.database(), {{.words = "RITA"}, PatientSort::name, after, 100});
        found.insert(found.end(), page.begin(), page.end());
        if (page.size() < 100) break;
        after = page.back();
    }
    const auto place = [](const ListPosition& one) { return std::pair(one.sort_name, one.patient_id); };
    EXPECT_EQ(found.size(), 3'410u);
    EXPECT_TRUE(std::ranges::is_sorted(found, {}, place));
    EXPECT_EQ(std::ranges::adjacent_find(found, {}, place), found.end());
    EXPECT_EQ(found[1'700].sort_name, "cano ritacuba eva");
    EXPECT_EQ(found.back().sort_name, "o'brien rita");
    EXPECT_EQ(list({.words = "rita", .marks = {"!#active=false"}}, 5).size(), 5u);
    EXPECT_TRUE(list({.words = "rita", .marks = {"#active=false"}}).empty());
    EXPECT_TRUE(list({.words = "rita", .born_from = *Date::parse("1990-03-01")}).empty());
}

// More rows than a page walks: what is rare or stands behind them comes from the inverted index.
TEST_F(RegisterTest, APageIsFoundBeyondTheRowsThatAreWalked) {
    std::vector<ImportedPatient> many;
    const auto add = [&](const std::string& first, const std::string& last) {
        many.push_back({called(first, last, many.size()), reference(many.size())});
    };
    for (int i = 0; i < limits::rows_walked + 50; ++i) add("Ana", "Abad");
    for (int i = 0; i < 25; ++i) add("María", "Zúñiga");
    import_patients(database.database(), many, rows, clock.now());
    EXPECT_EQ(list({.words = "ana"}).size(), 10u);
    const auto found = list({.words = "zuni mar"}, 20);
    EXPECT_EQ(found.size(), 20u);
    EXPECT_EQ(found.front().sort_name, "zuniga maria");
    const auto rest =
        list_patients(database.database(), {{.words = "zuni mar"}, PatientSort::name, found.back(), 20});
    EXPECT_EQ(rest.size(), 5u);
    EXPECT_TRUE(list({.words = "zuni ana"}).empty());
    EXPECT_TRUE(list({.words = "--"}).empty());
}

}  // namespace
}  // namespace venera::patients
