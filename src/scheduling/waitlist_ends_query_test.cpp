// What ends a wish or an offer of the waiting list besides an answer, and what is not offered at all.
#include "scheduling/limits.hpp"
#include "scheduling/message_visits.hpp"
#include "scheduling/schedules.hpp"
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
using testing::ten;
using testing::value_of;
using testing::Waitlist;
using testing::WaitlistQuery;

struct WaitlistEnds : WaitlistQuery {
    // A wish of `parent` for `child`, with an offer.
    WaitingId wait_for(std::uint8_t parent, std::uint8_t child) {
        replica.relatives.consents[PatientId{numbered(parent)}] = {PatientId{numbered(child)}};
        auto wish = wish_for();
        wish.patient_id = PatientId{numbered(child)};
        return wait(parent, wish);
    }
    std::string token_of_open() {
        const postgres::Statement<AppointmentId()> open{
            "test.open_offer", "select id from scheduling.waitlist_offers where status = 'open'"};
        return list.tokens.token(test.owner().one(open));
    }
    void tell(const std::string& type, const Uuid& id, const std::string& payload) {
        events::Event event;
        event.type = type;
        event.aggregate_id = id;
        event.payload.text_value = payload;
        Context job = replica.as(as_job());
        postgres::Transaction transaction(test.database());
        freed.take(job, transaction, {event});
        transaction.commit();
    }
    std::string wishes() {
        const postgres::Statement<std::string()> all{"test.wishes", R"sql(
            select coalesce(string_agg(get_byte(uuid_send(patient_id), 15) || ' ' || status, ', '
                                       order by created_at), '') from scheduling.waiting)sql"};
        return test.owner().one(all);
    }
    std::int64_t held() {
        return count("select count(*) from scheduling.appointments where status = 'held'");
    }
};

TEST_F(WaitlistEnds, ALinkOfARelativeWhoActsNoMoreTakesNothing) {
    wait_for(10, 20);
    wait(11);
    free(ten);
    ASSERT_EQ(offers(), "20 open");
    const auto token = token_of_open();
    replica.relatives.consents.clear();
    EXPECT_TRUE(accept(token).is<offer_over>());
    EXPECT_EQ(wishes(), "20 over, 11 waiting");
    EXPECT_EQ(count("select sum(lapsed)::int8 from scheduling.waiting"), 0);
    offer();
    EXPECT_EQ(offers(), "20 withdrawn, 11 open");
}

TEST_F(WaitlistEnds, TheEndOfAConsentEndsTheWishesThatRestOnIt) {
    wait_for(10, 20);
    wait(20);
    free(ten);
    ASSERT_EQ(offers(), "20 open");
    tell("relative.ended", numbered(77),
         R"({"acting_patient_id":")" + PatientId{numbered(10)}.text() + R"(","patient_id":")" +
             PatientId{numbered(20)}.text() + R"("})");
    EXPECT_EQ(wishes(), "20 over, 20 waiting");
    EXPECT_EQ(offers(), "20 withdrawn");
    EXPECT_EQ(held(), 0);
}

TEST_F(WaitlistEnds, NothingIsOfferedForARelativeWhoActsNoMore) {
    wait_for(10, 20);
    replica.relatives.consents.clear();
    free(ten);
    EXPECT_EQ(offers(), "");
    EXPECT_EQ(wishes(), "20 over");
}

TEST_F(WaitlistEnds, AParentSeesWhatTheyAskedForAChild) {
    wait_for(10, 20);
    Context context = replica.as(as_patient(10));
    const auto shown = list.wishes.mine(context, {});
    ASSERT_TRUE(shown);
    ASSERT_EQ(shown->data.size(), 1U);
    EXPECT_EQ(shown->data[0].patient_id, PatientId{numbered(20)});
    EXPECT_EQ(count("select count(*) from scheduling.access_log where action = 'list' and patient_id = "
                    "'00000000-0000-0000-0000-000000000014' or action = 'list' and resource = 'waiting'"),
              1);
}

TEST_F(WaitlistEnds, TheVisitToBeMovedIsCancelled) {
    auto wish = wish_for();
    wish.appointment_id = booked(eleven, 10);
    wait(10, wish);
    free(ten);
    ASSERT_EQ(offers(), "10 open");
    cancel(*wish.appointment_id);
    offer();
    EXPECT_EQ(offers(), "10 withdrawn");
    EXPECT_EQ(wishes(), "10 over");
    EXPECT_EQ(held(), 0);
}

