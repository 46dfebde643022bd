// The availability index on a real database: built, told of commits on this replica, following another one,
// and checked. `here` has the index; `elsewhere` is a replica that only writes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/counter.h>

#include <functional>

#include "scheduling/desk_fixture.hpp"
#include "scheduling/doctor_states.hpp"
#include "scheduling/index_builder.hpp"
#include "scheduling/index_checks.hpp"
#include "scheduling/index_feed.hpp"
#include "scheduling/index_limits.hpp"
#include "scheduling/index_occupancy.hpp"
#include "scheduling/schedules.hpp"
#include "scheduling/sweeper.hpp"

namespace venera::scheduling {
namespace {

using testing::as_nobody;
using testing::as_patient;
using testing::as_staff;
using testing::at;
using testing::first_doctor;
using ::testing::IsEmpty;
using testing::second_doctor;
using ::testing::SizeIs;

// What the directory's outbox tells, and who is in service, are the test's to say.
struct TellingDirectory final : testing::FixedDirectory {
    std::vector<DoctorId> doctor_ids(postgres::Executor&) override { return in_service; }
    std::vector<directory::ListedDoctor> listed(postgres::Executor& db,
                                                const std::vector<DoctorId>& doctors) override {
        auto all = FixedDirectory::listed(db, doctors);
        std::erase_if(all, [&](const auto& one) {
            return std::ranges::find(in_service, one.card.id) == in_service.end();
        });
        for (auto& one : all) one.card.clinic.name = clinic_name;
        if (while_reading) while_reading();
        return all;
    }
    std::vector<DoctorId> changed(postgres::Executor&, const postgres::XidSpan&) override {
        return std::exchange(told, {});
    }

    std::vector<DoctorId> in_service{first_doctor, second_doctor};
    std::vector<DoctorId> told;
    std::string clinic_name = "Central";
    std::function<void()> while_reading;
};

constexpr const char* nine = "2026-06-02T09:00:00Z";
constexpr const char* ten = "2026-06-02T10:00:00Z";
constexpr const char* eleven = "2026-06-02T11:00:00Z";

struct IndexQuery : testing::DeskQuery {
    void build() {
        feed.begin(test.database());
        IndexBuilder{test.options(), directory, clock, test.log(), test.metrics(), 2}.build(index);
    }
    void follow() {
        Context context = here.as(as_nobody());
        feed.follow(context);
    }
    bool lists(std::string_view start, DoctorId doctor = first_doctor) {
        const AvailabilityIndex::View view(index, clock.now());
        const auto found = view.doctor(doctor);
        if (!found) return false;
        FreeDays free(found->profile, found->busy, placement_of(found->profile.practice->kinds.front()),
                      found->days, view.moment());
        const DayNumber day = found->days.day_of(unit_before(at(start)));
        return free.on(day).has(unit_before(at(start)) - found->days.midnight(day));
    }
    std::string listed() {
        std::string all;
        for (const char* start : {nine, ten, eleven}) {
            for (const DoctorId doctor : {first_doctor, second_doctor})
                all += lists(start, doctor) ? '+' : '-';
            all += ' ';
        }
        return all;
    }
    std::vector<Difference> differing() {
        std::vector<Difference> all;
        const AvailabilityIndex::View view(index, clock.now());
        for (const auto& truth : read_truth(test.database(), directory, {first_doctor, second_doctor},
                                            verified_window(clock.now())))
            std::ranges::move(differences(view, truth), std::back_inserter(all));
        return all;
    }
    AppointmentId booked(testing::Replica& by, std::string_view start, DoctorId doctor = first_doctor) {
        Context context = by.as(as_patient(10));
        const auto answer = by.booking.book(context, wish(start, doctor), no_key());
        if (!answer) throw std::runtime_error(std::string(answer.refusal().code));
        return answer->value.id;
    }
    void move(testing::Replica& by, AppointmentId id, std::string_view start, DoctorId doctor) {
        Context context = by.as(as_staff());
        ChangeAppointment change;
        change.start = {Patch<VisitStart>::State::value, VisitStart{at(start)}};
        change.doctor_id = {Patch<DoctorId>::State::value, doctor};
        const auto answer = by.moving.change(context, {id}, change, {});
        if (!answer) throw std::runtime_error(std::string(answer.refusal().code));
    }
    void cancel(testing::Replica& by, AppointmentId id) {
        Context context = by.as(as_staff());
        ASSERT_TRUE(by.cancelling.cancel(context, {id}, {}));
    }
    Hold held(testing::Replica& by, std::string_view start) {
        Context context = by.as(as_patient(10));
        const auto answer = by.holds.create(context, hold_wish(start), no_key(), "test");
        if (!answer) throw std::runtime_error(std::string(answer.refusal().code));
        return answer->value;
    }
    void close(testing::Replica& by, std::string_view from, std::string_view to) {
        Schedules schedules(by.calendars, by.directory, by.occupancy);
        Context context = by.as(as_staff());
        const NewException absence{ExceptionKind::closed, examples::local(from), examples::local(to), {}};
        ASSERT_TRUE(schedules.add_exception(context, {first_doctor}, absence, no_key()));
    }
    // Without an event that is left to be read.
    void change_silently(const char* sql) {
        test.owner().run(postgres::Statement<void()>{"test.change", sql});
    }
    void forget_events() { change_silently("delete from scheduling.outbox"); }
    // A feed that doubts what the index says, since any time is too long for it.
    void follow_after_a_gap() {
        IndexFeed late(index, loader, directory, test.metrics(), std::chrono::milliseconds{0});
        late.begin(test.database());
        Context context = here.as(as_nobody());
        late.follow(context);
    }
    // The feed has read up to a transaction that the database, restored from a copy, has not come to yet.
    void begin_before_restoring() {
        fibers::PollWait wait;
        postgres::Connection former(postgres::ConnectionOptions::for_tools(test.url()), wait);
        former.script(
            "create schema former; create function former.pg_current_snapshot() returns pg_snapshot "
            "language sql as $$ select '2000000000:2000000000:'::pg_snapshot $$");
        former.script("set search_path = former, pg_catalog");
        feed.begin(former);
    }
    double counted(const std::string& name) { return test.metrics().counter(name, "").Value(); }

