// Merging on a real database: records under the key of the one that stays, and merges that come at once.
#include "patients/merging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "patients/relatives.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::patients {
namespace {

const postgres::Statement<std::int64_t(PatientId)> count_left{"test.merging.count_left", R"sql(
    select (select count(*) from patients.records where patient_id = $1)
         + (select count(*) from patients.relatives
             where ended_at is null and (acting_id = $1 or patient_id = $1)))sql"};
const postgres::Statement<std::int64_t()> count_signs{
    "test.merging.count_signs", "select count(*) from patients.patients where merged_into is not null"};
const postgres::Statement<std::int64_t()> count_chains{
    "test.merging.count_chains",
    "select count(*) from patients.patients p join patients.patients o on o.id = p.merged_into "
    "where o.merged_into is not null"};

const postgres::Statement<void(PatientId, PatientId, UserId, Instant)> add_consent{
    "test.merging.add_consent",
    "insert into patients.relatives (id, acting_id, patient_id, relationship, basis, requested_by, "
    "requested_at, consented_by, consented_at) "
    "values (gen_random_uuid(), $1, $2, 'parent', 'own_consent', $3, $4, $3, $4)"};

struct NoVisits final : Visits {
    void hand_over(Context&, postgres::Transaction&, const PatientCard&, const PatientCard&) override {}
};
struct NoAccounts final : Accounts {
    void hold(postgres::Executor&, const std::vector<PatientId>&) override {}
    void follow(Context&, postgres::Executor&, PatientId, const PatientChange&) override {}
    void hand_over(Context&, postgres::Transaction&, PatientId, PatientId) override {}
};
struct Everybody final : Treatments {
    std::vector<PatientId> treated(Context&, DoctorId, const std::vector<PatientId>& patients) override {
        return patients;
    }
    std::vector<PatientId> treated_by(Context&, DoctorId) override { return {}; }
};

struct MergingTest : ::testing::Test {
    static void SetUpTestSuite() { crypto::initialise(); }

    Caller caller(Role role) {
        Caller one;
        one.kind = Caller::Kind::user;
        one.role = role;
        one.user_id = UserId::make(clock.now());
        if (role == Role::doctor) one.doctor_id = DoctorId::make(clock.now());
        return one;
    }
    Context as(Caller one) { return as(std::move(one), database.database()); }
    Context as(Caller one, postgres::Database& session) {
        return {std::move(one), clock, session, database.log(), tracing::Trace::from(""), "request-1"};
    }
    PatientId created() {
        NewPatient patient;
        patient.id = PatientId::make(clock.now());
        patient.first_name = Text<100>{"Ana"};
        patient.last_name = Text<100>{"Quispe"};
        Context own = as(caller(Role::staff));
        postgres::Transaction transaction(database.database());
        profiles.create(own, transaction, patient);
        transaction.commit();
        return patient.id;
    }
    void record(PatientId patient, std::vector<Allergy> allergies) {
        Context own = as(doctor);
        ASSERT_TRUE(records.write_allergies(own, {patient}, allergies, {}));
    }
    Merging::Answer merge(PatientId goes, PatientId stays) {
        Context own = as(caller(Role::staff));
        return merging.merge(own, {goes}, {stays});
    }
    // Runs `work(number, context)` on so many threads, each with a connection of its own.
    template <class Work>
    void at_once(int threads, const Work& work) {
        std::latch start(threads);
        std::vector<std::thread> all;
        for (int number = 0; number < threads; ++number) {
            all.emplace_back([&, number] {
                fibers::PollWait wait;
                // Each waits for its turn, however slow the machine is.
                auto options = database.options();
                options.lock_timeout = std::chrono::seconds{30};
                options.statement_timeout = std::chrono::seconds{30};
                postgres::Pool pool(options, 1, database.metrics(), database.log());
                postgres::Database session(pool, wait);
                Context own = as(caller(Role::staff), session);
                start.arrive_and_wait();
                work(number, own);
            });
        }
        for (auto& thread : all) thread.join();
    }

