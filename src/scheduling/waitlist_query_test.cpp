// The waiting list on a real PostgreSQL: who is offered what comes free, by however many replicas at once,
// and what becomes of the offer when two want to say something about it at the same time.
#include <gmock/gmock.h>

#include "scheduling/handover.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/sweeper.hpp"
#include "scheduling/waitlist_fixture.hpp"

namespace venera::scheduling {
namespace {

using testing::as_job;
using testing::as_nobody;
using testing::as_patient;
using testing::as_staff;
using testing::at;
using testing::eleven;
using testing::first_doctor;
using testing::numbered;
using testing::second_doctor;
using testing::ten;
using testing::value_of;
using testing::Waitlist;
using testing::WaitlistQuery;

TEST_F(WaitlistQuery, WhatComesFreeIsHeldForTheFirstAndGoesOnWhenTheySayNo) {
    wait(10);
    wait(11);
    free(ten);
    EXPECT_EQ(offers(), "10 open");
    EXPECT_EQ(offer_of(10)->start, at(ten));
    // At night until nine, in whole minutes.
    EXPECT_GT(offer_of(10)->expires_at, at("2026-06-01T08:59:00Z"));
    EXPECT_LE(offer_of(10)->expires_at, at("2026-06-01T09:00:00Z"));
    EXPECT_TRUE(book(as_patient(50), wish(ten)).is<slot_taken>());
    EXPECT_TRUE(decline(token_of(10)));
    offer();
    EXPECT_EQ(offers(), "10 declined, 11 open");
    const auto accepted = accept(token_of(11));
    ASSERT_TRUE(accepted);
    EXPECT_EQ(accepted->status, Status::booked);
    offer();
    EXPECT_EQ(offers(), "10 declined, 11 accepted");
    EXPECT_EQ(count("select count(*) from scheduling.waiting where status = 'booked'"), 1);
    // The message of the booking goes to whoever put the person on the list.
    EXPECT_EQ(count("select count(*) from scheduling.appointments where status = 'booked' and created_by is "
                    "not null"),
              1);
}

TEST_F(WaitlistQuery, AnOfferThatRunsOutGoesToTheNextAndCountsAgainstWhoKeptSilent) {
    wait(10);
    wait(11);
    free(ten);
    const auto token = token_of(10);
    set_time("2026-06-01T09:00:00Z");
    EXPECT_TRUE(accept(token).is<offer_over>());
    Context job = replica.as(as_job());
    EXPECT_EQ(expire_holds(job, replica.occupancy), 1);
    offer();
    EXPECT_EQ(offers(), "10 lapsed, 11 open");
    EXPECT_EQ(count("select lapsed::int8 from scheduling.waiting order by created_at limit 1"), 1);
    EXPECT_TRUE(accept(token).is<offer_over>());
    EXPECT_TRUE(decline(token));
}

TEST_F(WaitlistQuery, EventsThatComeAgainChangeNothing) {
    wait(10);
    wait(11);
    const auto id = booked(ten);
    cancel(id);
    take_events();
    const auto again = [&] {
        Context job = replica.as(as_job());
        events::Event event;
        event.type = "appointment.cancelled";
        event.aggregate_id = id.value;
        event.payload.text_value =
            R"({"doctor_id":")" + first_doctor.text() +
            R"(","start":"2026-06-02T10:00:00Z","end":"2026-06-02T10:30:00Z","by":"staff"})";
        postgres::Transaction transaction(test.database());
        scheduling::take_events(transaction, {event}, trail_of(job));
        transaction.commit();
    };
    again();
    offer();
    again();
    offer();
    EXPECT_EQ(offers(), "10 open");
    EXPECT_EQ(count("select count(*) from scheduling.freed_times"), 0);
}

TEST_F(WaitlistQuery, ATimeThatSomebodyBooksMeanwhileIsNotOffered) {
    wait(10);
    const auto id = booked(ten);
    cancel(id);
    take_events();
    booked(ten, 50);
    Context job = replica.as(as_job());
    list.offering.work(job);
    EXPECT_EQ(offers(), "");
    EXPECT_EQ(count("select count(*) from scheduling.freed_times"), 0);
}

