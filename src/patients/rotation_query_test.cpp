#include "patients/rotation.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <stdexcept>

#include "patients/kept_profile.hpp"
#include "patients/kept_queries.hpp"
#include "patients/kept_record.hpp"
#include "patients/profiles.hpp"
#include "patients/queries.hpp"
#include "patients/records.hpp"
#include "patients/rotation_queries.hpp"
#include "platform/json/shape.hpp"
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

const postgres::Statement<void()> forget_indexes{
    "test.patients.forget_indexes",
    "update patients.patients set phone_index = null, email_index = null, national_id_index = null, "
    "index_key_version = 0, national_id_contested = false"};

struct Folder {
    Folder() {
        std::filesystem::create_directory(path);
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("venera-rotation-" + crypto::hex(crypto::random_bytes(8)));
};

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
    NewPatient person(std::size_t number) {
        NewPatient patient;
        patient.id = PatientId::make(clock.now());
        patient.first_name = Text<100>{"Ana"};
        patient.last_name = Text<100>{"Quispe"};
        patient.phone = Phone{"+51987654321"};
        patient.national_id =
            NationalId{Country{"PE"}, Code{"dni"}, Text<32>{std::to_string(10'000'000 + number)}};
        return patient;
    }
    bool insert(const NewPatient& patient, TakenId taken) {
        auto row = profiles.rows().made(patient, Sealing::fresh(patient.id), clock.now());
        return insert_new(database.database(), row, taken);
    }
    std::string phone_of(PatientId patient) {
        Context own = context();
        return profiles.find(own, patient)->phone->value;
    }
    Rotation rotation(std::function<void()> pause) {
        return Rotation({database.database(), ring, index, profiles.rows(), keepers, clock, database.log(),
                         std::move(pause)});
    }
    // Rotates; `at` is done in each pause, with its number.
    Rotation::Report rotate(const std::function<void(int)>& at) {
        int pauses = 0;
        return rotation([&] { at(++pauses); }).rotate_data();
    }

