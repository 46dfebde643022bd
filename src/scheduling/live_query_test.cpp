// Reading the outbox for streams, on a real database: `elsewhere` is a replica that only writes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scheduling/desk_fixture.hpp"
#include "scheduling/live_feed.hpp"
#include "scheduling/live_queries.hpp"

namespace venera::scheduling {
namespace {

using testing::as_patient;
using testing::as_staff;
using testing::at;
using ::testing::ElementsAre;
using testing::first_doctor;
using ::testing::IsEmpty;
using testing::second_doctor;

const postgres::Statement<void()> change_all{
    "test.change_all",
    "insert into scheduling.outbox (id, aggregate_id, version, type, payload, created_at, due_at) "
    "select gen_random_uuid(), aggregate_id, 9, 'appointment.changed', payload, created_at, due_at "
    "from scheduling.outbox"};

struct LiveQuery : testing::DeskQuery {
    AppointmentId booked(std::string_view start, std::uint8_t patient = 10) {
        const auto answer = book(as_patient(patient), wish(start));
        if (!answer) throw std::runtime_error(std::string(answer.refusal().code));
        return answer->value.id;
    }
    void cancel(AppointmentId id) {
        Context context = replica.as(as_staff());
        ASSERT_TRUE(replica.cancelling.cancel(context, {id}, {}));
    }
    void follow() {
        Context context = replica.as(as_staff());
        feed.follow(context);
    }
    using Stream = std::shared_ptr<LiveStreams::Stream>;
    Stream opened(std::uint8_t patient) {
        auto stream = streams.open(as_patient(patient), "r-1").stream;
        streams.begin(*stream, {reach_of(as_patient(patient)), {}}, {});
        streams.take(*stream);
        return stream;
    }
    // The types that wait.
    std::vector<std::string> told(const Stream& stream) {
        const auto text = streams.take(*stream);
        if (!text) return {"ended"};
        std::vector<std::string> all;
        for (std::size_t at = 0; (at = text->find("event: ", at)) != std::string::npos; ++at)
            all.push_back(text->substr(at + 7, text->find('\n', at) - at - 7));
        return all;
    }

    LiveStreams streams{{}, test.log(), test.metrics()};
    LiveFeed feed{streams, replica.relatives};
    fibers::PollWait wait;
    postgres::Pool pool{test.options(), 1, test.metrics(), test.log()};
    postgres::Database elsewhere{pool, wait};
};

TEST_F(LiveQuery, AMoveSaysWhereItWas) {
    const auto id = booked("2026-06-02T09:00:00Z");
    Context context = replica.as(as_staff());
    ChangeAppointment change;
    change.start = {Patch<VisitStart>::State::value, VisitStart{at("2026-06-03T10:00:00Z")}};
    change.doctor_id = {Patch<DoctorId>::State::value, second_doctor};
    ASSERT_TRUE(replica.moving.change(context, {id}, change, {}));
    const auto events = read_live_events(test.database(), {}, find_transactions(test.database()).ended, 10);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].type, "appointment.booked");
    EXPECT_EQ(events[0].local_date, Date::of(std::chrono::local_days{std::chrono::June / 2 / 2026}));
    EXPECT_EQ(events[0].previous_doctor_id, std::nullopt);
    EXPECT_EQ(events[1].type, "appointment.moved");
    EXPECT_EQ(events[1].appointment_id, id);
    EXPECT_EQ(events[1].version, 2);
    EXPECT_EQ(events[1].doctor_id, second_doctor);
    EXPECT_EQ(events[1].start, at("2026-06-03T10:00:00Z"));
    EXPECT_EQ(events[1].previous_doctor_id, first_doctor);
    EXPECT_EQ(events[1].previous_clinic_id, events[0].clinic_id);
    EXPECT_EQ(events[1].previous_local_date, events[0].local_date);
}

TEST_F(LiveQuery, TheLocalDateIsTheClinics) {
    const auto id = booked("2026-06-02T09:00:00Z");
    test.owner().run(
        postgres::Statement<void()>{"test.change",
                                    "update scheduling.outbox set payload = payload || "
                                    "'{\"timezone\":\"America/Lima\",\"start\":\"2026-06-02T04:30:00Z\"}'"});
    const auto events = read_live_events(test.database(), {}, find_transactions(test.database()).ended, 10);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].appointment_id, id);
    EXPECT_EQ(events[0].local_date.text(), "2026-06-01");
}

