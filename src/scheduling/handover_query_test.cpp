// Visits of a patient whose profile is merged into another: they come along with their texts, and whoever
// still has the patient's card books nothing for them any more.
#include "scheduling/handover.hpp"

#include <gtest/gtest.h>

#include "scheduling/desk_fixture.hpp"

namespace venera::scheduling {
namespace {

using testing::as_patient;
using testing::as_staff;
using testing::numbered;

const PatientId goes{numbered(10)};
const PatientId stays{numbered(11)};
constexpr auto ten = "2026-06-02T10:00:00Z";
constexpr auto eleven = "2026-06-02T11:00:00Z";

struct HandoverQuery : testing::DeskQuery {
    void merge() {
        Context context = replica.as(as_staff());
        postgres::Transaction transaction(test.database());
        handover.hand_over(context, transaction, *replica.patients.card(context, goes),
                           *replica.patients.card(context, stays));
        transaction.commit();
    }
    std::int64_t left() {
        const postgres::Statement<std::int64_t(PatientId)> visits{
            "test.visits", "select count(*) from scheduling.appointments where patient_id = $1"};
        return test.owner().one(visits, goes);
    }

    Handover handover;
};

TEST_F(HandoverQuery, VisitsComeAlongWithTheirTexts) {
    auto visit = wish(ten);
    visit.reason = Prose<500>{"Cough"};
    const auto booked = book(as_patient(10), visit);
    ASSERT_TRUE(booked);
    merge();
    EXPECT_EQ(left(), 0);
    Context context = replica.as(as_patient(11));
    const auto shown = replica.lists.one(context, {booked->value.id});
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->reason, "Cough");
    EXPECT_EQ(shown->version, booked->value.version + 1);
}

TEST_F(HandoverQuery, NothingIsBookedForWhoHasGone) {
    merge();
    EXPECT_TRUE(book(as_patient(10), wish(ten)).is<invalid_input>());
    Context context = replica.as(as_patient(10));
    EXPECT_TRUE(replica.holds.create(context, hold_wish(ten), {}, "").is<invalid_input>());
    // A hold of the desk, which names nobody yet.
    Context desk = replica.as(as_staff());
    const auto held = replica.holds.create(desk, hold_wish(ten), {}, "");
    ASSERT_TRUE(held);
    BookAppointment confirmed;
    confirmed.hold_id = held->value.id;
    confirmed.patient_id = goes;
    EXPECT_TRUE(replica.booking.book(desk, confirmed, {}).is<invalid_input>());
    EXPECT_EQ(left(), 0);
    confirmed.patient_id = stays;
    EXPECT_TRUE(replica.booking.book(desk, confirmed, {}));
    EXPECT_TRUE(book(as_patient(11), wish(eleven)));
}

// A booking that has begun before the merge: its statement does not see it, and its row must come along.
TEST_F(HandoverQuery, ABookingUnderWayIsWaitedFor) {
    std::vector<std::thread> all;
    std::atomic<int> made = 0;
    for (int number = 0; number < 8; ++number) {
        all.emplace_back([&, number] {
            fibers::PollWait wait;
            postgres::Pool pool(test.options(), 1, test.metrics(), test.log());
            postgres::Database database(pool, wait);
            testing::Replica own(test, database, clock);
            Context context = own.as(as_patient(10));
            for (int i = 0; i < 5; ++i) {
                const auto start = testing::at("2026-06-02T08:00:00Z") + minutes{30 * (number + 8 * (i % 2))};
                const auto day = start + std::chrono::days{i};
                made += own.booking.book(context, wish(day.text()), {}) ? 1 : 0;
            }
        });
    }
    merge();
    for (auto& thread : all) thread.join();
    EXPECT_EQ(left(), 0);
    EXPECT_EQ(count("select count(*) from scheduling.appointments"), made);
}

}  // namespace
}  // namespace venera::scheduling
