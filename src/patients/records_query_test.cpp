#include "patients/records.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <latch>
#include <stdexcept>
#include <thread>

#include "patients/profiles.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::patients {
namespace {

using postgres::Statement;

const Statement<std::int64_t(PatientId, std::string, std::string)> count_accesses{
    "test.records.count_accesses",
    "select count(*) from patients.access_log where patient_id = $1 and resource = 'record' and action = $2 "
    "and outcome = $3"};
const Statement<std::int64_t(PatientId, std::string)> count_events{
    "test.records.count_events",
    "select count(*) from patients.outbox where aggregate_id = $1 and type = $2"};
const Statement<std::string(PatientId)> whole_row{
    "test.records.whole_row", "select r::text from patients.records r where patient_id = $1"};
const Statement<std::string(std::string)> payload{
    "test.records.payload", "select payload::text from patients.outbox where type = $1"};
const Statement<std::string(PatientId)> reason_of{
    "test.records.reason",
    "select purpose || ': ' || purpose_reason from patients.access_log "
    "where patient_id = $1 and resource = 'record' and purpose = 'break-glass'"};

// Doctor 1 treats whom a test says.
struct FixedTreatments : Treatments {
    std::vector<PatientId> all;

    std::vector<PatientId> treated(Context&, DoctorId doctor, const std::vector<PatientId>& of) override {
        std::vector<PatientId> found;
        for (const PatientId patient : of) {
            if (doctor == DoctorId{Uuid{{1}}} && std::ranges::count(all, patient) > 0)
                found.push_back(patient);
        }
        return found;
    }
    std::vector<PatientId> treated_by(Context&, DoctorId) override { return all; }
};

struct RecordsTest : ::testing::Test {
    static void SetUpTestSuite() { crypto::initialise(); }

    Context context(Caller caller) {
        return Context(std::move(caller), clock, database.database(), database.log(),
                       tracing::Trace::from(""), "request-1");
    }
    static Caller user(Role role, std::uint8_t number) {
        Caller caller;
        caller.kind = Caller::Kind::user;
        caller.role = role;
        caller.user_id = UserId{Uuid{{number}}};
        return caller;
    }
    static Caller doctor(std::uint8_t number = 1) {
        Caller caller = user(Role::doctor, number);
        caller.doctor_id = DoctorId{Uuid{{number}}};
        return caller;
    }
    static Caller patient(PatientId id) {
        Caller caller = user(Role::patient, 50);
        caller.patient_id = id;
        return caller;
    }
    PatientId created() {
        NewPatient patient;
        patient.id = PatientId::make(clock.now());
        patient.first_name = Text<100>{"Ana"};
        patient.last_name = Text<100>{"Quispe"};
        Context own = context(user(Role::staff, 60));
        postgres::Transaction transaction(database.database());
        profiles.create(own, transaction, patient);
        transaction.commit();
        return patient.id;
    }
    Records::ReadAnswer read(const Caller& caller, PatientId patient) {
        Context own = context(caller);
        return records.read(own, {patient});
    }
    Records::WriteAnswer write(const Caller& caller, PatientId patient, const std::string& substance,
                               http::IfMatch condition = {}) {
        Context own = context(caller);
        return records.write_allergies(own, {patient}, {{{substance}, Severity::severe, std::nullopt}},
                                       condition);
    }
    std::int64_t accesses(PatientId patient, const char* action, const char* outcome) {
        return database.database().one(count_accesses, patient, action, outcome);
    }
    std::int64_t events(PatientId patient, const char* type) {
        return database.database().one(count_events, patient, type);
    }