    postgres::testing::TestDatabase database;
    Clock clock;
    crypto::SecretRing key{crypto::SecretKey::random()};
    Profiles profiles{key, key};
    Everybody treatments;
    NoVisits visits;
    NoAccounts accounts;
    Records records{key, treatments};
    MyRelatives relatives{profiles};
    Merging merging{profiles, records, visits, accounts};
    Caller doctor = caller(Role::doctor);
};

Allergy allergy(const std::string& substance) { return {Text<200>{substance}, Severity::mild, {}}; }

TEST_F(MergingTest, TheRecordIsTheSurvivorsWithItsAuthors) {
    const auto goes = created();
    const auto stays = created();
    record(goes, {allergy("Latex")});
    const Caller first_author = doctor;
    doctor = caller(Role::doctor);
    record(stays, {allergy("Nuts")});
    ASSERT_TRUE(merge(goes, stays));
    Context own = as(doctor);
    const auto united = records.read(own, {stays});
    ASSERT_TRUE(united);
    EXPECT_EQ(united->version, 2);
    ASSERT_EQ(united->allergies.size(), 2u);
    EXPECT_EQ(united->allergies[0].recorded_by, doctor.user_id);
    EXPECT_EQ(united->allergies[1].substance.value, "Latex");
    EXPECT_EQ(united->allergies[1].recorded_by, first_author.user_id);
    EXPECT_EQ(database.database().one(count_left, goes), 0);
    // Neither does anybody write one there any more.
    EXPECT_TRUE(records.read(own, {goes}).is<not_found>());
    EXPECT_TRUE(records.write_allergies(own, {goes}, {}, {}).is<not_found>());
}

TEST_F(MergingTest, WhoActsForTheSurvivorActsForWhoeverTheyWere) {
    const auto goes = created();
    const auto stays = created();
    const auto stranger = created();
    Caller parent = caller(Role::patient);
    parent.patient_id = created();
    database.database().run(add_consent, *parent.patient_id, goes, parent.user_id, clock.now());
    ASSERT_TRUE(merge(goes, stays));
    Context own = as(parent);
    EXPECT_THAT(relatives.acted_for(own), ::testing::UnorderedElementsAre(goes, stays));
    ASSERT_TRUE(merge(stays, stranger));
    EXPECT_THAT(relatives.acted_for(own), ::testing::UnorderedElementsAre(goes, stays, stranger));
}

TEST_F(MergingTest, RecordsTooLongTogetherChangeNothing) {
    const auto goes = created();
    const auto stays = created();
    record(goes, std::vector(150, allergy("Latex")));
    record(stays, std::vector(51, allergy("Nuts")));
    EXPECT_TRUE(merge(goes, stays).is<records_too_long>());
    EXPECT_EQ(database.database().one(count_signs), 0);
    EXPECT_EQ(database.database().one(count_left, goes), 1);
    record(stays, std::vector(50, allergy("Nuts")));
    EXPECT_TRUE(merge(goes, stays));
}

TEST_F(MergingTest, OfOppositeMergesAtOnceOneHappens) {
    for (int round = 0; round < 10; ++round) {
        const auto one = created();
        const auto other = created();
        std::atomic<int> done = 0, too_late = 0;
        at_once(4, [&](int number, Context& own) {
            const bool forth = number % 2 == 0;
            const auto answer = merging.merge(own, {forth ? one : other}, {forth ? other : one});
            done += answer ? 1 : 0;
            too_late += answer.is<patient_merged>() ? 1 : 0;
        });
        EXPECT_EQ(done, 1);
        EXPECT_EQ(too_late, 3);
    }
}

// Whatever order profiles are merged in at once, and whoever acts for whom: nothing hangs on one that went.
TEST_F(MergingTest, MergesOfManyAtOnceLeaveNothingBehind) {
    std::vector<PatientId> people;
    for (int i = 0; i < 12; ++i) people.push_back(created());
    Context own = as(caller(Role::staff));
    for (const PatientId acting : people) {
        for (const PatientId patient : people) {
            if (acting == patient) continue;
            RelativeRow row;
            row.id = RelativeId::make(clock.now());
            row.acting_id = acting;
            row.patient_id = patient;
            row.requested_by = own.caller().user_id;
            row.requested_at = clock.now();
            insert_relative(database.database(), row);
        }
    }
    at_once(6, [&](int number, Context& mine) {
        for (std::size_t i = 0; i < people.size(); ++i) {
            const auto at = (i * 5 + static_cast<std::size_t>(number)) % people.size();
            static_cast<void>(merging.merge(mine, {people[at]}, {people[(at + 7) % people.size()]}));
        }
    });
    EXPECT_GT(database.database().one(count_signs), 4);
    EXPECT_EQ(database.database().one(count_chains), 0);
    for (const PatientId person : people) {
        const auto row = find_patient(database.database(), person);
        if (!row->merged_into) continue;
        EXPECT_EQ(database.database().one(count_left, person), 0);
    }
}

// Beside a merge somebody may be asking to act for the one that goes, or acting as it.
TEST_F(MergingTest, AConsentBesideAMergeIsTheSurvivorsOrNone) {
    for (int round = 0; round < 8; ++round) {
        const auto goes = created();
        const auto stays = created();
        const auto third = created();
        Caller asking = caller(Role::patient);
        asking.patient_id = round % 2 == 0 ? third : goes;
        NewRelative wish;
        wish.relationship = Relationship::other;
        wish.reference =
            Text<16>{find_patient(database.database(), round % 2 == 0 ? goes : third)->reference};
        at_once(2, [&](int number, Context& own) {
            if (number == 0) {
                EXPECT_TRUE(merging.merge(own, {goes}, {stays}));
            } else {
                Context theirs = as(asking, own.database());
                static_cast<void>(relatives.add(theirs, wish, {}));
            }
        });
        EXPECT_EQ(database.database().one(count_left, goes), 0);
    }
}

}  // namespace
}  // namespace venera::patients
