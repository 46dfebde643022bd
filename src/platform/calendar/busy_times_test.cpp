#include "platform/calendar/busy_times.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace venera::calendar {
namespace {

Instant at(std::string_view text) { return *Instant::parse(text); }
const Zone madrid = *Zone::parse("Europe/Madrid");
const Period june{at("2026-06-01T00:00:00Z"), at("2026-07-01T00:00:00Z")};

std::string file(const std::string& content) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//X//EN\r\n" + content + "END:VCALENDAR\r\n";
}
std::string event(const std::string& lines) {
    return "BEGIN:VEVENT\r\nUID:1@x\r\nDTSTAMP:20260101T000000Z\r\n" + lines + "END:VEVENT\r\n";
}
// "2026-06-01T08:00:00Z/2026-06-01T09:00:00Z", ascending.
std::vector<std::string> shown(BusyTimes times) {
    std::ranges::sort(times.periods);
    const auto twice = std::ranges::unique(times.periods);
    times.periods.erase(twice.begin(), twice.end());
    std::vector<std::string> all;
    for (const Period& period : times.periods) all.push_back(period.start.text() + "/" + period.end.text());
    return all;
}
std::vector<std::string> busy(const std::string& content, const Period& window = june) {
    const auto times = read_busy_times(file(content), madrid, window);
    EXPECT_EQ(times.trouble, Trouble::none);
    EXPECT_EQ(times.unreadable, 0);
    return shown(times);
}
using Times = std::vector<std::string>;

TEST(BusyTimes, AreThoseOfEventsInUtcInAZoneAndInNone) {
    EXPECT_EQ(busy(event("DTSTART:20260602T080000Z\r\nDTEND:20260602T090000Z\r\n")),
              Times{"2026-06-02T08:00:00Z/2026-06-02T09:00:00Z"});
    EXPECT_EQ(busy(event("DTSTART;TZID=America/Lima:20260602T080000\r\nDURATION:PT1H30M\r\n")),
              Times{"2026-06-02T13:00:00Z/2026-06-02T14:30:00Z"});
    EXPECT_EQ(busy(event("DTSTART;TZID=/mozilla.org/20050126_1/America/Argentina/Salta:20260602T080000\r\n"
                         "DURATION:PT1H\r\n")),
              Times{"2026-06-02T11:00:00Z/2026-06-02T12:00:00Z"});
    EXPECT_EQ(busy(event("DTSTART:20260602T080000\r\nDTEND:20260602T090000\r\n")),
              Times{"2026-06-02T06:00:00Z/2026-06-02T07:00:00Z"});
    EXPECT_EQ(busy(event("DTSTART:20260702T080000Z\r\nDTEND:20260702T090000Z\r\n")), Times{});
    EXPECT_EQ(busy(event("DTSTART:20260602T080000Z\r\n")), Times{}) << "without a length";
}

TEST(BusyTimes, AnAllDayEventIsADayOfTheOwner) {
    EXPECT_EQ(busy(event("DTSTART;VALUE=DATE:20260602\r\n")),
              Times{"2026-06-01T22:00:00Z/2026-06-02T22:00:00Z"});
    EXPECT_EQ(busy(event("DTSTART;VALUE=DATE:20260602\r\nDTEND;VALUE=DATE:20260604\r\n")),
              Times{"2026-06-01T22:00:00Z/2026-06-03T22:00:00Z"});
    // The night of the 28th of March has 23 hours in Madrid.
    EXPECT_EQ(busy(event("DTSTART;VALUE=DATE:20260329\r\n"),
                   {at("2026-03-01T00:00:00Z"), at("2026-05-01T00:00:00Z")}),
              Times{"2026-03-28T23:00:00Z/2026-03-29T22:00:00Z"});
}

TEST(BusyTimes, WhatDoesNotBlockIsLeftOut) {
    const std::string time = "DTSTART:20260602T080000Z\r\nDTEND:20260602T090000Z\r\n";
    EXPECT_EQ(busy(event(time + "TRANSP:TRANSPARENT\r\n")), Times{});
    EXPECT_EQ(busy(event(time + "STATUS:CANCELLED\r\n")), Times{});
    EXPECT_EQ(busy(event(time + "X-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n")), Times{});
    EXPECT_EQ(busy(event(time + "TRANSP:OPAQUE\r\nSTATUS:TENTATIVE\r\n")).size(), 1U);
    EXPECT_EQ(busy(event(time + "X-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\n")).size(), 1U);
}

