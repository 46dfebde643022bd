#include "scheduling/live_events.hpp"

#include <gtest/gtest.h>

#include "platform/log/log.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/live_streams.hpp"

namespace venera::scheduling {
namespace {

Uuid numbered(std::uint8_t number) {
    Uuid id;
    id.bytes[15] = number;
    return id;
}
template <class T>
T id(std::uint8_t number) {
    return T{numbered(number)};
}
Date date(std::string_view text) { return *Date::parse(text); }

// Of patient 10, at doctor 1 in clinic 5.
LiveEvent event_at(std::int64_t xid, std::uint8_t number = 1) {
    LiveEvent event;
    event.xid = xid;
    event.id = numbered(number);
    event.type = "appointment.booked";
    event.appointment_id = id<AppointmentId>(7);
    event.version = 3;
    event.doctor_id = id<DoctorId>(1);
    event.clinic_id = id<ClinicId>(5);
    event.patient_id = id<PatientId>(10);
    event.start = *Instant::parse("2026-06-02T09:00:00Z");
    event.end = *Instant::parse("2026-06-02T09:30:00Z");
    event.local_date = date("2026-06-02");
    return event;
}
LiveEvent moved_event() {
    LiveEvent event = event_at(4);
    event.type = "appointment.moved";
    event.previous_doctor_id = id<DoctorId>(2);
    event.previous_clinic_id = id<ClinicId>(6);
    event.previous_local_date = date("2026-06-01");
    return event;
}
LiveScope of_patient(std::uint8_t number) { return {{{{id<PatientId>(number)}}, {}, {}}, {}}; }
LiveScope of_doctor(std::uint8_t number) { return {{{}, id<DoctorId>(number), {}}, {}}; }
LiveScope of_clinic(std::uint8_t number) { return {{{}, {}, {{id<ClinicId>(number)}}}, {}}; }
LiveScope board(const BoardQuery& query) { return {{}, query}; }

TEST(LiveEvents, AreSeenWithinReachOnly) {
    const LiveEvent event = event_at(4);
    EXPECT_EQ(sight_of(event, {}), Sight::whole);
    EXPECT_EQ(sight_of(event, of_patient(10)), Sight::whole);
    EXPECT_EQ(sight_of(event, of_patient(11)), Sight::none);
    EXPECT_EQ(sight_of(event, of_doctor(1)), Sight::whole);
    EXPECT_EQ(sight_of(event, of_doctor(2)), Sight::none);
    EXPECT_EQ(sight_of(event, of_clinic(5)), Sight::whole);
    EXPECT_EQ(sight_of(event, of_clinic(6)), Sight::none);
    LiveScope nobody;
    nobody.reach.patient_ids = std::vector<PatientId>{};
    EXPECT_EQ(sight_of(event, nobody), Sight::none);
}

TEST(LiveEvents, OfNobodyAreNoPatients) {
    LiveEvent event = event_at(4);
    event.patient_id.reset();
    EXPECT_EQ(sight_of(event, of_patient(10)), Sight::none);
    EXPECT_EQ(sight_of(event, of_clinic(5)), Sight::whole);
}

TEST(LiveEvents, OfAConflictAreThePracticesOnly) {
    LiveEvent event = event_at(4);
    event.type = "appointment.conflict";
    EXPECT_EQ(sight_of(event, of_patient(10)), Sight::none);
    EXPECT_EQ(sight_of(event, of_doctor(1)), Sight::whole);
}

TEST(LiveEvents, AreFilteredByTheBoard) {
    const LiveEvent event = event_at(4);
    EXPECT_EQ(sight_of(event, board({{}, {}, date("2026-06-02")})), Sight::whole);
    EXPECT_EQ(sight_of(event, board({{}, {}, date("2026-06-03")})), Sight::none);
    EXPECT_EQ(sight_of(event, board({id<ClinicId>(5), id<DoctorId>(1), {}})), Sight::whole);
    EXPECT_EQ(sight_of(event, board({id<ClinicId>(6), {}, {}})), Sight::none);
    EXPECT_EQ(sight_of(event, board({{}, id<DoctorId>(2), {}})), Sight::none);
}

TEST(LiveEvents, OfAMoveReachBothBoards) {
    const LiveEvent event = moved_event();
    EXPECT_EQ(sight_of(event, of_doctor(1)), Sight::whole);
    EXPECT_EQ(sight_of(event, of_doctor(2)), Sight::left);
    EXPECT_EQ(sight_of(event, of_doctor(3)), Sight::none);
    EXPECT_EQ(sight_of(event, of_clinic(6)), Sight::left);
    EXPECT_EQ(sight_of(event, board({{}, {}, date("2026-06-01")})), Sight::left);
    EXPECT_EQ(sight_of(event, of_patient(10)), Sight::whole);
    EXPECT_EQ(sight_of(event, of_patient(11)), Sight::none);
    // The old clinic on the new day: it never was there.
    EXPECT_EQ(sight_of(event, board({id<ClinicId>(6), {}, date("2026-06-02")})), Sight::none);
}

TEST(LiveEvents, SayIdsStateAndTimesOnly) {
    std::string text;
    append_event(text, event_at(4), Sight::whole);
    EXPECT_EQ(text,
              "id: 4-00000000-0000-0000-0000-000000000001\n"
              "event: appointment.booked\n"
              "data: {\"appointment_id\":\"00000000-0000-0000-0000-000000000007\","
              "\"doctor_id\":\"00000000-0000-0000-0000-000000000001\","
              "\"clinic_id\":\"00000000-0000-0000-0000-000000000005\",\"status\":\"booked\","
              "\"start\":\"2026-06-02T09:00:00Z\",\"end\":\"2026-06-02T09:30:00Z\",\"version\":3}\n\n");
    text.clear();
    append_event(text, moved_event(), Sight::left);
    EXPECT_EQ(text,
              "id: 4-00000000-0000-0000-0000-000000000001\n"
              "event: appointment.left\n"
              "data: {\"appointment_id\":\"00000000-0000-0000-0000-000000000007\",\"version\":3}\n\n");
    text.clear();
    append_begin(text, Begin::reset, position_of(event_at(4)));
    EXPECT_EQ(text,
              "retry: 2000\n"
              "id: 4-00000000-0000-0000-0000-000000000001\n"
              "event: reset\n"
              "data: {}\n\n");
}

TEST(LivePositions, AreReadAsTheyAreWritten) {
    const OutboxPosition position{123, numbered(9)};
    EXPECT_EQ(parse_position(text_of(position)), position);
    for (const char* text :
         {"", "-", "1", "1-", "-1-00000000-0000-0000-0000-000000000009",
          "+1-00000000-0000-0000-0000-000000000009", "01-00000000-0000-0000-0000-000000000009",
          "1 -00000000-0000-0000-0000-000000000009", "1-00000000-0000-0000-0000-00000000000",
          "9223372036854775808-00000000-0000-0000-0000-000000000009"})
        EXPECT_EQ(parse_position(text), std::nullopt) << text;
}

struct LiveStreamsTest : testing::Test {
    static Caller person(std::uint8_t number) {
        Caller caller;
        caller.kind = Caller::Kind::user;
        caller.role = Role::patient;
        caller.user_id = id<UserId>(number);
        caller.session_id = id<SessionId>(number);
        caller.patient_id = id<PatientId>(number);
        caller.address = "192.0.2." + std::to_string(number);
        return caller;
    }
    using Stream = std::shared_ptr<LiveStreams::Stream>;
    Stream opened(std::uint8_t number, const std::optional<std::string>& after = {}) {
        auto stream = streams.open(person(number), "r").stream;
        if (stream) streams.begin(*stream, of_patient(number), after);
        return stream;
    }
    // The events that wait, as "<type> <id>".
    std::vector<std::string> told(const Stream& stream) {
        const auto text = streams.take(*stream);
        if (!text) return {"ended"};
        std::vector<std::string> all;
        std::string last;
        std::size_t at = 0;
        for (std::size_t end = 0; (end = text->find('\n', at)) != std::string::npos; at = end + 1) {
            const std::string line = text->substr(at, end - at);
            if (line.starts_with("id: ")) last = line.substr(4, line.find('-') - 4);
            if (line.starts_with("event: ")) all.push_back(line.substr(7) + ' ' + last);
        }
        return all;
    }
    using Told = std::vector<std::string>;

