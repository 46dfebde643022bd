// What a person may do for another who has consented: everything about appointments that they may do for
// themselves, and nothing once it is over.
#include <gtest/gtest.h>

#include "scheduling/desk_fixture.hpp"

namespace venera::scheduling {
namespace {

using testing::as_patient;
using testing::as_staff;
using testing::numbered;

const PatientId child{numbered(12)};
constexpr auto ten = "2026-06-02T10:00:00Z";
constexpr auto half_past_ten = "2026-06-02T10:30:00Z";

struct RelativesQuery : testing::DeskQuery {
    RelativesQuery() { replica.relatives.consents[PatientId{numbered(10)}] = {child}; }

    static BookAppointment for_child(std::string_view start) {
        BookAppointment visit = wish(start);
        visit.patient_id = child;
        return visit;
    }
    std::int64_t accesses(const std::string& action, const std::string& outcome) {
        const postgres::Statement<std::int64_t(PatientId, UserId, std::string, std::string)> statement{
            "test.accesses",
            "select count(*) from scheduling.access_log where patient_id = $1 and actor_id = $2 "
            "and action = $3 and outcome = $4"};
        return test.owner().one(statement, child, parent.user_id, action, outcome);
    }
    std::vector<AppointmentId> listed(const Caller& caller, std::optional<PatientId> of = std::nullopt) {
        http::Query<AppointmentQuery> query;
        query.value.patient_id = of;
        Context context = replica.as(caller);
        std::vector<AppointmentId> ids;
        const auto page = replica.lists.list(context, query);
        for (const auto& visit : page->data) ids.push_back(visit.id);
        return ids;
    }

    Caller parent = as_patient(10);
    Caller stranger = as_patient(11);
};

TEST_F(RelativesQuery, AParentBooksShowsMovesAndCancelsForTheChild) {
    const auto booked = book(parent, for_child(ten));
    ASSERT_TRUE(booked);
    const AppointmentId id = booked->value.id;
    EXPECT_EQ(booked->value.patient_id, child);
    Context context = replica.as(parent);
    EXPECT_TRUE(replica.lists.one(context, {id}));
    EXPECT_TRUE(replica.lists.calendar(context, {id}));
    ChangeAppointment later;
    later.start.state = Patch<VisitStart>::State::value;
    later.start.value = VisitStart{testing::at(half_past_ten)};
    EXPECT_TRUE(replica.moving.change(context, {id}, later, {}));
    EXPECT_TRUE(replica.cancelling.cancel(context, {id}, {}));
    for (const char* action : {"book", "read", "read calendar entry", "move", "cancel"})
        EXPECT_EQ(accesses(action, "allowed"), 1) << action << ": the child sees who acted";
}

TEST_F(RelativesQuery, AHoldForTheChildBecomesItsVisit) {
    Context context = replica.as(parent);
    NewHold held = hold_wish(ten);
    held.patient_id = child;
    const auto hold = replica.holds.create(context, held, no_key(), "");
    ASSERT_TRUE(hold);
    EXPECT_TRUE(replica.holds.extend(context, hold->value.id, std::nullopt));
    BookAppointment of_hold;
    of_hold.hold_id = hold->value.id;
    EXPECT_TRUE(book(parent, of_hold).is<invalid_input>()) << "it is not the parent's own";
    of_hold.patient_id = child;
    const auto booked = book(parent, of_hold);
    ASSERT_TRUE(booked);
    EXPECT_EQ(booked->value.patient_id, child);
}

TEST_F(RelativesQuery, AHoldMadeAtTheDeskForTheChildIsTheirsToBook) {
    Context desk = replica.as(as_staff());
    NewHold held = hold_wish(ten);
    held.patient_id = child;
    const auto hold = replica.holds.create(desk, held, no_key(), "");
    ASSERT_TRUE(hold);
    BookAppointment of_hold;
    of_hold.hold_id = hold->value.id;
    of_hold.patient_id = child;
    EXPECT_TRUE(book(stranger, of_hold).is<not_found>());
    EXPECT_TRUE(book(parent, of_hold));
}

TEST_F(RelativesQuery, AStrangerDoesNothingOfThat) {
    const AppointmentId id = book(parent, for_child(ten))->value.id;
    EXPECT_TRUE(book(stranger, for_child(half_past_ten)).is<not_found>());
    Context context = replica.as(stranger);
    NewHold held = hold_wish(half_past_ten);
    held.patient_id = child;
    EXPECT_TRUE(replica.holds.create(context, held, no_key(), "").is<not_found>());
    EXPECT_TRUE(replica.lists.one(context, {id}).is<not_found>());
    EXPECT_TRUE(replica.moving.change(context, {id}, {}, {}).is<not_found>());
    EXPECT_TRUE(replica.cancelling.cancel(context, {id}, {}).is<not_found>());
    EXPECT_TRUE(listed(stranger, child).empty());
}

TEST_F(RelativesQuery, WhatIsRevokedEndsAtOnce) {
    const AppointmentId id = book(parent, for_child(ten))->value.id;
    replica.relatives.consents.clear();
    Context context = replica.as(parent);
    EXPECT_TRUE(replica.lists.one(context, {id}).is<not_found>());
    EXPECT_TRUE(replica.cancelling.cancel(context, {id}, {}).is<not_found>());
    EXPECT_TRUE(book(parent, for_child(half_past_ten)).is<not_found>());
    EXPECT_TRUE(listed(parent).empty());
    EXPECT_TRUE(listed(parent, child).empty());
    EXPECT_EQ(accesses("read", "denied"), 1);
    EXPECT_EQ(accesses("cancel", "denied"), 1);
    EXPECT_EQ(accesses("book", "denied"), 1);
    EXPECT_EQ(accesses("list", "denied"), 1);
}

TEST_F(RelativesQuery, ListsAreOfAllOrOfOne) {
    const AppointmentId of_child = book(parent, for_child(ten))->value.id;
    const AppointmentId own = book(parent, wish(half_past_ten))->value.id;
    EXPECT_EQ(listed(parent), (std::vector{of_child, own}));
    EXPECT_EQ(listed(parent, child), std::vector{of_child});
    EXPECT_EQ(listed(parent, parent.patient_id), std::vector{own});
    Context context = replica.as(parent);
    const auto mine = replica.lists.mine(context, {});
    ASSERT_EQ(mine->data.size(), 1U);
    EXPECT_EQ(mine->data[0].id, own) << "the patient's own, and no others";
}

TEST_F(RelativesQuery, ARepeatedBookingForTheChildIsShownAgain) {
    const auto first = book(parent, for_child(ten), key("k", 1));
    const auto second = book(parent, for_child(ten), key("k", 1));
    ASSERT_TRUE(first && second);
    EXPECT_EQ(second->value.id, first->value.id);
    EXPECT_EQ(second->replay, Replay::yes);
}

}  // namespace
}  // namespace venera::scheduling
