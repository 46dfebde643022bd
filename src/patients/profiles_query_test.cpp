#include "patients/profiles.hpp"

#include <gtest/gtest.h>

#include "patients/queries.hpp"
#include "patients/sealing.hpp"
#include "platform/postgres/statements.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::patients {
namespace {

// For looking behind the curtain.
const postgres::Statement<std::string(PatientId)> whole_row{
    "test.patients.whole_row", "select p::text from patients.patients p where id = $1"};
const postgres::Statement<std::int64_t(PatientId, std::string, std::string)> count_accesses{
    "test.patients.count_accesses",
    "select count(*) from patients.access_log where patient_id = $1 and action = $2 and outcome = $3"};
const postgres::Statement<std::int64_t(PatientId, std::string)> count_events{
    "test.patients.count_events",
    "select count(*) from patients.outbox where aggregate_id = $1 and type = $2"};
const postgres::Statement<void(PatientId)> rename_patient{
    "test.patients.rename", "update patients.patients set first_name = 'Other' where id = $1"};
const postgres::Statement<void()> forge_access{"test.patients.forge_access",
                                               "delete from patients.access_log"};

struct ProfilesTest : ::testing::Test {
    static void SetUpTestSuite() { crypto::initialise(); }

    Context context() {
        Caller caller;
        caller.kind = Caller::Kind::user;
        caller.role = Role::staff;
        caller.user_id = UserId::make(clock.now());
        caller.address = "192.0.2.1";
        return Context(caller, clock, database.database(), database.log(), tracing::Trace::from(""),
                       "request-1");
    }
    NewPatient somebody() {
        NewPatient patient;
        patient.id = PatientId::make(clock.now());
        patient.first_name = Text<100>{"Ana"};
        patient.last_name = Text<100>{"Quispe"};
        patient.birth_date = *Date::parse("1990-02-28");
        patient.gender = Gender::female;
        patient.phone = Phone{"+51987654321"};
        patient.email = Email{"canary@example.org"};
        patient.national_id = NationalId{Country{"PE"}, Code{"dni"}, Text<32>{"45678912"}};
        return patient;
    }
    PatientId created() {
        const auto patient = somebody();
        Context own = context();
        postgres::Transaction transaction(database.database());
        profiles.create(own, transaction, patient);
        transaction.commit();
        return patient.id;
    }