    log::Log log{"/dev/null"};
    metrics::Metrics metrics;
    LiveStreams streams{{2, 3, 4, StreamLimits::Loopback::limited}, log, metrics};
    LiveStreamsTest() { streams.start_at({3, {}}); }
};

TEST_F(LiveStreamsTest, TellEachWhatIsTheirs) {
    const auto ana = opened(10);
    const auto luis = opened(11);
    streams.add({event_at(4), event_at(5)});
    EXPECT_EQ(told(ana), (Told{"ready 3", "appointment.booked 4", "appointment.booked 5"}));
    EXPECT_EQ(told(ana), Told{});
    EXPECT_EQ(told(luis), Told{"ready 3"});
}

TEST_F(LiveStreamsTest, GoOnAfterAnEventWithoutLossOrRepetition) {
    streams.add({event_at(4), event_at(5, 1), event_at(5, 2), event_at(6)});
    EXPECT_EQ(told(opened(10, text_of({5, numbered(1)}))),
              (Told{"ready 5", "appointment.booked 5", "appointment.booked 6"}));
    EXPECT_EQ(told(opened(10, text_of({6, numbered(1)}))), Told{"ready 6"});
    EXPECT_EQ(told(opened(10, text_of({3, {}}))),
              (Told{"ready 3", "appointment.booked 4", "appointment.booked 5", "appointment.booked 5",
                    "appointment.booked 6"}));
    for (const OutboxPosition& unknown : {OutboxPosition{2, {}}, {5, numbered(3)}, {7, numbered(1)}})
        EXPECT_EQ(told(opened(10, text_of(unknown))), Told{"reset 6"}) << text_of(unknown);
    EXPECT_EQ(told(opened(10, "x")), Told{"reset 6"});
}

TEST_F(LiveStreamsTest, GoOnFromAMomentThatHasBeenRead) {
    streams.add({event_at(4), event_at(6)});
    streams.reach({9, {}});
    EXPECT_EQ(told(opened(10, text_of({4, {}}))),
              (Told{"ready 4", "appointment.booked 4", "appointment.booked 6"}));
    EXPECT_EQ(told(opened(10, text_of({5, {}}))), (Told{"ready 5", "appointment.booked 6"}));
    EXPECT_EQ(told(opened(10, text_of({9, {}}))), Told{"ready 6"})
        << "the last event, which a restored database knows";
    EXPECT_EQ(told(opened(10, text_of({10, {}}))), Told{"reset 6"}) << "nobody has come so far";
    EXPECT_EQ(told(opened(10, text_of({2, {}}))), Told{"reset 6"}) << "what followed is not kept";
    streams.reset({2, {}});
    EXPECT_EQ(told(opened(10, text_of({9, {}}))), Told{"reset 2"});
}

TEST_F(LiveStreamsTest, KeepSoManyEventsAndSayWhatIsLost) {
    std::vector<LiveEvent> events;
    for (std::size_t i = 0; i <= limits::live_events_kept; ++i) {
        events.push_back(event_at(4 + static_cast<std::int64_t>(i)));
        events.back().patient_id = id<PatientId>(11);
    }
    streams.add(events);
    EXPECT_EQ(told(opened(10, text_of({3, {}}))).front().substr(0, 5), "reset");
    // The one that just went is where the kept ones begin.
    EXPECT_EQ(told(opened(10, text_of({4, numbered(1)}))), Told{"ready 4"});
    EXPECT_EQ(told(opened(11, text_of({4, numbered(1)}))).front().substr(0, 5), "reset")
        << "so many are not repeated";
}

TEST_F(LiveStreamsTest, CutWhoDoesNotTakeThem) {
    const auto ana = opened(10);
    const auto luis = opened(11);
    for (int i = 0; i < 2'000; ++i) streams.add({event_at(4 + i)});
    EXPECT_EQ(told(ana), Told{"ended"});
    EXPECT_EQ(told(luis), Told{"ready 3"});
}

TEST_F(LiveStreamsTest, GiveMuchInPartsOfWholeEventsAndNothingAfterTheirEnd) {
    const auto ana = opened(10);
    for (int i = 0; i < 200; ++i) streams.add({event_at(4 + i)});
    const std::string first = streams.take(*ana).value();
    const std::string second = streams.take(*ana).value();
    for (const std::string& part : {first, second}) {
        EXPECT_LE(part.size(), limits::live_bytes_at_once + 2);
        EXPECT_TRUE(part.ends_with("\n\n"));
    }
    EXPECT_TRUE(second.starts_with("id: "));
    streams.end_of({id<PatientId>(10)});
    EXPECT_EQ(streams.take(*ana), std::nullopt);
}

TEST_F(LiveStreamsTest, AreLimited) {
    std::vector<Stream> open{opened(1), opened(1)};
    EXPECT_EQ(streams.open(person(1), "r").refused, LiveStreams::Refused::too_many);
    Caller neighbour = person(2);
    neighbour.address = person(1).address;
    open.push_back(streams.open(neighbour, "r").stream);
    EXPECT_EQ(streams.open(neighbour, "r").stream, nullptr) << "three of one address";
    open.push_back(opened(3));
    EXPECT_EQ(streams.open(person(4), "r").refused, LiveStreams::Refused::exhausted);
    open.erase(open.begin());
    EXPECT_NE(opened(4), nullptr);
}

TEST_F(LiveStreamsTest, EndWithSessionTokenAndConsent) {
    const auto ana = opened(10);
    const auto luis = opened(11);
    const auto rosa = opened(12);
    Caller caller = person(13);
    const Instant soon = *Instant::parse("2026-06-02T09:00:00Z");
    caller.expires_at = soon;
    const auto brief = streams.open(caller, "r").stream;
    streams.begin(*brief, of_patient(13), {});
    streams.add({event_at(4)});
    streams.end_of({id<PatientId>(11)});
    const auto is_revoked = [](SessionId session) { return session == id<SessionId>(10); };
    streams.watch(soon - std::chrono::seconds{1}, is_revoked);
    EXPECT_EQ(told(ana), Told{"ended"}) << "and what waited is not told";
    EXPECT_EQ(told(luis), Told{"ended"});
    EXPECT_EQ(told(brief), Told{"ready 3"});
    streams.watch(soon, is_revoked);
    EXPECT_EQ(told(brief), Told{"ended"});
    EXPECT_EQ(told(rosa), Told{"ready 3"});
}

TEST_F(LiveStreamsTest, AllBeginAnewOnAnotherDatabase) {
    const auto ana = opened(10);
    streams.add({event_at(4), event_at(5)});
    streams.reset({2, {}});
    EXPECT_EQ(told(ana), Told{"reset 2"});
    EXPECT_EQ(told(opened(10, text_of({4, numbered(1)}))), Told{"reset 2"});
    streams.add({event_at(3)});
    EXPECT_EQ(told(ana), Told{"appointment.booked 3"});
}

TEST_F(LiveStreamsTest, SeeNothingBeforeTheyBegin) {
    const auto stream = streams.open(person(10), "r").stream;
    streams.add({event_at(4)});
    EXPECT_EQ(told(stream), Told{});
    streams.begin(*stream, of_patient(10), {});
    streams.add({event_at(5)});
    EXPECT_EQ(told(stream), (Told{"ready 4", "appointment.booked 5"}));
}

}  // namespace
}  // namespace venera::scheduling
