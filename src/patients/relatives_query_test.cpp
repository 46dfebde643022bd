#include "patients/relatives.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <thread>

#include "patients/profiles.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::patients {
namespace {

using postgres::Statement;

const Statement<std::int64_t(PatientId, UserId, std::string)> count_accesses{
    "test.relatives.count_accesses",
    "select count(*) from patients.access_log where patient_id = $1 and actor_id = $2 and action = $3 "
    "and resource = 'relative' and outcome = 'allowed'"};
const Statement<std::int64_t(RelativeId, std::string)> count_events{
    "test.relatives.count_events",
    "select count(*) from patients.outbox where aggregate_id = $1 and type = $2"};
const Statement<std::int64_t(PatientId, std::string)> count_denied{
    "test.relatives.count_denied",
    "select count(*) from patients.access_log where patient_id = $1 and action = $2 and outcome = 'denied'"};
const Statement<std::string(PatientId)> reference_of{"test.relatives.reference",
                                                     "select reference from patients.patients where id = $1"};
const Statement<std::int64_t()> count_patients{"test.relatives.count_patients",
                                               "select count(*) from patients.patients"};
const Statement<std::int64_t()> count_links{
    "test.relatives.count_links", "select count(*) from patients.relatives where consented_at is not null"};
const Statement<void(PatientId)> forget_birth_date{
    "test.relatives.forget_birth_date", "update patients.patients set birth_date = null where id = $1"};

struct RelativesTest : ::testing::Test {
    RelativesTest() {
        crypto::initialise();
        set_time("2026-06-01T12:00:00Z");
    }

    void set_time(std::string_view text) {
        const Clock system;
        clock.set_offset(
            std::chrono::duration_cast<std::chrono::seconds>(*Instant::parse(text) - system.now()));
    }
    Context context(Caller caller) {
        return Context(std::move(caller), clock, database.database(), database.log(),
                       tracing::Trace::from(""), "request-1");
    }
    // Somebody with an account.
    Caller person() {
        NewPatient patient;
        patient.id = PatientId::make(clock.now());
        patient.first_name = Text<100>{"Ana"};
        patient.last_name = Text<100>{"Quispe"};
        patient.country = Country{"PE"};
        Caller caller;
        caller.kind = Caller::Kind::user;
        caller.role = Role::patient;
        caller.user_id = UserId::make(clock.now());
        caller.patient_id = patient.id;
        Context own = context(caller);
        postgres::Transaction transaction(database.database());
        profiles.create(own, transaction, patient);
        transaction.commit();
        return caller;
    }
    static NewRelative a_child(std::string_view birth_date = "2015-03-10") {
        NewRelative child;
        child.first_name = Text<100>{"Luz"};
        child.last_name = Text<100>{"Quispe"};
        child.birth_date = *Date::parse(birth_date);
        return child;
    }
    NewRelative request_to(const Caller& caller) {
        NewRelative wish;
        wish.relationship = Relationship::parent;
        wish.reference = Text<16>{database.database().one(reference_of, *caller.patient_id)};
        return wish;
    }
    MyRelatives::AddAnswer add(const Caller& caller, const NewRelative& wish,
                               const http::IdempotencyKey& key = {}) {
        Context own = context(caller);
        return relatives.add(own, wish, key);
    }
    Result<Relative, not_found> accept(const Caller& caller, RelativeId id) {
        Context own = context(caller);
        return relatives.accept(own, {id});
    }
    Result<NoContent, not_found> end(const Caller& caller, RelativeId id) {
        Context own = context(caller);
        return relatives.end(own, {id});
    }
    bool may_act(const Caller& caller, PatientId patient) {
        Context own = context(caller);
        const auto all = relatives.acted_for(own);
        const bool listed = std::ranges::count(all, patient) == 1;
        EXPECT_EQ(relatives.may_act_for(own, patient), listed) << "both questions have one answer";
        return listed;
    }
    std::vector<Relative> list(const Caller& caller) {
        Context own = context(caller);
        return relatives.list(own).data;
    }
    std::int64_t accesses(PatientId patient, const Caller& by, const char* action) {
        return database.database().one(count_accesses, patient, by.user_id, action);
    }

