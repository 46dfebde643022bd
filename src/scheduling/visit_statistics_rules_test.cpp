#include "scheduling/visit_statistics_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace venera::scheduling {
namespace {

using ::testing::ElementsAre;

Date day(std::string_view text) { return *Date::parse(text); }

Days meant(std::string_view from, std::string_view until) {
    VisitStatisticsQuery query;
    query.from = day(from);
    query.until = day(until);
    return std::get<Days>(days_of(query, day("2026-06-15")));
}

VisitCounts visits(std::int64_t count) { return {count, count, 0, 0, 0}; }

TEST(VisitStatisticsDays, AreTheLastThirtyUnlessAsked) {
    const auto last = std::get<Days>(days_of({}, day("2026-03-01")));
    EXPECT_EQ(last.from.text(), "2026-01-31");
    EXPECT_EQ(last.until.text(), "2026-03-01");
    VisitStatisticsQuery from;
    from.from = day("2026-01-01");
    EXPECT_EQ(std::get<Days>(days_of(from, day("2026-03-01"))).until.text(), "2026-01-30");
    VisitStatisticsQuery until;
    until.until = day("2026-01-30");
    EXPECT_EQ(std::get<Days>(days_of(until, day("2026-03-01"))).from.text(), "2026-01-01");
}

TEST(VisitStatisticsDays, AreInOrderAndAtMostAYear) {
    const auto problem = [](std::string_view from, std::string_view until) {
        VisitStatisticsQuery query;
        query.from = day(from);
        query.until = day(until);
        const auto found = days_of(query, day("2026-01-01"));
        const auto* wrong = std::get_if<DaysProblem>(&found);
        return std::string(wrong == nullptr ? "none" : wrong->problem.code);
    };
    EXPECT_EQ(problem("2026-01-02", "2026-01-01"), "before_from");
    EXPECT_EQ(problem("2026-01-01", "2026-01-01"), "none");
    EXPECT_EQ(problem("2024-01-01", "2024-12-31"), "none") << "366 days";
    EXPECT_EQ(problem("2024-01-01", "2025-01-01"), "too_far");
}

TEST(VisitStatisticsDays, LieInYearsThatThereAre) {
    const auto problem = [](std::optional<std::string_view> from, std::optional<std::string_view> until) {
        VisitStatisticsQuery query;
        if (from) query.from = day(*from);
        if (until) query.until = day(*until);
        const auto found = days_of(query, day("2026-01-01"));
        const auto* wrong = std::get_if<DaysProblem>(&found);
        return wrong == nullptr ? "none"
                                : std::string(wrong->parameter) + ' ' + std::string(wrong->problem.code);
    };
    EXPECT_EQ(problem("9999-12-31", {}), "from out_of_range");
    EXPECT_EQ(problem("2200-01-01", {}), "from out_of_range");
    EXPECT_EQ(problem("2199-12-31", {}), "none");
    EXPECT_EQ(problem({}, "1999-12-31"), "until out_of_range");
    EXPECT_EQ(problem({}, "2000-01-01"), "none");
    EXPECT_EQ(problem("2199-12-31", "2200-01-01"), "until out_of_range");
    EXPECT_EQ(problem("1999-12-31", "2000-01-02"), "from out_of_range");
}

std::vector<std::string> texts(const std::vector<PeriodCounts>& periods) {
    std::vector<std::string> texts;
    for (const PeriodCounts& one : periods)
        texts.push_back(one.from.text() + ".." + one.until.text() + " " + std::to_string(one.visits));
    return texts;
}

TEST(VisitStatisticsPeriods, CoverTheDaysAndNoOther) {
    const std::map<Date, VisitCounts> counted{
        {day("2026-05-31"), visits(1)}, {day("2026-06-01"), visits(2)}, {day("2026-06-07"), visits(3)}};
    EXPECT_THAT(
        texts(periods_of(meant("2026-05-30", "2026-06-01"), PeriodUnit::day, counted)),
        ElementsAre("2026-05-30..2026-05-30 0", "2026-05-31..2026-05-31 1", "2026-06-01..2026-06-01 2"));
    // 2026-05-31 is a Sunday.
    EXPECT_THAT(
        texts(periods_of(meant("2026-05-30", "2026-06-08"), PeriodUnit::week, counted)),
        ElementsAre("2026-05-30..2026-05-31 1", "2026-06-01..2026-06-07 5", "2026-06-08..2026-06-08 0"));
    EXPECT_THAT(texts(periods_of(meant("2026-05-30", "2026-06-08"), PeriodUnit::month, counted)),
                ElementsAre("2026-05-30..2026-05-31 1", "2026-06-01..2026-06-08 5"));
    EXPECT_THAT(texts(periods_of(meant("2024-02-01", "2024-03-01"), PeriodUnit::month, {})),
                ElementsAre("2024-02-01..2024-02-29 0", "2024-03-01..2024-03-01 0"));
}

// The independent way: all leads in a row, and the one in the middle.
TEST(VisitStatisticsLead, IsTheMiddleOfAll) {
    std::uint32_t state = 42;
    const auto random = [&](std::uint32_t below) {
        state = state * 1'664'525 + 1'013'904'223;
        return static_cast<std::int32_t>((state >> 16) % below);
    };
    for (int round = 0; round < 200; ++round) {
        std::vector<std::int32_t> leads;
        for (std::int32_t left = 1 + random(30); left > 0; --left) leads.push_back(random(120));
        std::map<std::int32_t, std::int64_t> counted;
        for (const std::int32_t lead : leads) ++counted[lead];
        const LeadTime found = lead_time_of(counted);
        std::ranges::sort(leads);
        EXPECT_EQ(found.median_days, leads[(leads.size() - 1) / 2]) << "round " << round;
        for (const LeadBucket& bucket : found.buckets) {
            const auto within = std::ranges::count_if(leads, [&](std::int32_t lead) {
                return lead >= bucket.from_days && (!bucket.until_days || lead <= *bucket.until_days);
            });
            EXPECT_EQ(bucket.visits, within) << "from " << bucket.from_days;
        }
    }
    EXPECT_EQ(lead_time_of({}).median_days, std::nullopt);
}

}  // namespace
}  // namespace venera::scheduling