    postgres::testing::TestDatabase database;
    Clock clock;
    crypto::SecretRing key{crypto::SecretKey::random()};
    crypto::SecretRing index_key{crypto::SecretKey::random()};
    Profiles profiles{key, index_key};
    FixedTreatments treatments;
    Records records{key, treatments};
    PatientId ana = created();
};

TEST_F(RecordsTest, ATreatingDoctorWritesWhatTheirPatientReads) {
    treatments.all = {ana};
    EXPECT_EQ(read(patient(ana), ana)->version, 0);
    const auto written = write(doctor(), ana, "Penicillin");
    ASSERT_TRUE(written);
    EXPECT_EQ(written->version, 1);
    const auto shown = read(patient(ana), ana);
    ASSERT_TRUE(shown);
    ASSERT_EQ(shown->allergies.size(), 1U);
    EXPECT_EQ(shown->allergies[0].substance.value, "Penicillin");
    EXPECT_EQ(shown->allergies[0].recorded_by, doctor().user_id);
    EXPECT_EQ(shown->allergies[0].recorded_by_doctor_id, doctor().doctor_id);
    EXPECT_EQ(accesses(ana, "update", "allowed"), 1);
    EXPECT_EQ(accesses(ana, "read", "allowed"), 2);
    EXPECT_EQ(events(ana, "record.updated"), 1);
}

TEST_F(RecordsTest, EveryListIsReplacedByItself) {
    treatments.all = {ana};
    Context own = context(doctor());
    ASSERT_TRUE(write(doctor(), ana, "Latex"));
    Medication aspirin;
    aspirin.name = Text<200>{"Aspirin"};
    ASSERT_TRUE(records.write_medications(own, {ana}, {aspirin}, {}));
    Condition asthma;
    asthma.condition = Text<200>{"Asthma"};
    const auto whole = records.write_medical_history(own, {ana}, {asthma}, {});
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->version, 3);
    EXPECT_EQ(whole->allergies.size(), 1U);
    EXPECT_EQ(whole->medications.front().name.value, "Aspirin");
    EXPECT_EQ(whole->medical_history.front().condition.value, "Asthma");
}

TEST_F(RecordsTest, IsNobodysElse) {
    const PatientId eve = created();
    treatments.all = {ana};
    for (const Caller& caller : {patient(eve), doctor(2), user(Role::doctor, 3), user(Role::patient, 4)}) {
        EXPECT_TRUE(read(caller, ana).is<not_found>());
        EXPECT_TRUE(write(caller, ana, "Nuts").is<not_found>());
    }
    EXPECT_TRUE(read(doctor(), eve).is<not_found>());
    EXPECT_TRUE(read(doctor(), PatientId::make(clock.now())).is<not_found>());
    EXPECT_EQ(accesses(ana, "read", "denied"), 4);
    EXPECT_EQ(accesses(ana, "update", "denied"), 4);
    EXPECT_EQ(accesses(eve, "read", "denied"), 1);
}

TEST_F(RecordsTest, AnAdministratorBreaksTheGlassAndThePatientIsTold) {
    EXPECT_TRUE(read(user(Role::admin, 7), ana).is<break_glass_required>());
    EXPECT_TRUE(write(user(Role::admin, 7), ana, "Nuts").is<break_glass_required>());
    EXPECT_EQ(accesses(ana, "read", "denied"), 1);
    EXPECT_EQ(events(ana, "record.break_glass"), 0);
    Context own = context(user(Role::admin, 7));
    own.purpose = "break-glass";
    own.purpose_reason = "Court order of Ana";
    ASSERT_TRUE(records.read(own, {ana}));
    EXPECT_EQ(database.database().one(reason_of, ana), "break-glass: Court order of Ana");
    EXPECT_EQ(events(ana, "record.break_glass"), 1);
    const auto told = database.database().one(payload, "record.break_glass");
    EXPECT_EQ(told.find("Court"), std::string::npos) << "a reason may name people: " << told;
    EXPECT_NE(told.find(own.caller().user_id.text()), std::string::npos) << told;
    ASSERT_TRUE(records.write_allergies(own, {ana}, {}, {}));
    EXPECT_EQ(events(ana, "record.break_glass"), 2);
    // A doctor has no glass to break: whom they do not treat is not there.
    Context strange = context(doctor());
    strange.purpose = "break-glass";
    EXPECT_TRUE(records.read(strange, {ana}).is<not_found>());
}