TEST_F(LiveQuery, EachEventIsReadOnceInItsOrder) {
    feed.begin(test.database());
    const auto stream = opened(10);
    const auto id = booked("2026-06-02T09:00:00Z");
    follow();
    follow();
    EXPECT_THAT(told(stream), ElementsAre("appointment.booked"));
    cancel(id);
    booked("2026-06-02T10:00:00Z", 11);
    follow();
    EXPECT_THAT(told(stream), ElementsAre("appointment.cancelled"));
}

TEST_F(LiveQuery, WhatCommitsLateIsNotPassed) {
    feed.begin(test.database());
    const auto stream = opened(10);
    const auto id = booked("2026-06-02T09:00:00Z");
    follow();
    told(stream);
    postgres::Transaction late(elsewhere);
    late.run(change_all);
    cancel(id);
    follow();
    EXPECT_THAT(told(stream), IsEmpty());
    late.commit();
    follow();
    EXPECT_THAT(told(stream), ElementsAre("appointment.changed", "appointment.cancelled"));
}

TEST_F(LiveQuery, BeginsWithTheLatestEvents) {
    const auto id = booked("2026-06-02T09:00:00Z");
    cancel(id);
    booked("2026-06-02T10:00:00Z");
    const auto events = read_live_events(test.database(), {}, find_transactions(test.database()).ended, 10);
    ASSERT_EQ(events.size(), 3U);
    EXPECT_EQ(find_live_start(test.database(), 2), position_of(events[0]));
    EXPECT_EQ(find_live_start(test.database(), 3), std::nullopt);
    feed.begin(test.database());
    auto stream = streams.open(as_patient(10), "r-1").stream;
    streams.begin(*stream, {reach_of(as_patient(10)), {}}, text_of(position_of(events[0])));
    EXPECT_THAT(told(stream), ElementsAre("ready", "appointment.cancelled", "appointment.booked"));
}

TEST_F(LiveQuery, AnEmptyOutboxIsABeginning) {
    feed.begin(test.database());
    const auto first = streams.open(as_patient(10), "r-1").stream;
    streams.begin(*first, {reach_of(as_patient(10)), {}}, {});
    const std::string text = *streams.take(*first);
    const std::string position =
        text.substr(text.find("id: ") + 4, text.find("\nevent") - text.find("id: ") - 4);
    booked("2026-06-02T09:00:00Z");
    follow();
    const auto again = streams.open(as_patient(10), "r-1").stream;
    streams.begin(*again, {reach_of(as_patient(10)), {}}, position);
    EXPECT_THAT(told(again), ElementsAre("ready", "appointment.booked"));
}

TEST_F(LiveQuery, WhatCommitsAfterAMomentIsTold) {
    feed.begin(test.database());
    booked("2026-06-02T09:00:00Z");
    postgres::Transaction late(elsewhere);
    late.run(change_all);
    const std::string moment = live_position(test.database());
    late.commit();
    follow();
    const auto stream = streams.open(as_patient(10), "r-1").stream;
    streams.begin(*stream, {reach_of(as_patient(10)), {}}, moment);
    EXPECT_THAT(told(stream), ElementsAre("ready", "appointment.changed"));
}

TEST_F(LiveQuery, AnotherConsentEndsTheStream) {
    feed.begin(test.database());
    const auto ana = opened(10);
    const auto luis = opened(11);
    replica.relatives.told = {*as_patient(10).patient_id};
    booked("2026-06-02T09:00:00Z");
    follow();
    EXPECT_THAT(told(ana), ElementsAre("ended"));
    EXPECT_THAT(told(luis), IsEmpty());
}

TEST_F(LiveQuery, FollowingIsOneAccessForEachPatient) {
    Context context = replica.as(as_patient(10));
    log_following(test.database(), {*as_patient(10).patient_id, *as_patient(11).patient_id},
                  trail_of(context));
    EXPECT_EQ(
        count("select count(*) from scheduling.access_log where action = 'follow' and outcome = 'allowed' "
              "and actor_role = 'patient'"),
        2);
}

}  // namespace
}  // namespace venera::scheduling
