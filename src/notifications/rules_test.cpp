#include "notifications/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

namespace venera::notifications {
namespace {

using std::chrono::hours;

Instant at(std::string_view text) { return *Instant::parse(text); }
Zone zone(std::string_view name) { return *Zone::parse(name); }
const Instant long_ago = at("2026-01-01T00:00:00Z");

std::string reminder(std::string_view start, int before, std::string_view zone_name, Instant now = long_ago) {
    const auto time = reminder_time(at(start), hours{before}, zone(zone_name), {}, now);
    return time ? time->text() : "none";
}

TEST(ReminderTime, IsSoManyHoursBeforeTheVisit) {
    EXPECT_EQ(reminder("2026-06-05T15:00:00Z", 24, "America/Lima"), "2026-06-04T15:00:00Z");
    EXPECT_EQ(reminder("2026-06-05T15:00:00Z", 2, "America/Lima"), "2026-06-05T13:00:00Z");
}

TEST(ReminderTime, InTheNightItMovesToTheEveningBefore) {
    // Lima is five hours behind: 08:00 there is 13:00 UTC, 06:00 is 11:00.
    EXPECT_EQ(reminder("2026-06-05T13:00:00Z", 2, "America/Lima"), "2026-06-05T03:00:00Z")
        << "22:00 of the 4th";
    EXPECT_EQ(reminder("2026-06-05T14:00:00Z", 2, "America/Lima"), "2026-06-05T12:00:00Z") << "07:00 is day";
    EXPECT_EQ(reminder("2026-06-05T13:59:00Z", 2, "America/Lima"), "2026-06-05T03:00:00Z")
        << "06:59 is night";
    EXPECT_EQ(reminder("2026-06-06T03:00:00Z", 24, "America/Lima"), "2026-06-05T03:00:00Z")
        << "22:00 begins it";
    EXPECT_EQ(reminder("2026-06-06T04:30:00Z", 24, "America/Lima"), "2026-06-05T03:00:00Z")
        << "23:30, the same evening";
    EXPECT_EQ(reminder("2026-06-06T02:59:00Z", 24, "America/Lima"), "2026-06-05T02:59:00Z") << "21:59 is day";
}

TEST(ReminderTime, FollowsTheClocksOfTheZone) {
    // In Madrid summer time ends on 2026-10-25 at 03:00 (01:00 UTC) and begins on 2026-03-29.
    EXPECT_EQ(reminder("2026-10-25T07:30:00Z", 2, "Europe/Madrid"), "2026-10-24T20:00:00Z")
        << "06:30 CET -> 22:00 CEST";
    EXPECT_EQ(reminder("2026-03-29T07:00:00Z", 2, "Europe/Madrid"), "2026-03-29T05:00:00Z") << "07:00 CEST";
    EXPECT_EQ(reminder("2026-03-28T07:00:00Z", 2, "Europe/Madrid"), "2026-03-27T21:00:00Z") << "06:00 CET";
}

TEST(ReminderTime, WhoBooksInsideTheWindowIsNotReminded) {
    EXPECT_EQ(reminder("2026-06-05T15:00:00Z", 24, "UTC", at("2026-06-04T15:00:00Z")), "none");
    EXPECT_EQ(reminder("2026-06-05T15:00:00Z", 24, "UTC", at("2026-06-04T14:59:59Z")),
              "2026-06-04T15:00:00Z");
    EXPECT_EQ(reminder("2026-06-05T08:00:00Z", 2, "UTC", at("2026-06-04T23:00:00Z")), "none")
        << "the evening is over, though 06:00 is ahead";
}

TEST(ReminderTime, WithoutANightThereIsNone) {
    const QuietHours none{hours{5}, hours{5}};
    const auto time = reminder_time(at("2026-06-05T05:30:00Z"), hours{2}, Zone(), none, long_ago);
    ASSERT_TRUE(time);
    EXPECT_EQ(time->text(), "2026-06-05T03:30:00Z");
}

VisitEvent event_of(std::string type) {
    VisitEvent event;
    event.type = std::move(type);
    event.version = 3;
    event.patient_id = PatientId{};
    event.start = at("2026-06-05T15:00:00Z");
    event.timezone = "UTC";
    event.created_at = at("2026-06-01T12:00:00Z");
    return event;
}
std::vector<MessageKind> kinds_of(const VisitEvent& event,
                                  const std::vector<std::int32_t>& before = {24, 2}) {
    std::vector<MessageKind> kinds;
    for (const auto& message : messages_of(event, before, {})) kinds.push_back(message.kind);
    return kinds;
}

TEST(MessagesOf, EachStepSaysWhatItIs) {
    using enum MessageKind;
    using ::testing::ElementsAre;
    using ::testing::IsEmpty;
    EXPECT_THAT(kinds_of(event_of("appointment.booked")),
                ElementsAre(booking_confirmation, reminder, reminder));
    EXPECT_THAT(kinds_of(event_of("appointment.booked"), {}), ElementsAre(booking_confirmation));
    EXPECT_THAT(kinds_of(event_of("appointment.moved")), ElementsAre(moved, reminder, reminder));
    auto cancelled = event_of("appointment.cancelled");
    EXPECT_THAT(kinds_of(cancelled), ElementsAre(cancelled_by_clinic)) << "nobody said who";
    cancelled.by = "patient";
    EXPECT_THAT(kinds_of(cancelled), ElementsAre(cancelled_by_patient));
    auto unpaid = cancelled;
    unpaid.by = "job";
    unpaid.because = "unpaid";
    EXPECT_THAT(kinds_of(unpaid), ElementsAre(cancelled_unpaid));
    unpaid.created_at = unpaid.start;
    EXPECT_THAT(kinds_of(unpaid), ElementsAre(cancelled_unpaid)) << "it waited until it began";
    cancelled.is_hold = true;
    EXPECT_THAT(kinds_of(cancelled), IsEmpty()) << "a hold was never a visit";
    for (const char* type :
         {"appointment.held", "appointment.expired", "appointment.arrived", "appointment.changed"})
        EXPECT_THAT(kinds_of(event_of(type)), IsEmpty()) << type;
    auto past = event_of("appointment.booked");
    past.start = past.created_at;
    EXPECT_THAT(kinds_of(past), IsEmpty()) << "written down afterwards";
    auto nobody = event_of("appointment.booked");
    nobody.patient_id.reset();
    EXPECT_THAT(kinds_of(nobody), IsEmpty());
}

TEST(MessagesOf, TwoRemindersOfOneEveningAreOne) {
    auto early = event_of("appointment.booked");
    early.start = at("2026-06-05T08:00:00Z");
    EXPECT_EQ(messages_of(early, {9, 2}, {}).size(), 2U) << "23:00 and 06:00 are both 22:00";
}

TEST(Stale, OnlyWhatIsStillTrueIsSaid) {
    const Instant now = at("2026-06-04T15:00:00Z");
    Message message;
    message.visit_start = at("2026-06-05T15:00:00Z");
    Visit visit;
    visit.start = *message.visit_start;
    for (const auto kind : {MessageKind::booking_confirmation, MessageKind::moved, MessageKind::reminder}) {
        message.kind = kind;
        EXPECT_EQ(stale(message, visit, now), std::nullopt);
        EXPECT_EQ(stale(message, std::nullopt, now), "gone");
        EXPECT_EQ(stale(message, visit, visit.start), "over");
        Visit other = visit;
        other.start = other.start + hours{1};
        EXPECT_EQ(stale(message, other, now), "moved");
        other = visit;
        other.state = VisitState::cancelled;
        EXPECT_EQ(stale(message, other, now), "cancelled");
        other.state = VisitState::over;
        EXPECT_EQ(stale(message, other, now), "over");
    }
    for (const auto kind : {MessageKind::cancelled_by_clinic, MessageKind::cancelled_by_patient,
                            MessageKind::cancelled_unpaid}) {
        message.kind = kind;
        visit.state = VisitState::ahead;
        EXPECT_EQ(stale(message, visit, now), "not_cancelled");
        visit.state = VisitState::cancelled;
        EXPECT_EQ(stale(message, visit, now), std::nullopt);
    }
}

TEST(Invitations, GoTheDayAfterAtTenInTheMorningOfTheVisit) {
    const Zone lima = *Zone::parse("America/Lima");  // UTC-5
    EXPECT_EQ(invitation_time(at("2026-06-05T15:00:00Z"), lima, {}), at("2026-06-06T15:00:00Z"));
    EXPECT_EQ(invitation_time(at("2026-06-06T04:59:00Z"), lima, {}), at("2026-06-06T15:00:00Z"))
        << "it is still the fifth in Lima";
    const auto quiet = [&](int from, int until) {
        return invitation_time(at("2026-06-05T15:00:00Z"), lima, {hours{from}, hours{until}});
    };
    EXPECT_EQ(quiet(22, 10), at("2026-06-06T15:00:00Z"));
    EXPECT_EQ(quiet(22, 12), at("2026-06-06T17:00:00Z"));
    EXPECT_EQ(quiet(9, 13), at("2026-06-06T18:00:00Z"));
    EXPECT_EQ(quiet(9, 6), at("2026-06-07T11:00:00Z")) << "quiet until the morning after";
}

TEST(Invitations, ComeOfVisitsThatTookPlace) {
    VisitEvent event;
    event.type = "appointment.fulfilled";
    event.version = 3;
    event.patient_id = PatientId{Uuid{{7}}};
    event.start = at("2026-06-05T15:00:00Z");
    event.created_at = at("2026-06-05T15:30:00Z");
    event.timezone = "America/Lima";
    const auto messages = messages_of(event, {24}, {});
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].kind, MessageKind::review_invitation);
    EXPECT_EQ(messages[0].planned_for, at("2026-06-06T15:00:00Z"));
    EXPECT_EQ(messages[0].recipient_id, event.patient_id->value);
}