TEST_F(WaitlistQuery, AVisitIsMovedEarlierAndItsFormerTimeIsOfferedOn) {
    const auto mine = booked(eleven, 10);
    auto wish = wish_for();
    wish.appointment_id = mine;
    wait(10, wish);
    auto only_later = wish_for();
    only_later.parts_of_day = {PartOfDay::morning};
    wait(11, only_later);
    free(ten);
    // Who has no visit comes before who has one.
    ASSERT_EQ(offers(), "11 open");
    EXPECT_TRUE(decline(token_of(11)));
    offer();
    ASSERT_EQ(offers(), "11 declined, 10 open");
    const auto accepted = accept(token_of(10));
    ASSERT_TRUE(accepted);
    EXPECT_EQ(accepted->appointment_id, mine);
    EXPECT_EQ(count("select count(*) from scheduling.appointments where status = 'booked'"), 1);
    offer();
    EXPECT_EQ(offer_of(11)->start, at(eleven));
    Context admin = replica.as(as_staff());
    const auto statistics = list.wishes.statistics(admin, {});
    ASSERT_TRUE(statistics);
    EXPECT_EQ(statistics->accepted, 1);
    EXPECT_EQ(statistics->times_offered, 2);
    EXPECT_NEAR(statistics->median_days_sooner.value(), 1.0 / 24, 1e-6);
    ASSERT_EQ(statistics->groups.size(), 1U);
    EXPECT_EQ(statistics->groups[0].id, first_doctor.text());
    EXPECT_EQ(statistics->groups[0].accepted, 1);
    EXPECT_EQ(statistics->groups[0].people_offered, 2);
    EXPECT_EQ(statistics->fairness.most_offers_of_one, 2);
    EXPECT_EQ(statistics->fairness.waiting_without_offer, 0);
}

TEST_F(WaitlistQuery, AWishToMoveAVisitThatIsGoneAsksForNothing) {
    const auto mine = booked(eleven, 10);
    auto wish = wish_for();
    wish.appointment_id = mine;
    wait(10, wish);
    Context staff = replica.as(as_staff());
    EXPECT_TRUE(replica.cancelling.cancel(staff, {mine}, {}));
    offer();
    free(ten);
    EXPECT_EQ(offers(), "");
}

TEST_F(WaitlistQuery, WhoHasLeftOrIsOverIsAskedNoMore) {
    const auto id = wait(10);
    wait(11);
    Context context = replica.as(as_patient(10));
    EXPECT_TRUE(list.wishes.leave(context, {id}));
    free(ten);
    EXPECT_EQ(offers(), "11 open");
    set_time("2026-06-04T00:00:00Z");
    Context job = replica.as(as_job());
    end_old_waits(job);
    EXPECT_EQ(count("select count(*) from scheduling.waiting where status = 'over'"), 1);
    EXPECT_EQ(count("select count(*) from scheduling.outbox where type = 'waitlist.over'"), 1);
}

TEST_F(WaitlistQuery, NobodyIsAskedMoreOftenThanTheLimitInADay) {
    wait(10);
    for (int i = 0; i < 6; ++i) {
        free((at("2026-06-02T09:00:00Z") + std::chrono::hours{i}).text());
        const auto open = offer_of(10);
        EXPECT_TRUE(!open || decline(list.tokens.token(open->id)));
    }
    EXPECT_EQ(count("select count(*) from scheduling.waitlist_offers"), limits::offers_per_day);
}

TEST_F(WaitlistQuery, WishesBeyondTheLimitAreRefusedHoweverManyComeAtOnce) {
    std::atomic<int> joined = 0;
    at_once(8, [&](Waitlist& own, std::uint8_t) {
        for (int i = 0; i < 3; ++i) {
            Context context = own.own.as(as_patient(10));
            joined += own.wishes.join(context, wish_for(), no_key()) ? 1 : 0;
        }
    });
    EXPECT_EQ(joined, limits::waits_per_patient);
}

TEST_F(WaitlistQuery, ReplicasAtOnceOfferEachTimeOnceAndNobodyTwo) {
    for (std::uint8_t patient = 10; patient < 30; ++patient) {
        wait(patient);
        wait(patient, wish_for(second_doctor));
    }
    for (const DoctorId doctor : {first_doctor, second_doctor}) {
        for (int half = 0; half < 12; ++half) {
            const auto start = at("2026-06-02T08:00:00Z") + minutes{30 * half};
            cancel(booked(start.text(), static_cast<std::uint8_t>(60 + half), doctor));
        }
    }
    take_events();
    at_once(6, [&](Waitlist& own, std::uint8_t) {
        Context job = own.own.as(as_job());
        own.offering.work(job);
        own.offering.work(job);
    });
    EXPECT_EQ(count("select count(*) from scheduling.waitlist_offers where status = 'open'"), 20);
    EXPECT_EQ(count("select count(distinct patient_id) from scheduling.waitlist_offers"), 20);
    EXPECT_EQ(count("select count(*) from scheduling.appointments where status = 'held'"), 20);
    EXPECT_EQ(count(R"sql(select count(*) from scheduling.waitlist_offers o
                           where not exists (select from scheduling.appointments a
                                              where a.id = o.id and a.patient_id = o.patient_id))sql"),
              0);
}

