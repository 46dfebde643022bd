#include "scheduling/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scheduling/calendar_examples.hpp"

namespace venera::scheduling::examples {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto monday = Weekday::monday;

std::vector<std::string> reasons(const Calendar& calendar, std::string_view start, std::string_view now,
                                 const std::vector<Busy>& doctor_busy = {},
                                 const std::vector<Busy>& patient_busy = {},
                                 std::optional<AppointmentId> ignoring = std::nullopt,
                                 std::optional<minutes> duration = std::nullopt) {
    const Wish wish = wish_for(calendar, calendar.rules.visit_types.front(), at(start), duration);
    std::vector<std::string> names;
    for (const Reason& reason :
         reasons_against(calendar, {wish, at(now), doctor_busy, patient_busy, ignoring})) {
        names.emplace_back(name_of(reason.rule));
    }
    return names;
}

// The local clock times of a local date's free starts, as instants in the zone's offsets would hide a shift.
std::vector<std::string> starts(const Calendar& calendar, std::string_view from, std::string_view to,
                                const std::vector<Busy>& doctor_busy = {},
                                std::string_view now = "2026-01-01T00:00:00Z") {
    std::vector<std::string> all;
    for (const Instant start : free_starts(calendar, doctor_busy, calendar.rules.visit_types.front(),
                                           std::nullopt, {at(from), at(to)}, at(now))) {
        all.push_back(start.text().substr(8, 8));
    }
    return all;
}

// 2026-03-02 is a Monday; Lima is five hours behind UTC all year.
TEST(Hours, GiveStartsOnTheGridThatFitTheVisit) {
    Calendar lima = calendar("America/Lima", {hours(monday, "09:00", "11:10")});
    EXPECT_THAT(starts(lima, "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z", {}, "2026-03-01T00:00:00Z"),
                ElementsAre("02T14:00", "02T14:30", "02T15:00", "02T15:30"));
}

TEST(Hours, TakeSeveralPeriodsADay) {
    Calendar lima =
        calendar("America/Lima", {hours(monday, "09:00", "10:00"), hours(monday, "15:05", "16:05")});
    EXPECT_THAT(starts(lima, "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z", {}, "2026-03-01T00:00:00Z"),
                ElementsAre("02T14:00", "02T14:30", "02T20:05", "02T20:35"));
}

TEST(Hours, KeepTheGridAcrossABreak) {
    Calendar lima = calendar("America/Lima", {hours(monday, "09:00", "11:00", "09:40", "09:50")});
    EXPECT_THAT(starts(lima, "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z", {}, "2026-03-01T00:00:00Z"),
                ElementsAre("02T14:00", "02T15:00", "02T15:30"));
    EXPECT_THAT(reasons(lima, "2026-03-02T14:30:00Z", "2026-03-01T00:00:00Z"), ElementsAre("break"));
    EXPECT_THAT(reasons(lima, "2026-03-02T14:35:00Z", "2026-03-01T00:00:00Z"),
                ElementsAre("break", "off_grid"));
}

TEST(Hours, MayEndOnTheNextDay) {
    Calendar lima = calendar("America/Lima", {hours(monday, "23:00", "01:00")});
    const std::string_view now = "2026-03-01T00:00:00Z";
    EXPECT_THAT(starts(lima, "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z", {}, now),
                ElementsAre("03T04:00", "03T04:30", "03T05:00", "03T05:30"));
    // A window that begins after midnight still sees the part of the night before.
    EXPECT_THAT(starts(lima, "2026-03-03T05:00:00Z", "2026-03-09T00:00:00Z", {}, now),
                ElementsAre("03T05:00", "03T05:30"));
    EXPECT_THAT(reasons(lima, "2026-03-03T05:30:00Z", now), IsEmpty());
    EXPECT_THAT(reasons(lima, "2026-03-03T06:00:00Z", now), ElementsAre("closed"));
}

TEST(Hours, OfEqualStartAndEndLastOneDay) {
    Calendar lima = calendar("America/Lima", {hours(monday, "08:00", "08:00")});
    EXPECT_EQ(starts(lima, "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z", {}, "2026-03-01T00:00:00Z").size(),
              48u);
}

TEST(Hours, BreakOfTheNightIsOnTheNextDay) {
    Calendar lima = calendar("America/Lima", {hours(monday, "23:00", "02:00", "00:00", "01:00")});
    EXPECT_THAT(starts(lima, "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z", {}, "2026-03-01T00:00:00Z"),
                ElementsAre("03T04:00", "03T04:30", "03T06:00", "03T06:30"));
}

TEST(ClockChanges, SkipTheTimesOfAGap) {
    // New York: 02:00 -> 03:00 on 2026-03-08.
    Calendar east = calendar("America/New_York", every_day("01:00", "04:00"));
    EXPECT_THAT(starts(east, "2026-03-08T04:00:00Z", "2026-03-09T04:00:00Z"),
                ElementsAre("08T06:00", "08T06:30", "08T07:00", "08T07:30"));
    // Madrid: 02:00 -> 03:00 on 2026-03-29; the grid keeps to the clock, so 45 minutes after 02:30 is 03:15.
    Calendar madrid = calendar("Europe/Madrid", every_day("02:30", "04:45"));
    madrid.rules.slot_minutes = {45};
    EXPECT_THAT(starts(madrid, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
                ElementsAre("29T01:15", "29T02:00"));
}

TEST(ClockChanges, TakeTheTimesOfAFoldOnce) {
    // New York: 02:00 -> 01:00 on 2026-11-01.
    Calendar east = calendar("America/New_York", every_day("00:30", "02:30"));
    EXPECT_THAT(starts(east, "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"),
                ElementsAre("01T04:30", "01T05:00", "01T05:30", "01T07:00"));
    EXPECT_THAT(reasons(east, "2026-11-01T06:00:00Z", "2026-10-01T00:00:00Z"), ElementsAre("off_grid"));
    // Madrid: 03:00 -> 02:00 on 2026-10-25; hours that end inside the fold end at the first occurrence.
    Calendar madrid = calendar("Europe/Madrid", every_day("01:00", "02:30"));
    EXPECT_THAT(starts(madrid, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
                ElementsAre("24T23:00", "24T23:30", "25T00:00"));
}

TEST(ClockChanges, AtMidnight) {
    // Cairo: 00:00 -> 01:00 on 2026-04-24 (a Friday).
    Calendar cairo = calendar("Africa/Cairo", {hours(Weekday::friday, "00:00", "02:00")});
    EXPECT_THAT(starts(cairo, "2026-04-23T12:00:00Z", "2026-04-24T12:00:00Z"),
                ElementsAre("23T22:00", "23T22:30"));
    // Santiago: 24:00 -> 23:00 at the end of 2026-04-04 (a Saturday): the second 23:00 is not listed.
    Calendar santiago = calendar("America/Santiago", {hours(Weekday::saturday, "22:30", "00:30")});
    EXPECT_THAT(starts(santiago, "2026-04-04T12:00:00Z", "2026-04-05T12:00:00Z"),
                ElementsAre("05T01:30", "05T02:00", "05T02:30", "05T04:00"));
}

TEST(ClockChanges, OfHalfAnHour) {
    // Lord Howe: 02:00 -> 02:30 on 2026-10-04, 02:00 -> 01:30 on 2026-04-05.
    Calendar island = calendar("Australia/Lord_Howe", every_day("01:30", "03:00"));
    island.rules.visit_types = {visit_type("short", 15)};
    island.rules.slot_minutes = {15};
    EXPECT_THAT(starts(island, "2026-10-03T13:00:00Z", "2026-10-04T12:00:00Z"),
                ElementsAre("03T15:00", "03T15:15", "03T15:30", "03T15:45"));
    EXPECT_THAT(starts(island, "2026-04-04T13:00:00Z", "2026-04-05T12:00:00Z"),
                ElementsAre("04T14:30", "04T14:45", "04T15:30", "04T15:45", "04T16:00", "04T16:15"));
}

TEST(ClockChanges, LeaveZonesWithoutAnyAlone) {
    for (const auto* name : {"America/Lima", "America/Sao_Paulo"}) {
        Calendar steady = calendar(name, every_day("00:00", "00:00"));
        EXPECT_EQ(starts(steady, "2026-03-02T05:00:00Z", "2026-03-03T05:00:00Z").size(), 48u) << name;
        EXPECT_EQ(starts(steady, "2026-11-01T05:00:00Z", "2026-11-02T05:00:00Z").size(), 48u) << name;
    }
}

TEST(Exceptions, CloseAndOpenInTheDoctorsZone) {
    Calendar lima = calendar("America/Lima", {hours(monday, "09:00", "11:00")});
    lima.exceptions = {exception(ExceptionKind::closed, "2026-03-02T09:40", "2026-03-02T10:20"),
                       exception(ExceptionKind::open, "2026-03-03T09:10", "2026-03-03T10:10")};
    const std::string_view now = "2026-03-01T00:00:00Z";
    EXPECT_THAT(starts(lima, "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z", {}, now),
                ElementsAre("02T14:00", "02T15:30", "03T14:10", "03T14:40"));
    EXPECT_THAT(reasons(lima, "2026-03-02T14:30:00Z", now), ElementsAre("exception"));
    EXPECT_THAT(reasons(lima, "2026-03-03T14:15:00Z", now), ElementsAre("off_grid"));
}

TEST(Exceptions, ClosedBeatsOpen) {
    Calendar lima = calendar("America/Lima", {});
    lima.exceptions = {exception(ExceptionKind::open, "2026-03-02T09:00", "2026-03-02T11:00"),
                       exception(ExceptionKind::closed, "2026-03-02T10:00", "2026-03-02T12:00")};
    EXPECT_THAT(starts(lima, "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z", {}, "2026-03-01T00:00:00Z"),
                ElementsAre("02T14:00", "02T14:30"));
}

TEST(Exceptions, TakeTheWidestMeaningInAFoldAndTheFirstValidInstantInAGap) {
    // Madrid, 2026-10-25: 02:30 happens at 00:30Z and at 01:30Z. Closed from the first to the second.
    Calendar madrid = calendar("Europe/Madrid", every_day("00:00", "05:00"));
    madrid.exceptions = {exception(ExceptionKind::closed, "2026-10-25T02:30", "2026-10-25T02:30")};
    EXPECT_THAT(starts(madrid, "2026-10-24T22:00:00Z", "2026-10-25T22:00:00Z"),
                ElementsAre("24T22:00", "24T22:30", "24T23:00", "24T23:30", "25T00:00", "25T02:00",
                            "25T02:30", "25T03:00", "25T03:30"));
    // 2026-03-29: 02:15 does not exist; the opening begins at 03:00 (01:00Z), and so does its grid.
    madrid.rules.hours.clear();
    madrid.exceptions = {exception(ExceptionKind::open, "2026-03-29T02:15", "2026-03-29T04:00")};
    EXPECT_THAT(starts(madrid, "2026-03-28T22:00:00Z", "2026-03-29T22:00:00Z"),
                ElementsAre("29T01:00", "29T01:30"));
}

TEST(Exceptions, OverlappingOpeningsListAStartOnce) {
    Calendar lima = calendar("America/Lima", {hours(monday, "09:00", "10:30")});
    lima.exceptions = {exception(ExceptionKind::open, "2026-03-02T08:45", "2026-03-02T10:15")};
    EXPECT_THAT(starts(lima, "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z", {}, "2026-03-01T00:00:00Z"),
                ElementsAre("02T13:45", "02T14:00", "02T14:15", "02T14:30", "02T14:45", "02T15:00"));
}

TEST(Visits, TakenBufferAndHeldAreToldApart) {
    Calendar lima = calendar("America/Lima", {hours(monday, "09:00", "17:00")});
    lima.rules.buffer_before_minutes = {10};
    const std::string_view now = "2026-03-01T00:00:00Z";
    std::vector<Busy> rows{busy(1, Status::booked, "2026-03-02T15:00:00Z", "2026-03-02T15:30:00Z")};
    EXPECT_THAT(reasons(lima, "2026-03-02T15:00:00Z", now, rows), ElementsAre("taken"));
    EXPECT_THAT(reasons(lima, "2026-03-02T15:30:00Z", now, rows), ElementsAre("buffer"));
    EXPECT_THAT(reasons(lima, "2026-03-02T14:30:00Z", now, rows), IsEmpty());
    EXPECT_THAT(reasons(lima, "2026-03-02T15:00:00Z", now, rows, {}, rows.front().id), IsEmpty());

    rows.front().status = Status::held;
    rows.front().hold_until = at("2026-03-01T00:10:00Z");
    EXPECT_THAT(reasons(lima, "2026-03-02T15:00:00Z", now, rows), ElementsAre("held"));
    EXPECT_THAT(reasons(lima, "2026-03-02T15:00:00Z", "2026-03-01T00:10:00Z", rows), IsEmpty());
    EXPECT_THAT(starts(lima, "2026-03-02T14:30:00Z", "2026-03-02T16:00:00Z", rows, now),
                ElementsAre("02T14:30"));
}

TEST(Visits, EndedOnesDoNotCount) {
    Calendar lima = calendar("America/Lima", {hours(monday, "09:00", "17:00")});
    for (const Status status : {Status::cancelled, Status::expired, Status::noshow, Status::fulfilled}) {
        const std::vector<Busy> rows{busy(1, status, "2026-03-02T15:00:00Z", "2026-03-02T15:30:00Z")};
        EXPECT_THAT(reasons(lima, "2026-03-02T15:00:00Z", "2026-03-01T00:00:00Z", rows, rows), IsEmpty());
    }
}

TEST(Visits, BuffersMayReachOutsideTheHours) {
    Calendar lima = calendar("America/Lima", {hours(monday, "09:00", "10:00")});
    lima.rules.buffer_before_minutes = {60};
    lima.rules.buffer_after_minutes = {60};
    EXPECT_THAT(reasons(lima, "2026-03-02T14:00:00Z", "2026-03-01T00:00:00Z"), IsEmpty());
    EXPECT_THAT(reasons(lima, "2026-03-02T14:30:00Z", "2026-03-01T00:00:00Z", {}, {}, {}, minutes{35}),
                ElementsAre("closed"));
}

TEST(Visits, DailyCapCountsTheLocalDay) {
    Calendar lima = calendar("America/Lima", every_day("00:00", "00:00"));
    lima.rules.max_per_day = Whole<1, 288>{1};
    const std::string_view now = "2026-03-01T00:00:00Z";
    // 23:30 on the 2nd in Lima is 04:30 on the 3rd in UTC.
    std::vector<Busy> rows{busy(1, Status::booked, "2026-03-03T04:30:00Z", "2026-03-03T05:00:00Z")};
    EXPECT_THAT(reasons(lima, "2026-03-02T05:00:00Z", now, rows), ElementsAre("daily_cap"));
    EXPECT_THAT(reasons(lima, "2026-03-03T05:00:00Z", now, rows), IsEmpty());
    EXPECT_THAT(reasons(lima, "2026-03-02T05:00:00Z", now, rows, {}, rows.front().id), IsEmpty());
    EXPECT_THAT(starts(lima, "2026-03-02T05:00:00Z", "2026-03-03T05:30:00Z", rows, now),
                ElementsAre("03T05:00"));
}

TEST(Asking, NoticeAndHorizon) {
    Calendar lima = calendar("America/Lima", every_day("00:00", "00:00"));
    lima.rules.notice_minutes = {60};
    lima.rules.horizon_days = {1};
    const std::string_view now = "2026-03-02T14:00:00Z";  // 09:00 in Lima
    EXPECT_THAT(reasons(lima, "2026-03-02T14:30:00Z", now), ElementsAre("notice"));
    EXPECT_THAT(reasons(lima, "2026-03-02T15:00:00Z", now), IsEmpty());
    EXPECT_THAT(reasons(lima, "2026-03-04T04:30:00Z", now), IsEmpty());
    EXPECT_THAT(reasons(lima, "2026-03-04T05:00:00Z", now), ElementsAre("horizon"));
    const auto listed = starts(lima, "2026-03-01T00:00:00Z", "2026-03-09T00:00:00Z", {}, now);
    EXPECT_EQ(listed.front(), "02T15:00");
    EXPECT_EQ(listed.back(), "04T04:30");
}

TEST(Asking, EveryReasonIsGivenInOrder) {
    Calendar lima = calendar("America/Lima", {hours(monday, "09:00", "11:00", "09:30", "10:00")});
    lima.retired = true;
    lima.rules.max_per_day = Whole<1, 288>{1};
    lima.rules.buffer_after_minutes = {30};
    lima.exceptions = {exception(ExceptionKind::closed, "2026-03-02T00:00", "2026-03-03T00:00")};
    std::vector<Busy> rows{busy(1, Status::booked, "2026-03-02T14:35:00Z", "2026-03-02T14:50:00Z"),
                           busy(2, Status::booked, "2026-03-02T15:00:00Z", "2026-03-02T15:20:00Z"),
                           busy(3, Status::held, "2026-03-02T14:50:00Z", "2026-03-02T15:00:00Z")};
    const std::vector<Busy> own{busy(4, Status::arrived, "2026-03-02T14:40:00Z", "2026-03-02T14:45:00Z")};
    EXPECT_THAT(reasons(lima, "2026-03-02T14:25:00Z", "2026-03-03T00:00:00Z", rows, own),
                ElementsAre("break", "exception", "off_grid", "notice", "daily_cap", "buffer", "taken",
                            "held", "patient_busy", "doctor_retired"));
    EXPECT_THAT(starts(lima, "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z"), IsEmpty());
}

TEST(Asking, MostStopsEarly) {
    Calendar lima = calendar("America/Lima", every_day("09:00", "11:00"));
    const auto two =
        free_starts(lima, {}, lima.rules.visit_types.front(), std::nullopt,
                    {at("2026-03-02T00:00:00Z"), at("2026-03-09T00:00:00Z")}, at("2026-03-01T00:00:00Z"), 2);
    EXPECT_THAT(two, ElementsAre(at("2026-03-02T14:00:00Z"), at("2026-03-02T14:30:00Z")));
}

TEST(VisitTypes, BringTheirDurationAndBuffers) {
    Calendar lima = calendar("America/Lima", {hours(monday, "09:00", "11:00")});
    lima.rules.buffer_before_minutes = {5};
    VisitType longer = visit_type("long", 60);
    longer.buffer_after_minutes = Whole<0, 240>{15};
    lima.rules.visit_types.push_back(longer);
    ASSERT_EQ(visit_type_of(lima, value_of<Code>("long")), &lima.rules.visit_types.back());
    EXPECT_EQ(visit_type_of(lima, std::nullopt), &lima.rules.visit_types.front());
    EXPECT_EQ(visit_type_of(lima, value_of<Code>("other")), nullptr);
    const Wish wish = wish_for(lima, longer, at("2026-03-02T14:00:00Z"), std::nullopt);
    EXPECT_EQ(wish.visit, (Period{at("2026-03-02T14:00:00Z"), at("2026-03-02T15:00:00Z")}));
    EXPECT_EQ(wish.occupied, (Period{at("2026-03-02T13:55:00Z"), at("2026-03-02T15:15:00Z")}));
}

TEST(OpenPeriods, CutBreaksAndAbsencesOut) {
    Calendar lima = calendar("America/Lima", {hours(monday, "09:00", "12:00", "10:00", "10:30")});
    lima.exceptions = {exception(ExceptionKind::closed, "2026-03-02T11:00", "2026-03-02T11:15"),
                       exception(ExceptionKind::open, "2026-03-02T12:00", "2026-03-02T13:00")};
    const auto open = open_periods(lima, {at("2026-03-02T14:30:00Z"), at("2026-03-03T00:00:00Z")});
    EXPECT_THAT(open, ElementsAre(Period{at("2026-03-02T14:30:00Z"), at("2026-03-02T15:00:00Z")},
                                  Period{at("2026-03-02T15:30:00Z"), at("2026-03-02T16:00:00Z")},
                                  Period{at("2026-03-02T16:15:00Z"), at("2026-03-02T18:00:00Z")}));
}

TEST(SlotId, IsDoctorStartAndMinutes) {
    EXPECT_EQ(slot_id(DoctorId{numbered(7)}, at("1970-01-01T01:00:00Z"), minutes{30}),
              "00000000000000000000000000000007.60.30");
}

TEST(RuleName, RoundTripsEveryRule) {
    for (unsigned rule = 0; rule <= static_cast<unsigned>(Rule::doctor_retired); ++rule) {
        const RuleName name{static_cast<Rule>(rule)};
        const auto parsed = RuleName::parse(name.text());
        ASSERT_TRUE(parsed) << name.text();
        EXPECT_EQ(parsed->value, name.value);
        EXPECT_NE(RuleName::schema.find("\"" + name.text() + "\""), std::string_view::npos);
    }
    EXPECT_FALSE(RuleName::parse("break_"));
}

}  // namespace
}  // namespace venera::scheduling::examples