TEST(BusyTimes, ARepetitionFollowsTheClockOfItsZone) {
    // Clocks change on the 29th of March: 9 in Madrid is 8, then 7 in UTC.
    EXPECT_EQ(
        busy(
            event("DTSTART;TZID=Europe/Madrid:20260327T090000\r\nDTEND;TZID=Europe/Madrid:20260327T100000\r\n"
                  "RRULE:FREQ=DAILY;COUNT=4\r\nEXDATE;TZID=Europe/Madrid:20260328T090000\r\n"),
            {at("2026-03-01T00:00:00Z"), at("2026-05-01T00:00:00Z")}),
        (Times{"2026-03-27T08:00:00Z/2026-03-27T09:00:00Z", "2026-03-29T07:00:00Z/2026-03-29T08:00:00Z",
               "2026-03-30T07:00:00Z/2026-03-30T08:00:00Z"}));
    EXPECT_EQ(busy(event("DTSTART;TZID=Europe/Madrid:20250603T090000\r\nDURATION:PT1H\r\n"
                         "RRULE:FREQ=WEEKLY;BYDAY=TU,TH\r\n"))
                  .size(),
              9U)
        << "for ever, but the window ends";
}

TEST(BusyTimes, TheLastRepetitionIsComparedInTheZoneOfTheEvent) {
    // 23:00 in Lima on the 3rd is 04:00 of the 4th in UTC: UNTIL includes it to the second.
    const auto until = [](const std::string& end) {
        return busy(event("DTSTART;TZID=America/Lima:20260601T230000\r\nDURATION:PT30M\r\n"
                          "RRULE:FREQ=DAILY;UNTIL=" +
                          end + "\r\n"))
            .size();
    };
    EXPECT_EQ(until("20260604T040000Z"), 3U);
    EXPECT_EQ(until("20260604T035959Z"), 2U);
    EXPECT_EQ(until("20260603"), 3U);
}

TEST(BusyTimes, AnInstanceThatWasMovedOrCancelledTakesThePlaceOfItsOwn) {
    const std::string series =
        event("DTSTART;TZID=Europe/Madrid:20260601T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=4\r\n");
    const std::string moved = event(
        "RECURRENCE-ID;TZID=Europe/Madrid:20260602T090000\r\nDTSTART:20260610T100000Z\r\nDURATION:PT1H\r\n");
    const std::string cancelled = event(
        "RECURRENCE-ID:20260603T070000Z\r\nDTSTART:20260603T070000Z\r\n"
        "DURATION:PT1H\r\nSTATUS:CANCELLED\r\n");
    const Times left{"2026-06-01T07:00:00Z/2026-06-01T08:00:00Z", "2026-06-04T07:00:00Z/2026-06-04T08:00:00Z",
                     "2026-06-10T10:00:00Z/2026-06-10T11:00:00Z"};
    EXPECT_EQ(busy(series + moved + cancelled), left);
    EXPECT_EQ(busy(cancelled + moved + series), left) << "in any order";
}

TEST(BusyTimes, AddedDatesAndPublishedBusyTimesCount) {
    EXPECT_EQ(
        busy(
            event("DTSTART:20260601T080000Z\r\nDURATION:PT1H\r\nRDATE:20260605T080000Z,20260606T080000Z\r\n"))
            .size(),
        3U);
    EXPECT_EQ(
        busy("BEGIN:VFREEBUSY\r\nUID:f\r\nDTSTAMP:20260101T000000Z\r\n"
             "FREEBUSY;FBTYPE=BUSY:20260602T080000Z/20260602T090000Z,20260603T080000Z/PT15M\r\n"
             "FREEBUSY;FBTYPE=FREE:20260604T080000Z/20260604T090000Z\r\nEND:VFREEBUSY\r\n"),
        (Times{"2026-06-02T08:00:00Z/2026-06-02T09:00:00Z", "2026-06-03T08:00:00Z/2026-06-03T08:15:00Z"}));
}

