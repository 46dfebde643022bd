// The steps of a visit, and from when on it counts as one that took place.
#include <gtest/gtest.h>

#include "scheduling/desk_fixture.hpp"
#include "scheduling/reviewed_visits.hpp"

namespace venera::scheduling {
namespace {

using testing::as_doctor;
using testing::as_patient;
using testing::as_staff;
using testing::first_doctor;
using testing::second_doctor;

struct VisitsQuery : testing::DeskQuery {
    Visits::Answer check_in(const Caller& by) {
        Context context = replica.as(by);
        return replica.visits.check_in(context, {id}, {});
    }
    Visits::Answer undo_check_in(const Caller& by, http::IfMatch condition = {}) {
        Context context = replica.as(by);
        return replica.visits.undo_check_in(context, {id}, condition);
    }
    Visits::Answer complete(const Caller& by, http::IfMatch condition = {}) {
        Context context = replica.as(by);
        return replica.visits.complete(context, {id}, condition);
    }
    Visits::Answer no_show(const Caller& by) {
        Context context = replica.as(by);
        return replica.visits.no_show(context, {id}, {});
    }
    bool took_place() {
        ReviewedVisits reviewed(replica.relatives);
        Context context = replica.as(as_patient(10));
        return reviewed.reached(context, id)->took_place;
    }

    AppointmentId id = book(as_patient(10), wish("2026-06-02T10:00:00Z"))->value.id;
};

TEST_F(VisitsQuery, GoAlongTheirStates) {
    EXPECT_TRUE(no_show(as_staff()).is<visit_not_started>());
    EXPECT_TRUE(complete(as_staff()).is<invalid_transition>());
    EXPECT_TRUE(complete(as_doctor(first_doctor)).is<visit_not_started>());
    EXPECT_TRUE(check_in(as_doctor(second_doctor)).is<not_found>());
    ASSERT_TRUE(check_in(as_staff()));
    set_time("2026-06-02T10:10:00Z");
    EXPECT_EQ(complete(as_doctor(first_doctor), {2})->status, Status::fulfilled);
    EXPECT_TRUE(check_in(as_staff()).is<invalid_transition>());
    Context staff = replica.as(as_staff());
    EXPECT_TRUE(replica.cancelling.cancel(staff, {id}, {}).is<invalid_transition>());
}

TEST_F(VisitsQuery, WhoHasNotArrivedIsBookedAgain) {
    EXPECT_TRUE(undo_check_in(as_staff()).is<invalid_transition>());
    ASSERT_TRUE(check_in(as_staff()));
    EXPECT_TRUE(undo_check_in(as_doctor(second_doctor)).is<not_found>());
    EXPECT_TRUE(undo_check_in(as_staff(), {1}).is<version_mismatch>());
    const auto undone = undo_check_in(as_staff(), {2});
    ASSERT_TRUE(undone);
    EXPECT_EQ(undone->status, Status::booked);
    EXPECT_EQ(undone->version, 3);
    // Nobody is told once more that they have booked.
    EXPECT_EQ(count("select count(*) from scheduling.outbox where type = 'appointment.booked'"), 1);
    EXPECT_EQ(count("select count(*) from scheduling.outbox where type = 'appointment.check_in_undone' "
                    "and version = 3 and payload->>'status' = 'booked'"),
              1);
    EXPECT_EQ(count("select count(*) from scheduling.access_log where action = 'undo check-in' "
                    "and outcome = 'allowed'"),
              1);
    ASSERT_TRUE(check_in(as_staff()));
    set_time("2026-06-02T10:10:00Z");
    ASSERT_TRUE(complete(as_staff()));
    EXPECT_TRUE(undo_check_in(as_staff()).is<invalid_transition>());
}

TEST_F(VisitsQuery, TookPlaceOnlyOnceTheyHaveBegun) {
    ASSERT_TRUE(check_in(as_staff()));
    EXPECT_TRUE(complete(as_doctor(first_doctor)).is<visit_not_started>()) << "a day before";
    // Came early, and has been seen.
    set_time("2026-06-02T09:30:00Z");
    EXPECT_FALSE(took_place());
    ASSERT_TRUE(complete(as_doctor(first_doctor)));
    EXPECT_FALSE(took_place());
    set_time("2026-06-02T10:00:00Z");
    EXPECT_TRUE(took_place());
}

}  // namespace
}  // namespace venera::scheduling
