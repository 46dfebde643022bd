#include "scheduling/roster.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "scheduling/calendar_examples.hpp"

namespace venera::scheduling {
namespace {

using examples::at;

// Hours that last through the night, so that a clock change reaches three dates.
Calendar night(std::string_view zone) {
    auto made = examples::calendar(zone, examples::every_day("20:00", "05:00"));
    made.rules.slot_minutes = {20};
    return made;
}

// Every date that may be asked for from the middle of the first day of `year` on, and two before.
void expect_the_rules(const Pattern& pattern, const Calendar& calendar, Instant year) {
    const ZoneDays days(calendar.rules.timezone, year);
    const auto first = day_number(calendar.rules.timezone.date(year));
    for (DayNumber day = first - 2; day < first + 367; ++day) {
        const DayBits rules = starts_by_rules(calendar, pattern.duration(), days, day);
        const DayBits starts = pattern.starts(days, day);
        ASSERT_FALSE(rules.empty());
        for (Unit unit = 0; unit < DayBits::size; ++unit)
            ASSERT_EQ(starts.has(unit), rules.has(unit)) << date_of(day).text() << " unit " << unit;
    }
}

// More years than dates of clock changes are kept; each date is asked for twice.
TEST(Roster, StartsAreThoseOfTheRulesOnEveryDate) {
    for (const auto* zone : {"Europe/Madrid", "America/Santiago", "Africa/Casablanca", "America/Lima"}) {
        const Calendar calendar = night(zone);
        Roster roster(calendar.rules);
        const Pattern& pattern = roster.pattern(minutes{40});
        for (const int round : {1, 2}) {
            SCOPED_TRACE(std::string(zone) + ", round " + std::to_string(round));
            for (int year = 2020; year < 2030; ++year)
                expect_the_rules(pattern, calendar, at(std::to_string(year) + "-01-01T12:00:00Z"));
        }
    }
}

TEST(Roster, OnePatternIsMadeOfEachLength) {
    Roster roster(night("Europe/Madrid").rules);
    const Pattern& half = roster.pattern(minutes{30});
    EXPECT_NE(&roster.pattern(minutes{60}), &half);
    EXPECT_EQ(&roster.pattern(minutes{30}), &half);
}

// For the thread sanitizer above all.
TEST(Roster, ManyThreadsMayMeetAtAClockChange) {
    const Calendar calendar = night("Europe/Madrid");
    const Pattern pattern(calendar, minutes{40}, Pattern::Compiled::at_once);
    std::vector<std::jthread> readers;
    for (int i = 0; i < 4; ++i)
        readers.emplace_back([&] { expect_the_rules(pattern, calendar, at("2026-01-01T12:00:00Z")); });
}

TEST(Roster, AChosenLengthIsMadeForEachRosterOnce) {
    const Calendar madrid = night("Europe/Madrid");
    Calendar lima = night("America/Lima");
    lima.rules.hours = examples::every_day("08:00", "13:00");
    const Roster first(madrid.rules);
    const Roster second(lima.rules);
    ChosenPatterns patterns;
    expect_the_rules(patterns.of(first, minutes{75}), madrid, at("2026-01-01T12:00:00Z"));
    expect_the_rules(patterns.of(second, minutes{75}), lima, at("2026-01-01T12:00:00Z"));
    EXPECT_EQ(&patterns.of(first, minutes{75}), &patterns.of(first, minutes{75}));
}

}  // namespace
}  // namespace venera::scheduling