    postgres::testing::TestDatabase database;
    Clock clock;
    crypto::SecretRing wrapping_key{crypto::SecretKey::random()};
    crypto::SecretRing index_key{crypto::SecretKey::random()};
    Profiles profiles{wrapping_key, index_key};
    MyRelatives relatives{profiles};
    Caller ana = person();
    Caller eve = person();
};

TEST_F(RelativesTest, AParentActsForAChildFromTheDeclarationOn) {
    const auto added = add(ana, a_child());
    ASSERT_TRUE(added);
    const Relative& child = added->value;
    EXPECT_EQ(child.status, RelativeStatus::active);
    EXPECT_EQ(child.basis, Basis::parent_of_minor);
    EXPECT_EQ(child.consented_by, ana.user_id);
    EXPECT_EQ(child.consented_at, child.requested_at);
    EXPECT_EQ(child.ends_on, *Date::parse("2033-03-10"));
    EXPECT_EQ(child.first_name, "Luz");
    EXPECT_TRUE(may_act(ana, *child.patient_id));
    EXPECT_FALSE(may_act(eve, *child.patient_id)) << "a stranger";
    EXPECT_EQ(database.database().one(count_events, child.id, "relative.declared"), 1);
    Context own = context(ana);
    EXPECT_EQ(profiles.find(own, *child.patient_id)->country->value, "PE") << "the parent's";
    for (const PatientId party : {*child.patient_id, *ana.patient_id})
        EXPECT_EQ(accesses(party, ana, "declare"), 1);
}

TEST_F(RelativesTest, AParentsRightEndsWhenTheChildComesOfAge) {
    const auto added = add(ana, a_child("2008-06-15"));
    ASSERT_TRUE(added);
    const PatientId child = *added->value.patient_id;
    set_time("2026-06-14T23:59:00Z");
    EXPECT_TRUE(may_act(ana, child));
    set_time("2026-06-15T00:00:01Z");
    EXPECT_FALSE(may_act(ana, child));
    EXPECT_TRUE(list(ana).empty());
    EXPECT_TRUE(add(ana, a_child("2008-06-15")).is<invalid_input>()) << "an adult";
    EXPECT_TRUE(add(ana, a_child("2026-06-16")).is<invalid_input>()) << "not born";
}

TEST_F(RelativesTest, WithoutABirthDateNobodyIsAMinor) {
    const auto added = add(ana, a_child());
    database.owner().run(forget_birth_date, *added->value.patient_id);
    EXPECT_FALSE(may_act(ana, *added->value.patient_id));
}

TEST_F(RelativesTest, AnAdultMustConsentThemselves) {
    const auto asked = add(ana, request_to(eve));
    ASSERT_TRUE(asked);
    const Relative& request = asked->value;
    EXPECT_EQ(request.status, RelativeStatus::requested);
    EXPECT_FALSE(request.patient_id) << "who asks learns nothing yet";
    EXPECT_FALSE(request.first_name);
    EXPECT_FALSE(may_act(ana, *eve.patient_id));
    EXPECT_TRUE(accept(ana, request.id).is<not_found>()) << "not by who asks";
    EXPECT_TRUE(accept(person(), request.id).is<not_found>());
    EXPECT_FALSE(may_act(ana, *eve.patient_id));
    EXPECT_EQ(database.database().one(count_denied, *eve.patient_id, "accept"), 2);

    ASSERT_EQ(list(eve).size(), 1U);
    EXPECT_EQ(list(eve)[0].direction, Direction::for_me);
    EXPECT_EQ(list(eve)[0].first_name, "Ana") << "who is asked knows by whom";
    const auto accepted = accept(eve, request.id);
    ASSERT_TRUE(accepted);
    EXPECT_EQ(accepted->consented_by, eve.user_id);
    EXPECT_TRUE(may_act(ana, *eve.patient_id));
    EXPECT_FALSE(may_act(eve, *ana.patient_id)) << "one direction";
    EXPECT_TRUE(accept(eve, request.id)) << "harmless to repeat";
    EXPECT_EQ(accept(eve, request.id)->version, accepted->version);
    EXPECT_EQ(database.database().one(count_events, request.id, "relative.requested"), 1);
    EXPECT_EQ(database.database().one(count_events, request.id, "relative.accepted"), 1);
    for (const PatientId party : {*eve.patient_id, *ana.patient_id}) {
        EXPECT_EQ(accesses(party, ana, "request"), 1);
        EXPECT_EQ(accesses(party, eve, "accept"), 1);
    }
}

TEST_F(RelativesTest, EitherPartyEndsIt) {
    for (const Caller* by : {&ana, &eve}) {
        const auto asked = add(ana, request_to(eve));
        ASSERT_TRUE(asked);
        ASSERT_TRUE(accept(eve, asked->value.id));
        EXPECT_TRUE(end(person(), asked->value.id).is<not_found>());
        EXPECT_TRUE(may_act(ana, *eve.patient_id));
        EXPECT_TRUE(end(*by, asked->value.id));
        EXPECT_FALSE(may_act(ana, *eve.patient_id));
        EXPECT_TRUE(end(*by, asked->value.id).is<not_found>());
        EXPECT_TRUE(accept(eve, asked->value.id).is<not_found>()) << "it is over";
        EXPECT_EQ(database.database().one(count_events, asked->value.id, "relative.ended"), 1);
    }
    EXPECT_EQ(database.database().one(count_links), 2) << "ended consents stay on record";
}

TEST_F(RelativesTest, AskingTwiceYourselfOrNobodyIsRefused) {
    ASSERT_TRUE(add(ana, request_to(eve)));
    EXPECT_TRUE(add(ana, request_to(eve)).is<relative_exists>());
    EXPECT_TRUE(add(ana, request_to(ana)).is<invalid_input>());
    NewRelative unknown = request_to(eve);
    unknown.reference = Text<16>{"P-000000"};
    EXPECT_TRUE(add(ana, unknown).is<invalid_input>());
    EXPECT_TRUE(add(eve, request_to(ana))) << "the other direction is another consent";
}

TEST_F(RelativesTest, ARepeatedRequestMakesOneChild) {
    http::IdempotencyKey once{};
    once.key = "k-1";
    once.fingerprint[0] = 1;
    const auto before = database.database().one(count_patients);
    const auto first = add(ana, a_child(), once);
    const auto second = add(ana, a_child(), once);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->value.id, second->value.id);
    EXPECT_EQ(second->replay, Replay::yes);
    EXPECT_EQ(database.database().one(count_patients), before + 1);
    once.fingerprint[0] = 2;
    EXPECT_TRUE(add(ana, a_child(), once).is<idempotency_key_reused>());
    EXPECT_TRUE(add(eve, a_child(), once)) << "the key is of its caller";
}