TEST_F(RecordsTest, AStaleWriteIsRefused) {
    treatments.all = {ana};
    EXPECT_TRUE(write(doctor(), ana, "Latex", {0}));
    EXPECT_TRUE(write(doctor(), ana, "Nuts", {0}).is<version_mismatch>());
    EXPECT_TRUE(write(doctor(), ana, "Nuts", {1}));
    EXPECT_EQ(read(doctor(), ana)->version, 2);
}

TEST_F(RecordsTest, AListIsBounded) {
    treatments.all = {ana};
    Context own = context(doctor());
    std::vector<Allergy> many(200, Allergy{{"Nuts"}, Severity::mild, std::nullopt});
    EXPECT_TRUE(records.write_allergies(own, {ana}, many, {}));
    many.push_back(many.back());
    EXPECT_TRUE(records.write_allergies(own, {ana}, many, {}).is<invalid_input>());
}

TEST_F(RecordsTest, KeepsNoTextInTheTable) {
    treatments.all = {ana};
    ASSERT_TRUE(write(doctor(), ana, "Canary substance"));
    const auto row = database.database().one(whole_row, ana);
    EXPECT_EQ(row.find("Canary"), std::string::npos);
    EXPECT_EQ(row.find(crypto::hex(std::vector<std::uint8_t>{'C', 'a', 'n', 'a', 'r', 'y'})),
              std::string::npos);
}

TEST_F(RecordsTest, ASealedRecordOpensNowhereElse) {
    const PatientId eve = created();
    treatments.all = {ana, eve};
    ASSERT_TRUE(write(doctor(), ana, "Latex"));
    ASSERT_TRUE(write(doctor(), eve, "Nuts"));
    const auto old = find_record(database.database(), ana, std::nullopt);
    const auto others = find_record(database.database(), eve, std::nullopt);
    auto swapped = *old;
    swapped.contents_sealed = others->contents_sealed;
    EXPECT_THROW(records.opened(swapped), std::runtime_error);
    swapped.data_key_wrapped = others->data_key_wrapped;
    EXPECT_THROW(records.opened(swapped), std::runtime_error) << "with the other's key";
    ASSERT_TRUE(write(doctor(), ana, "Wool"));
    auto rolled_back = *find_record(database.database(), ana, std::nullopt);
    rolled_back.contents_sealed = old->contents_sealed;
    EXPECT_THROW(records.opened(rolled_back), std::runtime_error) << "an earlier version";
    EXPECT_EQ(records.opened(*old).allergies.front().substance.value, "Latex");
}

// Also the first record of a patient, when there is no row of it to lock.
TEST_F(RecordsTest, NoneOfTwoWritesAtOnceIsLost) {
    treatments.all = {ana};
    constexpr int rounds = 10;
    std::latch start(2);
    const auto repeat = [&](auto write_one) {
        fibers::PollWait wait;
        postgres::Pool pool(database.options(), 1, database.metrics(), database.log());
        postgres::Database session(pool, wait);
        Context own(doctor(), clock, session, database.log(), tracing::Trace::from(""), "r");
        start.arrive_and_wait();
        for (int round = 0; round < rounds; ++round) write_one(own);
    };
    std::thread one([&] {
        repeat([&](Context& own) {
            EXPECT_TRUE(records.write_allergies(own, {ana}, {{{"Nuts"}, Severity::mild, std::nullopt}}, {}));
        });
    });
    std::thread other([&] {
        repeat([&](Context& own) {
            EXPECT_TRUE(records.write_medications(
                own, {ana}, {{{"Aspirin"}, std::nullopt, std::nullopt, std::nullopt, std::nullopt}}, {}));
        });
    });
    one.join();
    other.join();
    const auto record = read(doctor(), ana);
    EXPECT_EQ(record->version, 2 * rounds);
    EXPECT_EQ(record->allergies.size(), 1U);
    EXPECT_EQ(record->medications.size(), 1U);
}

}  // namespace
}  // namespace venera::patients