TEST_F(WaitlistEnds, TheVisitToBeMovedIsAsEarlyByNow) {
    auto wish = wish_for();
    wish.appointment_id = booked(eleven, 10);
    wait(10, wish);
    free(ten);
    ASSERT_EQ(offers(), "10 open");
    const auto token = token_of_open();
    ChangeAppointment earlier;
    earlier.start = {Patch<VisitStart>::State::value, VisitStart{at("2026-06-02T09:00:00Z")}};
    Context staff = replica.as(as_staff());
    ASSERT_TRUE(replica.moving.change(staff, {*wish.appointment_id}, earlier, {}));
    EXPECT_TRUE(accept(token).is<offer_over>());
    EXPECT_EQ(offers(), "10 withdrawn");
    EXPECT_EQ(held(), 0);
    take_events();
    EXPECT_EQ(wishes(), "10 waiting");
}

TEST_F(WaitlistEnds, APatientWhoIsOneNoMoreWaitsNoMore) {
    wait(10);
    free(ten);
    tell("patient.deactivated", numbered(10), "{}");
    EXPECT_EQ(offers(), "10 withdrawn");
    EXPECT_EQ(wishes(), "10 over");
    EXPECT_EQ(held(), 0);
}

TEST_F(WaitlistEnds, StaffOfOtherClinicsEndNoOfferHere) {
    const auto id = wait(10);
    free(ten);
    Caller elsewhere = as_staff();
    elsewhere.clinic_ids = {ClinicId{numbered(123)}};
    Context context = replica.as(elsewhere);
    EXPECT_TRUE(list.wishes.leave(context, {id}).is<not_found>());
    EXPECT_EQ(offers(), "10 open");
    EXPECT_EQ(wishes(), "10 waiting");
    EXPECT_EQ(held(), 1);
}

TEST_F(WaitlistEnds, YesSaidAgainIsStillYesWhileTheVisitStands) {
    wait(10);
    free(ten);
    const auto token = token_of(10);
    const auto first = accept(token);
    const auto again = accept(token);
    ASSERT_TRUE(first);
    ASSERT_TRUE(again);
    EXPECT_EQ(std::tuple(again->appointment_id, again->reference, again->start),
              std::tuple(first->appointment_id, first->reference, first->start));
    EXPECT_TRUE(decline(token).is<offer_over>());
    cancel(first->appointment_id);
    EXPECT_TRUE(accept(token).is<offer_over>());
}

// The same rules said again free nothing, and hours that were open before are not offered.
TEST_F(WaitlistEnds, OnlyWhatAChangeOfHoursOpensIsOffered) {
    Schedules schedules(replica.calendars, replica.directory, replica.occupancy);
    const auto put = [&](std::string_view from, std::string_view to) {
        Context context = replica.as(as_staff());
        auto calendar = examples::calendar("UTC", examples::every_day(from, to));
        calendar.rules.cancellation_notice_minutes = {60};
        EXPECT_TRUE(schedules.put(context, {first_doctor}, calendar.rules, {}));
        offer();
    };
    wait(10);
    wait(11);
    const auto events = [&] {
        return count("select count(*) from scheduling.outbox where type = 'schedule.changed'");
    };
    put("08:00", "18:00");
    EXPECT_EQ(events(), 0);
    put("08:00", "17:00");
    EXPECT_EQ(events(), 1);
    EXPECT_EQ(offers(), "");
    put("08:00", "17:30");
    EXPECT_EQ(events(), 2);
    EXPECT_EQ(offers(), "10 open");
    EXPECT_EQ(offer_of(10)->start, at("2026-06-02T17:00:00Z"));
}

TEST_F(WaitlistEnds, AnAbsenceThatIsTakenBackFreesItsOwnTime) {
    Schedules schedules(replica.calendars, replica.directory, replica.occupancy);
    wait(10);
    Context staff = replica.as(as_staff());
    NewException away;
    away.kind = ExceptionKind::closed;
    away.start = value_of<LocalDateTime>("2026-06-02T09:00");
    away.end = value_of<LocalDateTime>("2026-06-02T09:30");
    const auto added = schedules.add_exception(staff, {first_doctor}, away, no_key());
    ASSERT_TRUE(added);
    offer();
    EXPECT_EQ(offers(), "");
    ASSERT_TRUE(schedules.remove_exception(staff, {first_doctor}, {added->value.id}));
    offer();
    EXPECT_EQ(offer_of(10)->start, at("2026-06-02T09:00:00Z"));
}