TEST(BusyTimes, AZoneOfTheFilesOwnIsUnderstood) {
    const std::string zone =
        "BEGIN:VTIMEZONE\r\nTZID:Romance Standard Time\r\n"
        "BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n"
        "BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n";
    const Period year{at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")};
    EXPECT_EQ(
        busy(zone + event("DTSTART;TZID=Romance Standard Time:20260327T090000\r\nDURATION:PT1H\r\n"
                          "RRULE:FREQ=WEEKLY;COUNT=2\r\n"),
             year),
        (Times{"2026-03-27T08:00:00Z/2026-03-27T09:00:00Z", "2026-04-03T07:00:00Z/2026-04-03T08:00:00Z"}));
}

TEST(BusyTimes, WhatIsNotUnderstoodIsCountedAndTheRestIsRead) {
    const std::string good = event("DTSTART:20260602T080000Z\r\nDTEND:20260602T090000Z\r\n");
    for (const std::string& bad :
         {event("DTSTART;TZID=Nowhere/Known:20260602T080000\r\nDURATION:PT1H\r\n"),
          event("DURATION:PT1H\r\n"), event("DTSTART:20260231T080000Z\r\nDURATION:PT1H\r\n"),
          event("DTSTART:yesterday\r\nDURATION:PT1H\r\n"),
          event("DTSTART:20260603T080000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=SOMETIMES\r\n"),
          event("DTSTART:20260703T080000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY="
                "30\r\n")}) {
        const auto times = read_busy_times(file(good + bad), madrid, june);
        EXPECT_EQ(times.trouble, Trouble::none) << bad;
        EXPECT_EQ(times.unreadable, 1) << bad;
        EXPECT_EQ(shown(times), Times{"2026-06-02T08:00:00Z/2026-06-02T09:00:00Z"}) << bad;
    }
}

TEST(BusyTimes, WhatIsNoCalendarIsRefused) {
    for (const std::string& text : {std::string{}, std::string{"<html>Sign in</html>"},
                                    std::string(1000, '\0'), std::string{"BEGIN:VEVENT\r\nEND:VEVENT\r\n"},
                                    std::string{"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n"},
                                    std::string{"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"}})
        EXPECT_EQ(read_busy_times(text, madrid, june).trouble, Trouble::not_a_calendar);
    EXPECT_EQ(read_busy_times(file(""), madrid, june).trouble, Trouble::none) << "an empty one is one";
}

TEST(BusyTimes, NoFileCostsMoreThanItsLimits) {
    std::string deep, many, repeats;
    for (int i = 0; i < 100'000; ++i) deep += "BEGIN:VEVENT\r\n";
    for (int i = 0; i < 30'000; ++i) many += "BEGIN:VEVENT\r\nEND:VEVENT\r\n";
    for (int i = 0; i < 5'000; ++i)
        repeats += event("DTSTART:19000101T000000Z\r\nDURATION:PT1M\r\nRRULE:FREQ=DAILY\r\n");
    EXPECT_EQ(read_busy_times("BEGIN:VCALENDAR\r\n" + deep, madrid, june).trouble, Trouble::too_much);
    EXPECT_EQ(read_busy_times(file(many), madrid, june).trouble, Trouble::too_much);
    EXPECT_EQ(read_busy_times(file(repeats), madrid, june).trouble, Trouble::too_much);
    EXPECT_EQ(
        read_busy_times(file("BEGIN:VEVENT\r\nEXDATE:" + std::string(70'000, '1') + "\r\nEND:VEVENT\r\n"),
                        madrid, june)
            .trouble,
        Trouble::too_much);
    const std::string story = "DESCRIPTION:" + std::string(1'000'000, 'x') + "\r\n";
    EXPECT_EQ(busy(event("DTSTART:20260602T080000Z\r\nDTEND:20260602T090000Z\r\n" + story)).size(), 1U);
    // A zone whose clock changes every second is none.
    const std::string zone =
        "BEGIN:VTIMEZONE\r\nTZID:Mad\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
        "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
    EXPECT_EQ(read_busy_times(file(zone + event("DTSTART;TZID=Mad:20260602T080000\r\nDURATION:PT1H\r\n")),
                              madrid, june)
                  .unreadable,
              1);
}

TEST(BusyTimes, NothingPersonalReachesTheParser) {
    const auto lines =
        lines_about_time(file(event("DTSTART:20260602T080000Z\r\nSUMMARY:Chemo with\r\n  Ana\r\n"
                                    "ATTENDEE:mailto:ana@example.org\r\nBEGIN:VALARM\r\n"
                                    "DESCRIPTION:Chemo\r\nEND:VALARM\r\n")));
    EXPECT_EQ(lines.trouble, Trouble::none);
    for (const char* word : {"Chemo", "Ana", "ana@", "VALARM"})
        EXPECT_EQ(lines.text.find(word), std::string::npos) << word;
}

// Whatever bytes come, it ends, and says something.
TEST(BusyTimes, SurvivesMutations) {
    const std::string seed =
        file(event("DTSTART;TZID=Europe/"
                   "Madrid:20260601T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=MONTHLY;BYDAY=2MO;COUNT=40\r\n"
                   "EXDATE;TZID=Europe/Madrid:20260608T090000\r\n") +
             event("RECURRENCE-ID;VALUE=DATE:20260602\r\nDTSTART;VALUE=DATE:20260603\r\nRDATE;VALUE=PERIOD:"
                   "20260604T000000Z/PT1H\r\n"));
    const auto number = static_cast<std::uint32_t>(std::random_device{}());
    SCOPED_TRACE("seed " + std::to_string(number));
    std::mt19937 dice(number);
    const std::string alphabet = "\r\n:;=,-+TZ/0129PBEGINVALUE\x80\xff ";
    for (int round = 0; round < 3'000; ++round) {
        std::string text = seed;
        for (auto changes = dice() % 6 + 1; changes > 0; --changes) {
            const auto where = dice() % text.size();
            switch (dice() % 3) {
                case 0:
                    text[where] = alphabet[dice() % alphabet.size()];
                    break;
                case 1:
                    text.erase(where, dice() % 9);
                    break;
                default:
                    text.insert(where, text.substr(dice() % text.size(), dice() % 30));
            }
        }
        const auto times = read_busy_times(text, madrid, june);
        for (const Period& period : times.periods) EXPECT_TRUE(period.overlaps(june));
    }
}

}  // namespace
}  // namespace venera::calendar