TEST_F(WaitlistQuery, OfYesNoAndLeavingAtOnceOneCounts) {
    for (int round = 0; round < 12; ++round) {
        const auto patient = static_cast<std::uint8_t>(10 + round);
        const auto id = wait(patient);
        const auto start = at("2026-06-02T08:00:00Z") + minutes{30 * round};
        cancel(booked(start.text()));
        offer();
        const auto open = offer_of(patient);
        ASSERT_TRUE(open);
        const OfferAnswer answer{HolderToken{list.tokens.token(open->id)}};
        std::atomic<int> booked_by_it = 0;
        at_once(4, [&](Waitlist& own, std::uint8_t number) {
            Context context = own.own.as(number == 3 ? as_patient(patient) : as_nobody());
            if (number < 2) booked_by_it += own.answers.accept_by_link(context, answer) ? 1 : 0;
            if (number == 2) static_cast<void>(own.answers.decline_by_link(context, answer));
            if (number == 3) static_cast<void>(own.wishes.leave(context, {id}));
        });
        const postgres::Statement<std::string(AppointmentId)> of_offer{"test.offer_and_visit", R"sql(
            select o.status || ' ' || a.status from scheduling.waitlist_offers o
              join scheduling.appointments a on a.id = o.id where o.id = $1)sql"};
        const std::string became = test.owner().one(of_offer, open->id);
        // Yes twice: whoever comes second hears of the same visit.
        if (booked_by_it > 0) {
            EXPECT_EQ(became, "accepted booked");
        } else {
            EXPECT_THAT(became, ::testing::AnyOf("declined expired", "withdrawn expired"));
        }
        take_events();
    }
}

// Whoever makes an offer and whoever leaves at the same time: no offer stays for somebody who has left.
TEST_F(WaitlistQuery, NoOfferStaysForWhoLeavesWhileItIsMade) {
    for (int round = 0; round < 12; ++round) {
        const auto patient = static_cast<std::uint8_t>(10 + round);
        const auto id = wait(patient);
        cancel(booked((at("2026-06-02T08:00:00Z") + minutes{30 * round}).text()));
        take_events();
        at_once(2, [&](Waitlist& own, std::uint8_t number) {
            if (number == 0) {
                Context job = own.own.as(as_job());
                own.offering.work(job);
            } else {
                Context context = own.own.as(as_patient(patient));
                EXPECT_TRUE(own.wishes.leave(context, {id}));
            }
        });
        EXPECT_EQ(count("select count(*) from scheduling.waitlist_offers where status = 'open'"), 0);
        EXPECT_EQ(count("select count(*) from scheduling.appointments where status = 'held'"), 0);
        take_events();
    }
}

// All who want it have another offer: it waits for them, not they for its coming free once more.
TEST_F(WaitlistQuery, WhatNobodyCouldBeOfferedIsOfferedWhenOneOfThemHasAnswered) {
    wait(10);
    free(ten);
    free(eleven);
    EXPECT_TRUE(decline(token_of(10)));
    offer();  // hears of the answer; what was blocked is due again
    ASSERT_EQ(offers(), "10 declined, 10 open");
    EXPECT_EQ(offer_of(10)->start, at(eleven));
    EXPECT_EQ(count("select count(*) from scheduling.freed_times"), 0);
    // The same when the answer is silence.
    free("2026-06-02T12:00:00Z");
    ASSERT_EQ(offers(), "10 declined, 10 open");
    set_time("2026-06-01T09:00:00Z");
    Context job = replica.as(as_job());
    expire_holds(job, replica.occupancy);
    offer();
    ASSERT_EQ(offers(), "10 declined, 10 lapsed, 10 open");
    EXPECT_EQ(offer_of(10)->start, at("2026-06-02T12:00:00Z"));
}

