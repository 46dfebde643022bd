#include "demo/loader.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "demo/accounts.hpp"
#include "demo/visits.hpp"
#include "identity/queries.hpp"
#include "patients/profiles.hpp"
#include "platform/postgres/statements.hpp"
#include "platform/postgres/testing/test_database.hpp"
#include "scheduling/appointment_view.hpp"
#include "scheduling/calendars.hpp"
#include "scheduling/list_queries.hpp"

namespace venera::demo {
namespace {

constexpr Size size{60, 80, 4};

struct Loading : testing::Test {
    Loaded load_world() { return load(database.database(), rows, size, now, database.log()); }

    Context context() {
        return {Caller{}, clock, database.database(), database.log(), tracing::Trace{}, "request-1"};
    }

    std::string scalar(const std::string& sql) {
        const postgres::Statement<std::string()> statement{"test.scalar", sql};
        return database.owner().one(statement);
    }

    postgres::testing::TestDatabase database;
    crypto::SecretRing key{crypto::SecretKey::random()};
    crypto::SecretRing index_key{crypto::SecretKey::random()};
    patients::ProfileRows rows{key, index_key};
    Clock clock;
    Instant now = clock.now();
};

TEST_F(Loading, WritesTheWholeWorld) {
    EXPECT_TRUE(is_empty(database.database()));
    const auto loaded = load_world();
    EXPECT_EQ(loaded.doctors, size.doctors);
    EXPECT_EQ(scalar("select count(*)::text from directory.clinics"), std::to_string(loaded.clinics));
    EXPECT_EQ(scalar("select count(*)::text from directory.doctors"), "60");
    EXPECT_EQ(scalar("select count(*)::text from scheduling.schedules"), "60");
    EXPECT_EQ(scalar("select count(*)::text from patients.patients"), "80");
    EXPECT_EQ(scalar("select count(*)::text from scheduling.appointments"),
              std::to_string(loaded.appointments));
    EXPECT_EQ(scalar("select count(*)::text from identity.users where demo"), "4");
    EXPECT_GT(loaded.appointments, 300u);
}

TEST_F(Loading, CountsTheStarsThatItsReviewsGive) {
    load_world();
    EXPECT_EQ(scalar("select (count(*) > 50)::text from directory.reviews"), "true");
    EXPECT_EQ(scalar("select count(*)::text from directory.reviews r left join scheduling.appointments a "
                     "on a.id = r.appointment_id and a.status = 'fulfilled' and a.doctor_id = r.doctor_id "
                     "and a.patient_id = r.patient_id and a.ends_at < r.created_at where a.id is null"),
              "0");
    EXPECT_EQ(scalar("select count(*)::text from directory.doctors d cross join lateral "
                     "(select count(*) as reviews, coalesce(round(avg(rating), 2), 0)::float8 as rating "
                     "from directory.reviews where doctor_id = d.id) r "
                     "where (d.review_count, d.rating) is distinct from (r.reviews, r.rating)"),
              "0");
}

TEST_F(Loading, NeedsAnEmptyDatabase) {
    load_world();
    EXPECT_FALSE(is_empty(database.database()));
    EXPECT_THROW(load_world(), NotEmpty);
}

TEST_F(Loading, OfTwoAtOnceTheSecondFindsTheWorldThere) {
    std::atomic<int> loaded = 0, refused = 0;
    const auto start = [&] {
        postgres::Pool connections(postgres::ConnectionOptions::for_tools(database.url()), 1,
                                   database.metrics(), database.log());
        fibers::PollWait wait;
        postgres::Database db(connections, wait);
        try {
            load(db, rows, size, now, database.log());
            ++loaded;
        } catch (const NotEmpty&) {
            ++refused;
        }
    };
    std::thread one(start);
    std::thread two(start);
    one.join();
    two.join();
    EXPECT_EQ(loaded, 1);
    EXPECT_EQ(refused, 1);
    EXPECT_EQ(scalar("select count(*)::text from directory.doctors"), "60");
}

TEST_F(Loading, LeavesNothingBehindWhenItFails) {
    // The last thing that is written fails.
    database.owner().script("alter table identity.users add constraint nobody check (false)");
    EXPECT_THROW(load_world(), postgres::ConstraintViolation);
    EXPECT_TRUE(is_empty(database.database()));
}

TEST_F(Loading, KeepsCalendarsAsImagined) {
    load_world();
    const auto world = make_world(size, now);
    scheduling::Calendars calendars;
    auto request = context();
    std::size_t exceptions = 0;
    for (const auto& doctor : world.doctors) {
        const auto calendar = calendars.find(request, doctor.id);
        ASSERT_TRUE(calendar);
        EXPECT_EQ(calendar->version, 1);
        const Period month{now, now + std::chrono::days{30}};
        EXPECT_EQ(scheduling::free_starts(*calendar, {}, calendar->rules.visit_types.front(), {}, month, now),
                  scheduling::free_starts(calendar_of(doctor), {}, doctor.rules.visit_types.front(), {},
                                          month, now));
        exceptions += calendar->exceptions.size();
    }
    EXPECT_GT(exceptions, 10u);
}

TEST_F(Loading, SealsWithTheKeyOfEachPatient) {
    load_world();
    const auto world = make_world(size, now);
    patients::Profiles profiles(key, key);
    auto request = context();
    Patients people(size, now);
    VisitBook book(world, size, now);
    std::size_t opened = 0;
    for (std::size_t i = 0; i < size.patients; ++i) {
        const auto imagined = people.next();
        const auto patient = profiles.find(request, imagined.id);
        ASSERT_TRUE(patient);
        EXPECT_EQ(patient->phone, imagined.phone);
        ASSERT_EQ(patient->national_id.has_value(), imagined.national_id.has_value());
        if (patient->national_id) {
            EXPECT_EQ(patient->national_id->number, imagined.national_id->number);
        }
        for (const auto& visit : book.visits_of_next(imagined)) {
            const auto row = scheduling::find_appointment(database.database(), visit.id, {});
            ASSERT_TRUE(row);
            EXPECT_EQ(row->patient_id, imagined.id);
            const auto view = scheduling::view(request, profiles, *row);
            EXPECT_EQ(view.reason, visit.reason);
            EXPECT_EQ(view.status, visit.status);
            EXPECT_EQ(view.start, visit.time.visit.start);
            opened += view.reason ? 1u : 0u;
        }
    }
    EXPECT_GT(opened, 100u);
}

TEST_F(Loading, LogsEveryPatientTouched) {
    const auto loaded = load_world();
    EXPECT_EQ(scalar("select count(distinct patient_id)::text from patients.access_log"), "80");
    EXPECT_EQ(scalar("select count(distinct resource_id)::text from scheduling.access_log"),
              std::to_string(loaded.appointments));
}

TEST_F(Loading, BindsTheAccounts) {
    load_world();
    const auto world = make_world(size, now);
    const auto account = [&](const char* email) {
        return identity::find_account_by_email(database.database(), email).value();
    };
    for (const auto* email : {"admin@venera.example", "staff@venera.example", "doctor@venera.example",
                              "patient@venera.example"}) {
        const auto row = account(email);
        EXPECT_TRUE(row.demo) << email;
        EXPECT_TRUE(crypto::verify_password(row.password_hash.value(), passphrase)) << email;
    }
    EXPECT_EQ(account("admin@venera.example").role, identity::AccountRole::admin);
    EXPECT_EQ(account("staff@venera.example").role, identity::AccountRole::staff);
    const auto doctor = account("doctor@venera.example");
    EXPECT_EQ(doctor.doctor_id, world.doctors.front().id);
    EXPECT_TRUE(world.doctors.front().card.name.value.ends_with(doctor.first_name + " " + doctor.last_name));
    const auto patient = account("patient@venera.example");
    EXPECT_EQ(patient.patient_id, Patients(size, now).next().id);
    EXPECT_EQ(scalar("select (count(*) filter (where status = 'booked' and starts_at > now()) >= 2"
                     "   and count(*) filter (where status = 'fulfilled') >= 2)::text"
                     "  from scheduling.appointments where patient_id = '" +
                     patient.patient_id->text() + "'"),
              "true");
}

TEST_F(Loading, StatementsAgreeWithTheirTypes) {
    const auto problems = postgres::check_statements(database.owner());
    for (const auto& problem : problems) ADD_FAILURE() << problem;
}

}  // namespace
}  // namespace venera::demo
