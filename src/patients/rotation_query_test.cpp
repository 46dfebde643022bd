#include "patients/rotation.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "patients/kept_profile.hpp"
#include "patients/profiles.hpp"
#include "patients/queries.hpp"
#include "patients/rotation_queries.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::patients {
namespace {

const postgres::Statement<std::string(std::string)> sealed_columns{
    "test.patients.sealed_columns",
    "select coalesce(string_agg(column_name, ' ' order by column_name), '') as names "
    "from information_schema.columns where table_schema = $1 and column_name like '%\\_sealed'"};
const postgres::Statement<void(PatientId)> damage_phone{
    "test.patients.damage_phone",
    "update patients.patients set phone_sealed = set_byte(phone_sealed, 40, get_byte(phone_sealed, 40) # 1) "
    "where id = $1"};

struct Interrupted : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct RotationTest : ::testing::Test {
    static void SetUpTestSuite() { crypto::initialise(); }

    Context context() {
        return Context({}, clock, database.database(), database.log(), tracing::Trace::from(""), "request-1");
    }
    PatientId created(const char* phone) {
        NewPatient patient;
        patient.id = PatientId::make(clock.now());
        patient.first_name = Text<100>{"Ana"};
        patient.last_name = Text<100>{"Quispe"};
        patient.phone = Phone{phone};
        Context own = context();
        postgres::Transaction transaction(database.database());
        profiles.create(own, transaction, patient);
        transaction.commit();
        return patient.id;
    }
    std::string phone_of(PatientId patient) {
        Context own = context();
        return profiles.find(own, patient)->phone->value;
    }
    // Rotates; `at` is done in each pause, with its number.
    Rotation::Report rotate(const std::function<void(int)>& at) {
        int pauses = 0;
        return Rotation({database.database(), ring, keepers, clock, database.log(), [&] { at(++pauses); }})
            .rotate_data();
    }

    postgres::testing::TestDatabase database;
    Clock clock;
    crypto::SecretRing ring{crypto::SecretKey::random()};
    crypto::SecretRing index{crypto::SecretKey::random()};
    Profiles profiles{ring, index};
    KeptProfile profile{profiles.rows()};
    Keepers keepers{&profile};
};

TEST_F(RotationTest, EverySealedColumnOfTheSchemaIsKnownHere) {
    EXPECT_EQ(database.owner().one(sealed_columns, std::string("patients")),
              "address_sealed contents_sealed email_sealed emergency_contact_sealed infos_sealed "
              "national_id_sealed "
              "phone_sealed policy_number_sealed");
}

TEST_F(RotationTest, WhoReadBeforeAnyStepReadsAndWritesAfterIt) {
    const auto ana = created("+51987654321");
    Context own = context();
    auto card = profiles.card(own, ana);
    const std::string place = "patients.patients.phone|" + ana.text();
    const auto report = rotate([&](int) {
        EXPECT_EQ(phone_of(ana), "+51987654321");
        // What was sealed with the keys of one step before opens with those of now.
        const auto sealed = card->data_key->seal("+51900000000", place);
        profiles.changed(ana);
        auto now = profiles.card(own, ana);
        EXPECT_EQ(now->data_key->open(sealed, place), "+51900000000");
        EXPECT_EQ(card->data_key->open(now->data_key->seal("x", place), place), "x");
        card = std::move(now);
    });
    EXPECT_EQ(report.patients, 1);
    EXPECT_EQ(report.texts, 1);
    EXPECT_EQ(report.rejected, 0);
    const auto row = find_patient(database.database(), ana);
    EXPECT_EQ(row->key_version, 2);
    EXPECT_FALSE(row->previous_data_key_wrapped);
    EXPECT_EQ(row->version, 1) << "nothing that anybody sees has changed";
    EXPECT_EQ(phone_of(ana), "+51987654321");
}

TEST_F(RotationTest, GoesOnWhereItWasInterrupted) {
    const auto ana = created("+51987654321");
    for (int until = 1; until <= 3; ++until) {
        EXPECT_THROW(rotate([&](int pause) {
                         if (pause == until) throw Interrupted("killed");
                     }),
                     Interrupted);
        EXPECT_EQ(phone_of(ana), "+51987654321");
    }
    rotate([](int) {});
    EXPECT_EQ(find_patient(database.database(), ana)->key_version, 2)
        << "one new key, however often it began";
    EXPECT_FALSE(find_rotation(database.database(), RotationKind::data));
    rotate([](int) {});
    EXPECT_EQ(find_patient(database.database(), ana)->key_version, 3);
    EXPECT_EQ(phone_of(ana), "+51987654321");
}

TEST_F(RotationTest, SealsAgainWhatALateRequestHasWrittenBack) {
    const auto ana = created("+51987654321");
    const auto before = find_patient(database.database(), ana);
    const auto late = Sealing::unwrap(ring, ana, *before);
    const auto report = rotate([&](int pause) {
        // After the texts were sealed again, somebody who read the row before writes with the old key.
        if (pause != 3) return;
        auto row = *find_patient(database.database(), ana);
        row.phone_sealed = late.seal("phone", "+51911111111");
        profiles.rows().index(row, late);
        update_patient(database.database(), row, TakenId::refused);
    });
    EXPECT_EQ(report.texts, 2);
    EXPECT_EQ(phone_of(ana), "+51911111111");
}

TEST_F(RotationTest, KeepsTheKeyOfWhomItCannotOpen) {
    const auto ana = created("+51987654321");
    const auto eve = created("+51900000000");
    database.owner().run(damage_phone, ana);
    const auto report = rotate([](int) {});
    EXPECT_EQ(report.rejected, 1);
    EXPECT_TRUE(find_patient(database.database(), ana)->previous_data_key_wrapped);
    EXPECT_FALSE(find_patient(database.database(), eve)->previous_data_key_wrapped);
    EXPECT_EQ(phone_of(eve), "+51900000000");
    EXPECT_TRUE(find_rotation(database.database(), RotationKind::data)) << "it is not finished";
}

}  // namespace
}  // namespace venera::patients