// The look at who waits, the answer and its event all fall together: nothing is lost, only a little later.
TEST_F(WaitlistQuery, AnAnswerThatPassesByABlockedTimeDelaysItOnly) {
    wait(10);
    free(ten);
    free(eleven);
    EXPECT_TRUE(decline(token_of(10)));
    take_events();
    test.owner().script(
        "update scheduling.freed_times set due_at = due_at + interval '5 minutes', blocked_by = "
        "'{00000000-0000-0000-0000-00000000000a}'");
    offer();
    EXPECT_EQ(offers(), "10 declined");
    advance(limits::blocked_again + std::chrono::seconds{1});
    offer();
    EXPECT_EQ(offers(), "10 declined, 10 open");
}

TEST_F(WaitlistQuery, TheQueueTellsHowLateItIsButNotOfWhatIsBlocked) {
    const auto state_later = [&] {
        advance(std::chrono::seconds{60});
        Context job = replica.as(as_job());
        const FreedState state = freed.watch(job);
        return std::tuple{state.due, state.blocked, state.oldest_due >= 60};
    };
    wait(10);
    free(ten);
    free(eleven);
    EXPECT_EQ(state_later(), (std::tuple{0, 1, false}));
    cancel(booked("2026-06-02T12:00:00Z"));
    take_events();
    EXPECT_EQ(state_later(), (std::tuple{1, 1, true}));
}

TEST_F(WaitlistQuery, AnOfferIsNoHoldOfTheirOwn) {
    for (const char* start : {"2026-06-02T13:00:00Z", "2026-06-02T14:00:00Z", "2026-06-02T15:00:00Z"}) {
        Context context = replica.as(as_patient(10));
        ASSERT_TRUE(replica.holds.create(context, hold_wish(start), no_key(), "browser"));
    }
    wait(10);
    free(ten);
    ASSERT_EQ(offers(), "10 open") << "whoever holds three times may be offered a fourth";
    Context context = replica.as(as_patient(10));
    const auto offered = offer_of(10);
    EXPECT_TRUE(replica.holds.extend(context, offered->id, std::nullopt).is<too_many_extensions>());
    EXPECT_EQ(offer_of(10)->expires_at, offered->expires_at);
    // They book something else at that time: nobody asked them whether they want the offer's hold.
    EXPECT_TRUE(book(as_patient(10), wish(ten, second_doctor)));
    offer();
    EXPECT_EQ(offers(), "10 declined");
}

TEST_F(WaitlistQuery, WithAnOfferThreeTimesCanBeHeld) {
    wait(10);
    free(ten);
    ASSERT_EQ(offers(), "10 open");
    for (const char* start : {"2026-06-02T13:00:00Z", "2026-06-02T14:00:00Z", "2026-06-02T15:00:00Z"}) {
        Context context = replica.as(as_patient(10));
        EXPECT_TRUE(replica.holds.create(context, hold_wish(start), no_key(), "browser"));
    }
}

TEST_F(WaitlistQuery, OfTwoOffersOfMergedProfilesOneEndsWithItsHold) {
    wait(10);
    wait(11);
    free(ten);
    free(eleven);
    ASSERT_EQ(offers(), "10 open, 11 open");
    wait(12);
    Context context = replica.as(as_staff());
    Handover handover;
    postgres::Transaction transaction(test.database());
    handover.hand_over(context, transaction, *replica.patients.card(context, PatientId{numbered(10)}),
                       *replica.patients.card(context, PatientId{numbered(11)}));
    transaction.commit();
    EXPECT_EQ(count("select count(*) from scheduling.appointments where status = 'held'"), 1);
    offer();
    EXPECT_EQ(offers(), "11 withdrawn, 11 open, 12 open");
    EXPECT_TRUE(accept(token_of(11)));
}

TEST_F(WaitlistQuery, WishesComeAlongWithAMergedProfile) {
    wait(10);
    wait(11);
    free(ten);
    Context context = replica.as(as_staff());
    Handover handover;
    postgres::Transaction transaction(test.database());
    handover.hand_over(context, transaction, *replica.patients.card(context, PatientId{numbered(10)}),
                       *replica.patients.card(context, PatientId{numbered(11)}));
    transaction.commit();
    EXPECT_EQ(offers(), "11 open");
    EXPECT_TRUE(accept(token_of(11)));
    Context gone = replica.as(as_patient(10));
    EXPECT_TRUE(list.wishes.join(gone, wish_for(), no_key()).is<invalid_input>());
}

}  // namespace
}  // namespace venera::scheduling