TEST_F(RelativesTest, OfManyAtOnceOnlyTheLimitIsAdded) {
    for (int i = 0; i < 18; ++i) ASSERT_TRUE(add(ana, a_child()));
    constexpr int threads = 4;
    std::latch start(threads);
    std::atomic<int> added = 0;
    std::vector<std::thread> all;
    for (int i = 0; i < threads; ++i) {
        all.emplace_back([&] {
            fibers::PollWait wait;
            postgres::Pool pool(database.options(), 1, database.metrics(), database.log());
            postgres::Database session(pool, wait);
            Context own(ana, clock, session, database.log(), tracing::Trace::from(""), "r");
            start.arrive_and_wait();
            const auto answer = relatives.add(own, a_child(), {});
            if (answer) ++added;
            EXPECT_TRUE(answer || answer.is<too_many_relatives>());
        });
    }
    for (auto& thread : all) thread.join();
    EXPECT_EQ(added, 2);
    EXPECT_EQ(list(ana).size(), 20U);
}

TEST_F(RelativesTest, AListLeavesALineForEverybodyShown) {
    const auto child = add(ana, a_child());
    ASSERT_TRUE(add(ana, request_to(eve)));
    EXPECT_EQ(list(ana).size(), 2U);
    EXPECT_EQ(accesses(*child->value.patient_id, ana, "list"), 1);
    EXPECT_EQ(accesses(*eve.patient_id, ana, "list"), 0) << "not shown";
    EXPECT_EQ(list(eve).size(), 1U);
    EXPECT_EQ(accesses(*ana.patient_id, eve, "list"), 1);
}

}  // namespace
}  // namespace venera::patients
