#include "platform/values/instant.hpp"

#include <gtest/gtest.h>

#include <random>

namespace venera {
namespace {

std::string printed(std::string_view text) {
    const auto instant = Instant::parse(text);
    return instant ? instant->text() : std::string(instant.problem().code);
}

TEST(Instant, ParsesAnyOffsetAndPrintsUtc) {
    EXPECT_EQ(printed("2026-12-01T15:00:00Z"), "2026-12-01T15:00:00Z");
    EXPECT_EQ(printed("2026-12-01T10:00:00-05:00"), "2026-12-01T15:00:00Z");
    EXPECT_EQ(printed("2026-12-01T00:15:00+05:45"), "2026-11-30T18:30:00Z");
    EXPECT_EQ(printed("2026-12-01T15:00:00+00:00"), "2026-12-01T15:00:00Z");
    EXPECT_EQ(printed("2026-12-31T23:59:59-23:59"), "2027-01-01T23:58:59Z");
    EXPECT_EQ(printed("2024-02-29T00:00:00Z"), "2024-02-29T00:00:00Z");
}

TEST(Instant, AcceptsOnlyAFractionOfZeros) {
    EXPECT_EQ(printed("2026-12-01T15:00:00.000Z"), "2026-12-01T15:00:00Z");
    EXPECT_EQ(printed("2026-12-01T15:00:00.0+01:00"), "2026-12-01T14:00:00Z");
    EXPECT_EQ(printed("2026-12-01T15:00:00.001Z"), "not_an_instant");
    EXPECT_EQ(printed("2026-12-01T15:00:00.Z"), "not_an_instant");
    EXPECT_EQ(printed("2026-12-01T15:00:00.0000000000Z"), "not_an_instant");
    EXPECT_EQ(printed("2026-12-01T15:00:00,000Z"), "not_an_instant");
}

TEST(Instant, CoversExactlyTheYears1970To9999) {
    EXPECT_EQ(printed("1970-01-01T00:00:00Z"), "1970-01-01T00:00:00Z");
    EXPECT_EQ(printed("9999-12-31T23:59:59Z"), "9999-12-31T23:59:59Z");
    EXPECT_EQ(printed("1969-12-31T23:59:59Z"), "not_an_instant");
    EXPECT_EQ(printed("1969-12-31T23:00:00-01:00"), "1970-01-01T00:00:00Z");
    EXPECT_EQ(printed("1970-01-01T00:00:00+00:01"), "not_an_instant");
    EXPECT_EQ(printed("9999-12-31T23:59:59-00:01"), "not_an_instant");
    EXPECT_EQ(printed("10000-01-01T00:00:00Z"), "not_an_instant");
}

TEST(Instant, RefusesEverythingElse) {
    for (const char* text : {"",
                             "2026-12-01",
                             "2026-12-01T15:00:00",
                             "2026-12-01T15:00Z",
                             "2026-12-01 15:00:00Z",
                             "2026-12-01t15:00:00Z",
                             "2026-12-01T15:00:00z",
                             "2026-12-01T24:00:00Z",
                             "2026-12-01T15:60:00Z",
                             "2026-12-01T15:00:60Z",
                             "2016-12-31T23:59:60Z",
                             "2026-12-01T15:00:00-00:00",
                             "2026-12-01T15:00:00+24:00",
                             "2026-12-01T15:00:00+01:60",
                             "2026-12-01T15:00:00+0100",
                             "2026-12-01T15:00:00+01",
                             "2026-13-01T15:00:00Z",
                             "2026-00-01T15:00:00Z",
                             "2026-02-29T15:00:00Z",
                             "2026-04-31T15:00:00Z",
                             "2026-12-01T15:00:00Z ",
                             " 2026-12-01T15:00:00Z",
                             "2026-12-01T15:00:00ZZ",
                             "+2026-12-01T15:00:00Z",
                             "2026-1-01T15:00:00Z",
                             "20261201T150000Z",
                             "1764601200",
                             "2026-12-0\xd9\xa1T15:00:00Z"}) {
        EXPECT_EQ(printed(text), "not_an_instant") << text;
    }
}

TEST(Instant, CutsFractionsOffWhenPrinted) {
    const Instant instant{Instant::from_epoch_seconds(5).value + std::chrono::microseconds{999'999}};
    EXPECT_EQ(instant.text(), "1970-01-01T00:00:05Z");
    EXPECT_EQ(instant.epoch_seconds(), 5);
}

TEST(Instant, PrintsWhatItParsesAllOverTheRange) {
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<std::int64_t> seconds(0, 253402300799);
    for (int i = 0; i < 20'000; ++i) {
        const Instant instant = Instant::from_epoch_seconds(seconds(random));
        const auto again = Instant::parse(instant.text());
        ASSERT_TRUE(again) << instant.text();
        ASSERT_EQ(*again, instant) << instant.text();
    }
}

TEST(Date, ParsesDaysThatExist) {
    EXPECT_EQ(Date::parse("2026-12-01")->text(), "2026-12-01");
    EXPECT_EQ(Date::parse("1900-01-01")->text(), "1900-01-01");
    EXPECT_EQ(Date::parse("9999-12-31")->text(), "9999-12-31");
    EXPECT_EQ((*Date::parse("2024-02-28") + std::chrono::days{2}).text(), "2024-03-01");
    for (const char* text :
         {"", "1899-12-31", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-12-00",
          "2026-12-32", "2026-12-1", "26-12-01", "2026/12/01", "2026-12-01 ", "2026-12-01T"}) {
        EXPECT_FALSE(Date::parse(text)) << text;
    }
    EXPECT_EQ(Date::parse("x").problem().code, "not_a_date");
}

TEST(ClockTime, ParsesMinutesOfADay) {
    EXPECT_EQ(ClockTime::parse("00:00")->minute_of_day, 0);
    EXPECT_EQ(ClockTime::parse("23:59")->minute_of_day, 1439);
    EXPECT_EQ(ClockTime::parse("09:30")->text(), "09:30");
    for (const char* text : {"", "24:00", "9:30", "09:60", "09:3", "09:30:00", "0930", "09.30", "-9:30"}) {
        EXPECT_FALSE(ClockTime::parse(text)) << text;
    }
}

TEST(LocalDateTime, HasNoOffset) {
    const auto at = LocalDateTime::parse("2026-12-01T09:30");
    ASSERT_TRUE(at);
    EXPECT_EQ(at->text(), "2026-12-01T09:30");
    EXPECT_EQ(at->date().text(), "2026-12-01");
    EXPECT_EQ(at->time().text(), "09:30");
    for (const char* text : {"", "2026-12-01", "2026-12-01T09:30Z", "2026-12-01T09:30:00", "2026-12-01 09:30",
                             "1969-12-31T23:59", "2026-02-30T09:30", "2026-12-01T24:00"}) {
        EXPECT_FALSE(LocalDateTime::parse(text)) << text;
    }
}

TEST(Period, IsHalfOpen) {
    const auto at = [](std::int64_t from, std::int64_t to) {
        return Period{Instant::from_epoch_seconds(from), Instant::from_epoch_seconds(to)};
    };
    EXPECT_TRUE(at(0, 10).overlaps(at(9, 20)));
    EXPECT_FALSE(at(0, 10).overlaps(at(10, 20)));
    EXPECT_TRUE(at(0, 10).contains(at(0, 10)));
    EXPECT_FALSE(at(0, 10).contains(at(5, 11)));
}

}  // namespace
}  // namespace venera