// More than are ever looked at wish for something else: whoever waits behind them is offered the time.
TEST_F(WaitlistEnds, WishesThatDoNotFitStarveNobody) {
    test.owner().script(R"sql(
        insert into scheduling.waiting (id, patient_id, doctor_id, from_date, to_date, parts_of_day, priority,
                                        created_at, updated_at)
        select gen_random_uuid(), gen_random_uuid(), ')sql" +
                        first_doctor.text() + R"sql(', '2026-06-02',
               '2026-06-02', array['evening'], 'urgent', '2026-05-01', '2026-05-01'
          from generate_series(1, 250))sql");
    wait(10);
    free(ten);
    EXPECT_EQ(offers(), "10 open");
}

TEST_F(WaitlistEnds, WhoWasOfferedTheTimeBeforeKeepsNobodyFromIt) {
    test.owner().script(R"sql(
        with wishes as (
            insert into scheduling.waiting (id, patient_id, doctor_id, from_date, to_date, parts_of_day,
                                            priority, created_at, updated_at)
            select gen_random_uuid(), gen_random_uuid(), ')sql" +
                        first_doctor.text() + R"sql(', '2026-06-02',
                   '2026-06-02', array['morning'], 'urgent', '2026-05-01', '2026-05-01'
              from generate_series(1, 250)
            returning id, patient_id, doctor_id)
        insert into scheduling.waitlist_offers (id, waiting_id, patient_id, doctor_id, starts_at, doctor_name,
               specialty_code, specialty_name, clinic_id, clinic_name, token_hash, status,
               offered_at, ended_at)
        select gen_random_uuid(), id, patient_id, doctor_id, '2026-06-02T10:00Z', '', '', '', id, '',
               sha256(id::text::bytea), 'declined', '2026-05-02', '2026-05-02'
          from wishes)sql");
    wait(10);
    free(ten);
    EXPECT_EQ(count("select count(*) from scheduling.waitlist_offers where status = 'open'"), 1);
}

TEST_F(WaitlistEnds, WhatNobodyCouldBeToldOfGoesToTheNext) {
    wait(10);
    wait(11);
    free(ten);
    MessageVisits visits(replica.calendars, replica.directory, replica.relatives, list.tokens);
    Context job = replica.as(as_job());
    visits.offer_not_told(job, offer_of(10)->id);
    offer();
    EXPECT_EQ(offers(), "10 withdrawn, 11 open");
    EXPECT_EQ(count("select sum(lapsed)::int8 from scheduling.waiting"), 0);
}

TEST_F(WaitlistEnds, WhatEndedLongAgoIsForgotten) {
    wait(10);
    wait(11);
    free(ten);
    ASSERT_TRUE(accept(token_of(10)));
    const auto clean_after = [&](std::chrono::days days) {
        advance(days);
        Context job = replica.as(as_job());
        end_old_waits(job);
        return std::tuple{count("select count(*) from scheduling.waiting"),
                          count("select count(*) from scheduling.waitlist_offers")};
    };
    EXPECT_EQ(clean_after(std::chrono::days{10}), (std::tuple{2, 1}));
    EXPECT_EQ(clean_after(std::chrono::days{391}), (std::tuple{1, 0}));
    EXPECT_EQ(clean_after(std::chrono::days{10}), (std::tuple{0, 0}));
    EXPECT_EQ(count("select count(*) from scheduling.outbox where type = 'waitlist.erased'"), 2);
}

TEST_F(WaitlistEnds, AnAccountJoinsOnlySoOftenInADay) {
    auto& children = replica.relatives.consents[PatientId{numbered(10)}];
    int joined = 0;
    for (std::uint8_t child = 20; child < 40; ++child) {
        children.push_back(PatientId{numbered(child)});
        for (int i = 0; i < 2; ++i) {
            Context context = replica.as(as_patient(10));
            auto wish = wish_for();
            wish.patient_id = children.back();
            const auto answer = list.wishes.join(context, wish, no_key());
            EXPECT_TRUE(answer || answer.is<too_many_joins>());
            joined += answer ? 1 : 0;
        }
    }
    EXPECT_EQ(joined, limits::joins_per_day);
    advance(std::chrono::hours{25});
    wait(10);
}

}  // namespace
}  // namespace venera::scheduling
