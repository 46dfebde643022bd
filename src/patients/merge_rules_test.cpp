#include "patients/merge_rules.hpp"

#include <gtest/gtest.h>

#include "patients/limits.hpp"

namespace venera::patients {
namespace {

const Instant noon = *Instant::parse("2026-06-01T12:00:00Z");

template <class Id>
Id numbered(std::uint8_t number) {
    Id id;
    id.value.bytes[15] = number;
    return id;
}

const auto stays = numbered<PatientId>(1);
const auto goes = numbered<PatientId>(2);
const auto other = numbered<PatientId>(3);

enum class Agreed : std::uint8_t { no, yes };
RelativeRow consent(std::uint8_t number, PatientId acting, PatientId patient, Agreed agreed = Agreed::yes) {
    RelativeRow row;
    row.id = numbered<RelativeId>(number);
    row.acting_id = acting;
    row.patient_id = patient;
    row.requested_at = noon + std::chrono::minutes{number};
    if (agreed == Agreed::yes) row.consented_at = noon + std::chrono::hours{1};
    return row;
}

std::vector<std::uint8_t> numbers(const std::vector<RelativeRow>& rows) {
    std::vector<std::uint8_t> all;
    for (const auto& row : rows) all.push_back(row.id.value.bytes[15]);
    return all;
}

using Numbers = std::vector<std::uint8_t>;

TEST(UnitedConsents, AreThoseOfBothInBothDirections) {
    const auto result =
        united({consent(1, goes, other), consent(2, numbered<PatientId>(4), goes), consent(3, other, stays)},
               stays, goes);
    EXPECT_EQ(numbers(result.moved), (Numbers{1, 2}));
    EXPECT_TRUE(result.ended.empty());
    EXPECT_EQ(result.moved[0].acting_id, stays);
    EXPECT_EQ(result.moved[0].patient_id, other);
    EXPECT_EQ(result.moved[1].acting_id, numbered<PatientId>(4));
    EXPECT_EQ(result.moved[1].patient_id, stays);
}

TEST(UnitedConsents, AreNeverOfOneWithThemselves) {
    const auto result = united({consent(1, goes, stays), consent(2, stays, goes)}, stays, goes);
    EXPECT_EQ(numbers(result.ended), (Numbers{1, 2}));
    EXPECT_EQ(result.ended[0].acting_id, goes) << "it ends as it was";
    EXPECT_TRUE(result.moved.empty());
}

TEST(UnitedConsents, CountOnceAndThatWhichWasAgreedTo) {
    auto result = united({consent(1, stays, other, Agreed::no), consent(2, goes, other)}, stays, goes);
    EXPECT_EQ(numbers(result.ended), (Numbers{1}));
    EXPECT_EQ(numbers(result.moved), (Numbers{2}));
    result = united({consent(1, stays, other), consent(2, goes, other)}, stays, goes);
    EXPECT_EQ(numbers(result.ended), (Numbers{2}));
    EXPECT_TRUE(result.moved.empty());
}

TEST(UnitedConsents, OfTwoKindsStayTwo) {
    auto declared = consent(2, goes, other);
    declared.basis = Basis::parent_of_minor;
    const auto result = united({consent(1, stays, other), declared}, stays, goes);
    EXPECT_EQ(numbers(result.moved), (Numbers{2}));
    EXPECT_TRUE(result.ended.empty());
}

RecordedAllergy allergy(const std::string& substance, std::uint8_t author) {
    RecordedAllergy entry;
    entry.substance = Text<200>{substance};
    entry.recorded_by = numbered<UserId>(author);
    entry.recorded_at = noon + std::chrono::hours{author};
    return entry;
}

TEST(UnitedRecords, KeepEveryEntryWithItsAuthor) {
    RecordContents one;
    one.allergies = {allergy("Penicillin", 1)};
    RecordContents two;
    two.allergies = {allergy("Penicillin", 2), allergy("Latex", 3)};
    two.medications.resize(2);
    const auto both = united(one, two);
    ASSERT_TRUE(both);
    ASSERT_EQ(both->allergies.size(), 3u);
    EXPECT_EQ(both->allergies[0].recorded_by, numbered<UserId>(1));
    EXPECT_EQ(both->allergies[1].recorded_by, numbered<UserId>(2));
    EXPECT_EQ(both->allergies[2].substance.value, "Latex");
    EXPECT_EQ(both->allergies[2].recorded_at, noon + std::chrono::hours{3});
    EXPECT_EQ(both->medications.size(), 2u);
}

TEST(UnitedRecords, AreNotLongerThanARecord) {
    RecordContents one;
    RecordContents two;
    one.medical_history.resize(limits::record_entries - 1);
    two.medical_history.resize(1);
    EXPECT_TRUE(united(one, two));
    two.medical_history.resize(2);
    EXPECT_FALSE(united(one, two));
}

TEST(AProfile, GainsWhatItLacksAndKeepsWhatItSays) {
    Patient one;
    one.first_name = "Ida";
    one.phone = Phone{"+51987654321"};
    Patient two;
    two.first_name = "Eva";
    two.phone = Phone{"+51911111111"};
    two.email = *Email::parse("eva@example.org");
    two.birth_date = *Date::parse("1980-02-01");
    const auto change = gained(one, two);
    EXPECT_FALSE(change.first_name.given());
    EXPECT_FALSE(change.phone.given());
    EXPECT_FALSE(change.gender.given());
    ASSERT_TRUE(change.email.given());
    EXPECT_EQ(change.email.value.value, "eva@example.org");
    EXPECT_EQ(change.birth_date.value, two.birth_date);
}

}  // namespace
}  // namespace venera::patients
