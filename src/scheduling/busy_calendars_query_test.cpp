// Calendars elsewhere on a real database: who has the lease of a reading, what its times do to the index and
// to bookings, and which visits collide.
#include <gmock/gmock.h>

#include "scheduling/busy_calendar_queries.hpp"
#include "scheduling/desk_fixture.hpp"
#include "scheduling/doctor_states.hpp"
#include "scheduling/index_checks.hpp"
#include "scheduling/index_queries.hpp"

namespace venera::scheduling {
namespace {

using testing::as_patient;
using testing::as_staff;
using testing::at;
using ::testing::ElementsAre;
using testing::first_doctor;
using ::testing::IsEmpty;
using testing::numbered;
using testing::second_doctor;
using ::testing::SizeIs;

struct BusyCalendarsQuery : testing::DeskQuery {
    BusyCalendarId added(std::uint8_t number, DoctorId doctor = first_doctor) {
        const BusyCalendarId id{numbered(number)};
        insert_busy_calendar(test.database(), {id, doctor, "Hospital", "x.example", {1, 2, 3}}, clock.now());
        return id;
    }
    // As a poll does it.
    void say(BusyCalendarId id, const std::vector<Period>& times, DoctorId doctor = first_doctor) {
        postgres::Transaction transaction(test.database());
        lock_schedule(transaction, doctor);
        replace_times(transaction, id, doctor, times);
        touch_schedule(transaction, doctor, clock.now());
        transaction.commit();
    }
    std::vector<AppointmentId> noted(DoctorId doctor = first_doctor) {
        return note_conflicts(test.database(), doctor, "", clock.now());
    }
    std::vector<AppointmentId> listed(DoctorId doctor = first_doctor) {
        std::vector<AppointmentId> ids;
        for (const auto& conflict : list_conflicts(test.database(), doctor, clock.now(), 10))
            ids.push_back(conflict.appointment_id);
        return ids;
    }
    AppointmentId booked(std::string_view start, DoctorId doctor = first_doctor) {
        Context context = replica.as(as_patient(10));
        const auto answer = replica.booking.book(context, wish(start, doctor), no_key());
        if (!answer) throw std::runtime_error(std::string(answer.refusal().code));
        return answer->value.id;
    }
    static Period period(std::string_view start, std::string_view end) { return {at(start), at(end)}; }
};

TEST_F(BusyCalendarsQuery, OneReaderHasACalendarForTheTimeOfItsLease) {
    const auto id = added(50);
    const Instant now = clock.now();
    const Uuid first = numbered(70), second = numbered(71);
    ASSERT_TRUE(claim_busy_calendar(test.database(), {first, now, now + minutes{2}}));
    EXPECT_FALSE(claim_busy_calendar(test.database(), {second, now, now + minutes{2}}));
    const Instant later = now + minutes{3};
    ASSERT_TRUE(claim_busy_calendar(test.database(), {second, later, later + minutes{2}}));
    EXPECT_FALSE(note_poll(test.database(), id, first, {later, later + minutes{15}, 0})) << "it was too late";
    EXPECT_TRUE(note_poll(test.database(), id, second, {later, later + minutes{15}, 1, "http 500"}));
    const auto row = find_busy_calendar(test.database(), first_doctor, id);
    ASSERT_TRUE(row);
    EXPECT_EQ(row->error, "http 500");
    EXPECT_FALSE(row->succeeded_at);
    EXPECT_FALSE(find_busy_calendar(test.database(), second_doctor, id)) << "of another doctor";
}

TEST_F(BusyCalendarsQuery, ItsTimesCloseTheIndexAndTheRulesAlike) {
    say(added(50), {period("2026-06-02T10:00:00Z", "2026-06-02T11:00:00Z"),
                    period("2026-06-03T00:00:00Z", "2026-06-04T00:00:00Z")});
    say(added(51), {period("2026-06-02T10:30:00Z", "2026-06-02T12:00:00Z")});
    AvailabilityIndex index{clock.now()};
    index.put(read_states(test.database(), replica.directory, {first_doctor, second_doctor}, clock.now()),
              clock.now());
    const AvailabilityIndex::View view(index, clock.now());
    for (const auto& truth : read_truth(test.database(), replica.directory, {first_doctor, second_doctor},
                                        verified_window(clock.now())))
        EXPECT_THAT(differences(view, truth), IsEmpty());
    Context context = replica.as(as_staff());
    const auto calendar = replica.calendars.reload(context, first_doctor);
    EXPECT_THAT(calendar->busy_elsewhere,
                ElementsAre(period("2026-06-02T10:00:00Z", "2026-06-02T12:00:00Z"),
                            period("2026-06-03T00:00:00Z", "2026-06-04T00:00:00Z")));
    EXPECT_THROW(booked("2026-06-02T11:30:00Z"), std::runtime_error);
    EXPECT_NO_THROW(booked("2026-06-02T12:00:00Z"));
    EXPECT_NO_THROW(booked("2026-06-02T11:00:00Z", second_doctor));
}

TEST_F(BusyCalendarsQuery, ABookingDecidedOnTheOldTimesIsDecidedAgain) {
    const auto id = added(50);
    Context context = replica.as(as_staff());
    replica.calendars.reload(context, first_doctor);  // what this replica knows is old from here on
    say(id, {period("2026-06-02T10:00:00Z", "2026-06-02T11:00:00Z")});
    EXPECT_THROW(booked("2026-06-02T10:00:00Z"), std::runtime_error);
}

TEST_F(BusyCalendarsQuery, AVisitThatWasThereBeforeIsToldOfOnceForAsLongAsItCollides) {
    const auto visit = booked("2026-06-02T10:00:00Z");
    booked("2026-06-02T11:00:00Z");
    const auto id = added(50);
    say(id, {period("2026-06-02T10:25:00Z", "2026-06-02T11:00:00Z")});
    EXPECT_THAT(listed(), ElementsAre(visit));
    EXPECT_THAT(listed(second_doctor), IsEmpty());
    EXPECT_THAT(noted(), ElementsAre(visit));
    EXPECT_THAT(noted(), IsEmpty());
    say(id, {});
    EXPECT_THAT(noted(), IsEmpty());
    EXPECT_THAT(listed(), IsEmpty());
    say(id, {period("2026-06-02T10:00:00Z", "2026-06-02T10:05:00Z")});
    EXPECT_THAT(noted(), ElementsAre(visit)) << "again";
    set_time("2026-06-02T10:30:01Z");
    EXPECT_THAT(listed(), IsEmpty()) << "it is over";
}

TEST_F(BusyCalendarsQuery, TheSecondLookComesOnceAndForOneDoctor) {
    const auto id = added(50);
    check_again(test.database(), id, clock.now() + minutes{1});
    EXPECT_FALSE(claim_check(test.database(), clock.now()));
    EXPECT_EQ(claim_check(test.database(), clock.now() + minutes{1}), first_doctor);
    EXPECT_FALSE(claim_check(test.database(), clock.now() + minutes{2}));
    delete_busy_calendar(test.database(), id);
    EXPECT_THAT(list_busy_calendars(test.database(), first_doctor), IsEmpty());
}

}  // namespace
}  // namespace venera::scheduling