TEST(Invitations, GoForVisitsThatTookPlaceAlone) {
    Message message;
    message.kind = MessageKind::review_invitation;
    Visit visit;
    visit.start = at("2026-06-05T15:00:00Z");
    const Instant now = at("2026-06-06T15:00:00Z");
    for (const auto state : {VisitState::ahead, VisitState::cancelled, VisitState::over}) {
        visit.state = state;
        EXPECT_EQ(stale(message, visit, now), "not_fulfilled");
    }
    EXPECT_EQ(stale(message, std::nullopt, now), "gone");
    visit.state = VisitState::fulfilled;
    EXPECT_EQ(stale(message, visit, now), std::nullopt);
    for (const auto kind : {MessageKind::booking_confirmation, MessageKind::reminder}) {
        message.kind = kind;
        EXPECT_EQ(stale(message, visit, at("2026-06-04T15:00:00Z")), "over");
    }
    EXPECT_EQ(topic_of(MessageKind::review_invitation), Topic::reviews);
}

TEST(Records, EachTimeTheGlassIsBrokenIsTold) {
    events::Event event;
    event.id = Uuid{{1}};
    event.aggregate_id = Uuid{{2}};
    event.created_at = Instant::from_epoch_seconds(1'800'000'000);
    event.type = "record.updated";
    EXPECT_FALSE(message_of(event)) << "what a treating doctor records is no news";
    event.type = "record.break_glass";
    const auto message = message_of(event);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->kind, MessageKind::record_opened);
    EXPECT_EQ(message->subject_id, event.id);
    EXPECT_EQ(message->recipient_id, event.aggregate_id);
    EXPECT_EQ(message->planned_for, event.created_at);
    EXPECT_FALSE(topic_of(message->kind)) << "nobody can turn it off";
}