    TellingDirectory directory;
    AvailabilityIndex index{clock.now()};
    IndexLoader loader{index, directory, clock};
    IndexOccupancy occupancy{index, loader, test.metrics()};
    IndexFeed feed{index, loader, directory, test.metrics(), limits::feed_gap};
    IndexChecks checks{index, loader, directory, test.metrics(), std::chrono::milliseconds{0}};
    testing::Replica here{test, test.database(), clock, &occupancy};
    testing::Replica& elsewhere = replica;
};

TEST_F(IndexQuery, ARowThatNobodyCanReadLeavesOnlyItsDoctorOut) {
    const postgres::Statement<void()> damage{
        "test.damage",
        "update scheduling.schedules set rules = '{\"timezone\": \"Mars/Olympus\"}' "
        "where doctor_id = '00000000-0000-0000-0000-000000000001'"};
    test.owner().run(damage);
    build();
    EXPECT_FALSE(lists("2026-06-01T09:00:00Z", first_doctor));
    EXPECT_TRUE(lists("2026-06-01T09:00:00Z", second_doctor));
}

TEST_F(IndexQuery, IsBuiltOfHoursAbsencesAndVisits) {
    booked(elsewhere, ten);
    held(elsewhere, nine);
    close(elsewhere, "2026-06-02T11:00", "2026-06-02T12:00");
    build();
    EXPECT_EQ(index.doctors(), 2u);
    EXPECT_EQ(listed(), "-+ -+ -+ ");
    EXPECT_TRUE(lists("2026-06-02T12:00:00Z"));
    EXPECT_THAT(differing(), IsEmpty());
}

TEST_F(IndexQuery, ShowsEveryCommitOfThisReplicaAtOnce) {
    build();
    const auto visit = booked(here, ten);
    EXPECT_EQ(listed(), "++ -+ ++ ");
    move(here, visit, nine, second_doctor);
    EXPECT_EQ(listed(), "+- ++ ++ ");
    move(here, visit, eleven, second_doctor);
    EXPECT_EQ(listed(), "++ ++ +- ");
    cancel(here, visit);
    EXPECT_EQ(listed(), "++ ++ ++ ");
    const auto hold = held(here, ten);
    EXPECT_EQ(listed(), "++ -+ ++ ");
    Context context = here.as(as_patient(10));
    ASSERT_TRUE(here.holds.release(context, hold.id, std::nullopt));
    EXPECT_EQ(listed(), "++ ++ ++ ");
    close(here, "2026-06-02T10:00", "2026-06-02T11:00");
    EXPECT_EQ(listed(), "++ -+ ++ ");
    EXPECT_THAT(differing(), IsEmpty());
    // What is known already is not read again.
    follow();
    EXPECT_EQ(counted("venera_index_events_total"), 7);
    EXPECT_EQ(counted("venera_index_changes_total"), 0);
}

TEST_F(IndexQuery, FollowsAnotherReplica) {
    build();
    const auto visit = booked(elsewhere, ten);
    EXPECT_EQ(listed(), "++ ++ ++ ") << "nobody has told";
    follow();
    EXPECT_EQ(listed(), "++ -+ ++ ");
    move(elsewhere, visit, nine, second_doctor);
    follow();
    EXPECT_EQ(listed(), "+- ++ ++ ");
    // Two moves between two looks: the doctor in the middle has nothing left.
    move(elsewhere, visit, ten, first_doctor);
    move(elsewhere, visit, eleven, second_doctor);
    follow();
    EXPECT_EQ(listed(), "++ ++ +- ");
    cancel(elsewhere, visit);
    close(elsewhere, "2026-06-02T10:00", "2026-06-02T11:00");
    follow();
    EXPECT_EQ(listed(), "++ -+ ++ ");
    EXPECT_THAT(differing(), IsEmpty());
}

TEST_F(IndexQuery, AnEventOfAMoveNamesTheFormerDoctorAndStart) {
    const auto visit = booked(elsewhere, ten);
    move(elsewhere, visit, nine, second_doctor);
    EXPECT_EQ(count("select count(*) from scheduling.outbox where type = 'appointment.moved' and "
                    "payload->>'previous_doctor_id' = '00000000-0000-0000-0000-000000000001' and "
                    "payload->>'previous_start' = '2026-06-02T10:00:00Z' and "
                    "payload->>'doctor_id' = '00000000-0000-0000-0000-000000000002'"),
              1);
}

TEST_F(IndexQuery, OldNewsOfAMoveChangeNothing) {
    build();
    const auto visit = booked(here, ten);
    const auto now_at = [&](DoctorId doctor, std::int64_t version) {
        return Occupation{visit,
                          doctor,
                          Status::booked,
                          {at(nine), at(nine) + minutes{30}},
                          {at(nine), at(nine) + minutes{30}},
                          std::nullopt,
                          version};
    };
    const std::vector<Occupation> third{gone_from(second_doctor, now_at(first_doctor, 3)),
                                        now_at(first_doctor, 3)};
    const std::vector<Occupation> second{gone_from(first_doctor, now_at(second_doctor, 2)),
                                         now_at(second_doctor, 2)};
    index.put(third, clock.now());
    index.put(second, clock.now());
    EXPECT_EQ(listed(), "-+ ++ ++ ");
}

// The trap of following ids, or the largest transaction seen: the lower number commits last.
TEST_F(IndexQuery, MissesNoTransactionThatCommitsLate) {
    const auto visit = booked(elsewhere, ten);
    build();
    fibers::PollWait wait;
    postgres::Connection slow(postgres::ConnectionOptions::for_tools(test.url()), wait);
    slow.script("begin");
    slow.script("update scheduling.appointments set status = 'cancelled', version = version + 1");
    slow.script(
        "insert into scheduling.outbox (id, aggregate_id, version, type, payload, created_at, due_at) "
        "select gen_random_uuid(), id, version, 'appointment.cancelled', scheduling.event_of(a), updated_at, "
        "updated_at from scheduling.appointments a");
    booked(elsewhere, eleven, second_doctor);
    follow();
    EXPECT_EQ(listed(), "++ -+ ++ ") << "what comes after an open transaction waits";
    slow.script("commit");
    follow();
    EXPECT_EQ(listed(), "++ ++ +- ") << visit.text();
    follow();
    EXPECT_EQ(counted("venera_index_events_total"), 2) << "each is read once";
}

TEST_F(IndexQuery, HoldsEndByTheClockAndByTheSweeper) {
    build();
    held(elsewhere, ten);
    held(here, nine);
    follow();
    EXPECT_EQ(listed(), "-+ -+ ++ ");
    set_time("2026-06-01T06:11:00Z");
    EXPECT_EQ(listed(), "++ ++ ++ ");
    Context context = here.as(as_nobody());
    EXPECT_EQ(expire_holds(context, occupancy), 2);
    EXPECT_EQ(listed(), "++ ++ ++ ");
    follow();
    EXPECT_EQ(counted("venera_index_changes_total"), 1) << "only the booking of the other replica";
    EXPECT_THAT(differing(), IsEmpty());
}

TEST_F(IndexQuery, AnAnonymousHoldGivesWayToTheNextOfItsBrowser) {
    build();
    Context context = here.as(as_nobody());
    ASSERT_TRUE(here.holds.create(context, hold_wish(nine), no_key(), "browser"));
    EXPECT_EQ(listed(), "-+ ++ ++ ");
    ASSERT_TRUE(here.holds.create(context, hold_wish(ten), no_key(), "browser"));
    EXPECT_EQ(listed(), "++ -+ ++ ");
}

TEST_F(IndexQuery, RetiredDoctorsLeaveAndNewOnesCome) {
    directory.in_service = {first_doctor};
    build();
    EXPECT_EQ(listed(), "+- +- +- ");
    booked(elsewhere, ten, second_doctor);
    directory.in_service = {second_doctor};
    directory.told = {first_doctor, second_doctor};
    follow();
    EXPECT_EQ(listed(), "-+ -- -+ ");
    EXPECT_EQ(index.doctors(), 1u);
    EXPECT_THAT(differing(), IsEmpty());
}

TEST_F(IndexQuery, CardsFollowTheDirectory) {
    build();
    directory.clinic_name = "Norte";
    EXPECT_THAT(differing(), SizeIs(2));
    directory.told = {first_doctor};
    booked(elsewhere, ten);  // so that there is something new
    follow();
    EXPECT_THAT(differing(), SizeIs(1));
    Context context = here.as(as_nobody());
    occupancy.doctors_changed(context, {second_doctor});
    EXPECT_THAT(differing(), IsEmpty());
}

TEST_F(IndexQuery, AConflictOverATimeJustTakenIsPutRight) {
    build();
    booked(elsewhere, ten);
    Context context = here.as(as_patient(11));
    EXPECT_TRUE(here.booking.book(context, wish(ten), no_key()).is<slot_taken>());
    EXPECT_EQ(listed(), "++ -+ ++ ");
    EXPECT_EQ(counted("venera_index_stale_conflicts_total"), 0) << "the news was on its way";
}

TEST_F(IndexQuery, AConflictOverATimeTakenLongAgoIsCountedAndPutRight) {
    build();
    booked(elsewhere, ten);
    set_time("2026-06-01T06:00:10Z");
    Context context = here.as(as_patient(11));
    EXPECT_TRUE(here.booking.book(context, wish(ten), no_key()).is<slot_taken>());
    EXPECT_EQ(counted("venera_index_stale_conflicts_total"), 1);
    EXPECT_EQ(listed(), "++ -+ ++ ");
    EXPECT_TRUE(here.booking.book(context, wish(ten), no_key()).is<slot_taken>());
    EXPECT_EQ(counted("venera_index_stale_conflicts_total"), 1);
}

TEST_F(IndexQuery, WhatIsWrongIsFoundAndPutRight) {
    build();
    booked(here, ten);
    const auto phantom = AppointmentId{testing::numbered(77)};
    const Period half{at(nine), at(nine) + minutes{30}};
    index.put(std::vector<Occupation>{{phantom, first_doctor, Status::booked, half, half, std::nullopt, 5}},
              clock.now());
    Context context = here.as(as_nobody());
    const auto found = checks.check(context, {first_doctor, second_doctor});
    EXPECT_THAT(found, ::testing::ElementsAre(Difference{first_doctor, ListedBy::database_only, at(nine)}));
    EXPECT_EQ(counted("venera_index_mismatches_total"), 1);
    EXPECT_THAT(checks.check(context, {first_doctor, second_doctor}), IsEmpty());
    EXPECT_EQ(listed(), "++ -+ ++ ");
}

TEST_F(IndexQuery, ALostVisitIsFoundAndPutRight) {
    build();
    booked(elsewhere, ten);
    feed.begin(test.database());  // what has happened so far is never read
    Context context = here.as(as_nobody());
    EXPECT_THAT(checks.check(context, {first_doctor}),
                ::testing::ElementsAre(Difference{first_doctor, ListedBy::index_only, at(ten)}));
    EXPECT_EQ(listed(), "++ -+ ++ ");
}

TEST_F(IndexQuery, ACheckReadsVisitsAsTheIndexDoes) {
    const auto id = booked(here, nine);
    move(here, id, ten, second_doctor);
    const std::vector<DoctorId> doctors{first_doctor, second_doctor};
    const auto kept = read_states(test.database(), directory, doctors, clock.now());
    const auto truth = read_truth(test.database(), directory, doctors, verified_window(clock.now()));
    EXPECT_TRUE(truth[0].occupations.empty());
    ASSERT_EQ(truth[1].occupations.size(), 1U);
    const Occupation& found = truth[1].occupations.front();
    EXPECT_EQ(found.id, id);
    EXPECT_EQ(found.visit.start, at(ten));
    EXPECT_EQ(found.version, 2);
    EXPECT_EQ(found.version, kept[1].occupations.front().version);
}

TEST_F(IndexQuery, AfterALongGapEveryDoctorIsReadAgain) {
    const auto visit = booked(elsewhere, ten);
    build();
    cancel(elsewhere, visit);
    booked(elsewhere, eleven);
    close(elsewhere, "2026-06-02T09:00", "2026-06-02T10:00");
    directory.in_service = {first_doctor};
    forget_events();
    follow();
    EXPECT_EQ(listed(), "++ -+ ++ ") << "no event tells of it";
    follow_after_a_gap();
    EXPECT_EQ(listed(), "-- +- -- ");
    EXPECT_THAT(differing(), IsEmpty());
    // It goes on from there.
    booked(elsewhere, ten);
    directory.in_service = {second_doctor};
    follow_after_a_gap();
    EXPECT_EQ(listed(), "-+ -+ -+ ");
    EXPECT_THAT(differing(), IsEmpty());
}

// What happened after the copy was made has never happened, and versions are given a second time.
TEST_F(IndexQuery, ARestoredDatabaseIsBelievedInAllThings) {
    const auto moved = booked(here, nine);
    build();
    move(here, moved, eleven, first_doctor);
    cancel(here, booked(here, ten));
    booked(here, ten, second_doctor);
    close(here, "2026-06-02T09:00", "2026-06-02T10:00");
    EXPECT_EQ(listed(), "-+ +- -+ ");
    begin_before_restoring();
    forget_events();
    change_silently("alter table scheduling.appointments disable trigger user");  // time goes back
    change_silently("delete from scheduling.exceptions");
    change_silently("update scheduling.schedules set version = 1");
    change_silently("delete from scheduling.appointments where version = 1");
    change_silently(
        "update scheduling.appointments set status = 'booked', version = 1 where status = 'cancelled'");
    change_silently(
        "update scheduling.appointments set version = 1, starts_at = starts_at - interval '2 hours', "
        "ends_at = ends_at - interval '2 hours', occupied = tstzrange(lower(occupied) - interval '2 hours', "
        "upper(occupied) - interval '2 hours') where version = 2");
    change_silently("alter table scheduling.appointments enable trigger user");
    directory.in_service = {first_doctor};
    follow();
    EXPECT_EQ(listed(), "-- -- +- ");
    EXPECT_THAT(differing(), IsEmpty());
    // Events count from where this database is.
    move(elsewhere, moved, "2026-06-02T12:00:00Z", first_doctor);
    follow();
    EXPECT_EQ(listed(), "+- -- +- ");
    EXPECT_THAT(differing(), IsEmpty());
    EXPECT_EQ(counted("venera_index_events_total"), 1);
}

TEST_F(IndexQuery, WhoChangesDuringEveryReadingStaysInDoubt) {
    build();
    booked(elsewhere, ten);
    forget_events();
    const Period half{at(nine), at(nine) + minutes{30}};
    Occupation phantom{AppointmentId{testing::numbered(77)}, first_doctor, Status::booked, half, half, {}, 1};
    directory.while_reading = [&] {
        if (++phantom.version <= limits::repair_tries + 1) index.put({&phantom, 1}, clock.now());
    };
    follow_after_a_gap();
    EXPECT_EQ(phantom.version, limits::repair_tries + 2) << "read once more than one repair does";
    EXPECT_EQ(listed(), "++ -+ ++ ");
    EXPECT_THAT(differing(), IsEmpty());
}

TEST_F(IndexQuery, AVerificationOfItsOwnAgrees) {
    booked(elsewhere, ten);
    held(elsewhere, nine);
    close(elsewhere, "2026-06-02T11:00", "2026-06-03T12:00");
    const auto verified = verify_index(test.database(), directory, clock, 10);
    EXPECT_EQ(verified.doctors, 2u);
    EXPECT_THAT(verified.differences, IsEmpty());
    EXPECT_EQ(verify_index(test.database(), directory, clock, 1).doctors, 1u);
}

}  // namespace
}  // namespace venera::scheduling