    postgres::testing::TestDatabase database;
    Clock clock;
    crypto::SecretRing key{crypto::SecretKey::random()};
    crypto::SecretRing index_key{crypto::SecretKey::random()};
    Profiles profiles{key, index_key};
};

TEST_F(ProfilesTest, StatementsAgreeWithTheTables) {
    EXPECT_EQ(postgres::check_statements(database.owner()), std::vector<std::string>{});
}

TEST_F(ProfilesTest, FindsWhatWasCreated) {
    const auto id = created();
    Context own = context();
    const auto patient = profiles.find(own, id);
    ASSERT_TRUE(patient);
    EXPECT_EQ(patient->reference.size(), 8U);
    EXPECT_EQ(patient->first_name, "Ana");
    EXPECT_EQ(patient->birth_date, *Date::parse("1990-02-28"));
    EXPECT_EQ(patient->gender, Gender::female);
    EXPECT_EQ(patient->phone->value, "+51987654321");
    EXPECT_EQ(patient->email->value, "canary@example.org");
    EXPECT_EQ(patient->national_id->type.value, "dni");
    EXPECT_EQ(patient->national_id->number.value, "45678912");
    EXPECT_EQ(database.database().one(count_events, id, "patient.created"), 1);
}

TEST_F(ProfilesTest, KeepsNoSealedTextInTheTable) {
    const auto row = database.database().one(whole_row, created());
    for (const std::string_view canary : {"987654321", "canary", "45678912", "dni"}) {
        EXPECT_EQ(row.find(canary), std::string::npos) << canary;
        EXPECT_EQ(row.find(crypto::hex(
                      std::span(reinterpret_cast<const std::uint8_t*>(canary.data()), canary.size()))),
                  std::string::npos)
            << canary;
    }
    EXPECT_NE(row.find("Quispe"), std::string::npos);
}

TEST_F(ProfilesTest, LogsEveryReadAlsoOfWhatIsMissing) {
    const auto id = created();
    const auto missing = PatientId::make(clock.now());
    Context own = context();
    profiles.find(own, id);
    profiles.find(own, id);
    EXPECT_FALSE(profiles.find(own, missing));
    EXPECT_EQ(database.database().one(count_accesses, id, "read", "allowed"), 2);
    EXPECT_EQ(database.database().one(count_accesses, id, "create", "allowed"), 1);
    EXPECT_EQ(database.database().one(count_accesses, missing, "read", "denied"), 1);
    EXPECT_THROW(database.database().run(forge_access), postgres::SqlError) << "append-only";
}

TEST_F(ProfilesTest, ChangesOnlyWhatIsGiven) {
    const auto id = created();
    Context own = context();
    PatientChange change;
    change.phone = {Patch<Phone, Clears::yes>::State::value, Phone{"+34600111222"}};
    change.gender.state = Patch<Gender, Clears::yes>::State::null;
    {
        postgres::Transaction transaction(database.database());
        EXPECT_TRUE(profiles.change(own, transaction, id, change));
        EXPECT_FALSE(profiles.change(own, transaction, PatientId::make(clock.now()), change));
        transaction.commit();
    }
    const auto patient = profiles.find(own, id);
    EXPECT_EQ(patient->phone->value, "+34600111222");
    EXPECT_FALSE(patient->gender);
    EXPECT_EQ(patient->first_name, "Ana");
    EXPECT_EQ(patient->email->value, "canary@example.org");
    EXPECT_EQ(patient->version, 2);
    EXPECT_EQ(database.database().one(count_events, id, "patient.updated"), 1);
}

TEST_F(ProfilesTest, CardsAreKeptForTwoSecondsAndForgottenOnChange) {
    const auto id = created();
    Context one = context();
    const auto card = profiles.card(one, id);
    ASSERT_TRUE(card);
    EXPECT_EQ(card->name, "Ana Quispe");
    EXPECT_TRUE(card->active);
    // As another replica would, behind our back.
    database.database().run(rename_patient, id);
    Context two = context();
    EXPECT_EQ(profiles.card(two, id), card);
    clock.set_offset(std::chrono::seconds{3});
    Context three = context();
    EXPECT_EQ(profiles.card(three, id)->name, "Other Quispe");
    profiles.changed(id);
    EXPECT_NE(profiles.card(three, id), card);
    EXPECT_FALSE(profiles.card(three, PatientId::make(clock.now())));
}

TEST_F(ProfilesTest, GivesSeveralCardsAndLeavesOutTheMissing) {
    const auto first = created();
    const auto second = created();
    Context own = context();
    profiles.card(own, first);
    const auto cards = profiles.cards(own, {first, PatientId::make(clock.now()), second});
    EXPECT_EQ(cards.size(), 2U);
    EXPECT_TRUE(profiles.cards(own, {}).empty());
}

TEST_F(ProfilesTest, TheCardsKeySealsForThePatient) {
    const auto id = created();
    Context own = context();
    const auto card = profiles.card(own, id);
    const auto row = find_patient(database.database(), id);
    const auto phone = card->data_key->open(*row->phone_sealed, "patients.patients.phone|" + id.text());
    EXPECT_EQ(phone, "+51987654321");
}

TEST_F(ProfilesTest, TriesAnotherReferenceWhenOneIsTaken) {
    const auto id = created();
    auto row = *find_patient(database.database(), id);
    row.id = PatientId::make(clock.now());
    EXPECT_FALSE(insert_patient(database.database(), row, TakenId::contested));
    row.reference = "P-ZZZZZZ";
    EXPECT_TRUE(insert_patient(database.database(), row, TakenId::contested));
}

}  // namespace
}  // namespace venera::patients