TEST(Webhooks, ThatOneIsDisabledIsToldOncePerVersionAndAdministrator) {
    events::Event event;
    event.aggregate_id = Uuid{{2}};
    event.version = 4;
    event.created_at = Instant::from_epoch_seconds(1'800'000'000);
    const Message message = message_to(UserId{Uuid{{3}}}, event);
    EXPECT_EQ(message.kind, MessageKind::webhook_disabled);
    EXPECT_EQ(message.subject_id, event.aggregate_id);
    EXPECT_EQ(message.version, 4);
    EXPECT_EQ(message.recipient_id, Uuid{{3}});
    EXPECT_EQ(message.planned_for, event.created_at);
    EXPECT_FALSE(topic_of(message.kind)) << "nobody can turn it off";
    EXPECT_FALSE(is_to_patient(message.kind)) << "its recipient is an account";
}

TEST(Topics, SecurityCannotBeTurnedOff) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<MessageKind>>([](auto each) {
        const bool is_of_account = each.value <= MessageKind::second_factor_removed;
        EXPECT_EQ(is_letter(each.value), is_of_account) << each.name;
        EXPECT_EQ(letter_kind(each.name).has_value(), is_of_account) << each.name;
    });
    EXPECT_FALSE(letter_kind("nonsense"));
}

}  // namespace
}  // namespace venera::notifications