    postgres::testing::TestDatabase database;
    Folder folder;
    Clock clock;
    crypto::SecretRing ring{crypto::SecretKey::random()};
    crypto::SecretRing index{crypto::SecretKey::random()};
    Profiles profiles{ring, index};
    KeptProfile profile{profiles.rows()};
    KeptRecord record;
    Keepers keepers{&profile, &record};
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

TEST_F(RotationTest, SealsTheWholeProfileAndTheRecordAgain) {
    auto patient = person(5);
    patient.address = Address{Text<200>{"Jr. Ancash 12"}, Text<100>{"Lima"}, {}, Text<20>{"15001"}, {}};
    patient.insurance = Insurance{Text<100>{"Rimac"}, Text<64>{"POL-1"}};
    patient.emergency_contact = EmergencyContact{Text<100>{"Eve"}, Phone{"+51911111111"}, {}};
    patient.infos = Json{R"({"pet":"cat"})"};
    ASSERT_TRUE(insert(patient, TakenId::refused));
    const auto row = *find_patient(database.database(), patient.id);
    RecordContents contents;
    contents.allergies.push_back({{Text<200>{"Wool"}, Severity::mild, {}}, {}});
    RecordRow written;
    written.patient_id = patient.id;
    written.version = 1;
    written.updated_at = clock.now();
    written.contents_sealed =
        profiles.rows().sealing_of(patient.id, row).seal(sealed_record_column(1), json::to_json(contents));
    write_record(database.database(), written);

    EXPECT_EQ(rotate([](int) {}).texts, 7) << "six columns and the record";
    const auto after = *find_patient(database.database(), patient.id);
    const auto shown = profiles.rows().shown(after);
    EXPECT_EQ(shown.address->line->value, "Jr. Ancash 12");
    EXPECT_EQ(shown.insurance->policy_number->value, "POL-1");
    EXPECT_EQ(shown.emergency_contact->name.value, "Eve");
    EXPECT_EQ(shown.infos->text_value, R"({"pet":"cat"})");
    const auto record_after = *find_sealed_record(database.database(), patient.id);
    EXPECT_EQ(opened_record(profiles.rows().sealing_of(patient.id, after), 1, record_after.contents_sealed)
                  .allergies.size(),
              1U);
}

TEST_F(RotationTest, TheIndexKeyIsReplacedWhileEverybodyIsFound) {
    crypto::SecretRing stored(folder.path, "index");
    Profiles replica(ring, stored);
    const auto ana = person(1);
    const auto found = [&](const Profiles& by, const NewPatient& patient) {
        return find_exactly(database.database(),
                            {.national_ids = by.rows().indexes().all_of(*patient.national_id)});
    };
    const auto insert_by = [&](Profiles& by, const NewPatient& patient, TakenId taken) {
        auto row = by.rows().made(patient, Sealing::fresh(patient.id), clock.now());
        postgres::Transaction transaction(database.database());
        const bool inserted = insert_new(transaction, row, taken);
        transaction.commit();
        return inserted;
    };
    ASSERT_TRUE(insert_by(replica, ana, TakenId::refused));
    std::vector<NewPatient> people{ana};
    // Who knows one version is never asked for what only another one finds.
    ProfileRows rotating(ring, stored);
    int pauses = 0;
    Rotation rotation({database.database(), ring, stored, rotating, keepers, clock, database.log(), [&] {
                           ++pauses;
                           Context own = context();
                           for (const auto& one : people) EXPECT_EQ(found(replica, one).size(), 1U);
                           // A desk writes before it has heard of the step, and after.
                           people.push_back(person(static_cast<std::size_t>(10 * pauses)));
                           EXPECT_TRUE(insert_by(replica, people.back(), TakenId::refused));
                           stored.refresh();
                           replica.watch(own);
                           people.push_back(person(static_cast<std::size_t>(10 * pauses + 1)));
                           EXPECT_TRUE(insert_by(replica, people.back(), TakenId::refused));
                           // One national id belongs to one profile, whichever versions they have.
                           for (const auto& one : people) {
                               auto twin = one;
                               twin.id = PatientId::make(clock.now());
                               EXPECT_FALSE(insert_by(replica, twin, TakenId::refused));
                               EXPECT_EQ(found(replica, one).size(), 1U);
                           }
                       }});
    EXPECT_EQ(rotation.rotate_index().rejected, 0);
    EXPECT_EQ(pauses, 2);
    EXPECT_EQ(count_before_index(database.database(), 2), 0);
    ASSERT_EQ(stored.all().size(), 1U) << "the old key is destroyed";
    for (const auto& one : people) EXPECT_EQ(found(replica, one), std::vector{one.id});
    EXPECT_FALSE(find_rotation(database.database(), RotationKind::index));
}

TEST_F(RotationTest, ARotationOfTheIndexKeyGoesOnWhereItWasInterrupted) {
    crypto::SecretRing stored(folder.path, "index");
    ProfileRows rows(ring, stored);
    const auto ana = person(1);
    auto row = rows.made(ana, Sealing::fresh(ana.id), clock.now());
    insert_new(database.database(), row, TakenId::refused);
    for (int until = 1; until <= 2; ++until) {
        int pauses = 0;
        EXPECT_THROW(Rotation({database.database(), ring, stored, rows, keepers, clock, database.log(),
                               [&] {
                                   if (++pauses == until) throw Interrupted("killed");
                               }})
                         .rotate_index(),
                     Interrupted);
        EXPECT_EQ(stored.all().size(), 2U) << "one new key, however often it began";
    }
    Rotation({database.database(), ring, stored, rows, keepers, clock, database.log(), [] {}}).rotate_index();
    EXPECT_EQ(stored.newest().number, 2);
    EXPECT_EQ(count_before_index(database.database(), 2), 0);
}

TEST_F(RotationTest, RowsFromBeforeThereWereIndexesGetThemAndTwinsAreContested) {
    const auto ana = person(1);
    ASSERT_TRUE(insert(ana, TakenId::refused));
    auto twin = ana;
    twin.id = PatientId::make(clock.now());
    ASSERT_TRUE(insert(twin, TakenId::contested));
    database.owner().run(forget_indexes);
    crypto::SecretRing stored(folder.path, "index");
    ProfileRows rows(ring, stored);
    Rotation({database.database(), ring, stored, rows, keepers, clock, database.log(), [] {}}).rotate_index();
    const auto values = rows.indexes().all_of(*ana.national_id);
    EXPECT_EQ(find_exactly(database.database(), {.national_ids = values}).size(), 2U);
    EXPECT_EQ(holder_of(database.database(), values, {})->id, ana.id);
}

}  // namespace
}  // namespace venera::patients
