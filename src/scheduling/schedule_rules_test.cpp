// What the body of PUT /doctors/{id}/schedule may be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/json/shape.hpp"
#include "scheduling/schedules.hpp"

namespace venera::scheduling {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const std::string visit =
    R"({"code":"visit","name":"Visit","duration_minutes":30,"price_cents":5000,"currency":"EUR",)"
    R"("mode":"in_person"})";

std::string body(const std::string& hours, const std::string& visit_types = visit, int slot_minutes = 30) {
    return R"({"timezone":"Europe/Madrid","hours":[)" + hours + R"(],"slot_minutes":)" +
           std::to_string(slot_minutes) +
           R"(,"buffer_before_minutes":0,"buffer_after_minutes":0,"notice_minutes":0,"horizon_days":90,)"
           R"("cancellation_notice_minutes":1440,"visit_types":[)" +
           visit_types + "]}";
}

std::string hours(const std::string& day, const std::string& start, const std::string& end,
                  const std::string& more = "") {
    return R"({"day_of_week":")" + day + R"(","start_time":")" + start + R"(","end_time":")" + end + "\"" +
           more + "}";
}

std::string pause(const std::string& start, const std::string& end) {
    return R"(,"break_start":")" + start + R"(","break_end":")" + end + "\"";
}

// "pointer code" of every problem.
std::vector<std::string> problems(const std::string& text) {
    json::Issues issues;
    json::from_json<ScheduleRules>(text, issues);
    std::vector<std::string> all;
    for (const auto& issue : issues.all()) all.push_back(issue.pointer + " " + std::string(issue.code));
    return all;
}

TEST(ScheduleRules, AcceptSeveralPeriodsBreaksAndNights) {
    EXPECT_THAT(problems(body("")), IsEmpty());
    EXPECT_THAT(problems(body(hours("monday", "09:00", "13:00") + "," + hours("monday", "13:00", "17:00") +
                              "," + hours("tuesday", "22:00", "06:00", pause("01:00", "01:30")) + "," +
                              hours("wednesday", "06:00", "06:00"))),
                IsEmpty());
}

TEST(ScheduleRules, AreMultiplesOfFiveMinutes) {
    EXPECT_THAT(problems(body(hours("monday", "09:01", "17:03", pause("12:02", "12:31")), visit, 31)),
                UnorderedElementsAre("/slot_minutes off_grid", "/hours/0/start_time off_grid",
                                     "/hours/0/end_time off_grid", "/hours/0/break_start off_grid",
                                     "/hours/0/break_end off_grid"));
    std::string odd = visit;
    odd.replace(odd.find(":30"), 3, ":31");
    EXPECT_THAT(problems(body("", odd)), ElementsAre("/visit_types/0/duration_minutes off_grid"));
}

TEST(ScheduleRules, KeepBreaksInsideTheirPeriod) {
    EXPECT_THAT(problems(body(hours("monday", "09:00", "17:00", R"(,"break_start":"12:00")"))),
                ElementsAre("/hours/0/break_end required"));
    EXPECT_THAT(problems(body(hours("monday", "09:00", "17:00", R"(,"break_end":"12:00")"))),
                ElementsAre("/hours/0/break_start required"));
    for (const auto& outside : {pause("08:00", "09:30"), pause("16:30", "17:30"), pause("13:00", "12:00"),
                                pause("12:00", "12:00"), pause("18:00", "19:00")}) {
        EXPECT_THAT(problems(body(hours("monday", "09:00", "17:00", outside))),
                    ElementsAre("/hours/0/break_start outside_period"))
            << outside;
    }
}

TEST(ScheduleRules, RefusePeriodsThatOverlap) {
    EXPECT_THAT(problems(body(hours("monday", "09:00", "13:00") + "," + hours("monday", "12:55", "17:00"))),
                ElementsAre("/hours/1 overlaps"));
    EXPECT_THAT(problems(body(hours("monday", "22:00", "06:00") + "," + hours("tuesday", "05:00", "09:00"))),
                ElementsAre("/hours/1 overlaps"));
    EXPECT_THAT(problems(body(hours("monday", "00:00", "02:00") + "," + hours("sunday", "22:00", "01:00"))),
                ElementsAre("/hours/1 overlaps"));
}

TEST(ScheduleRules, NeedDistinctVisitTypes) {
    EXPECT_THAT(problems(body("", "")), ElementsAre("/visit_types too_few"));
    EXPECT_THAT(problems(body("", visit + "," + visit)), ElementsAre("/visit_types/1/code repeated"));
}

TEST(ScheduleRules, LimitTheirLists) {
    std::string many = hours("monday", "00:00", "00:05");
    for (int i = 1; i <= 50; ++i) many += "," + hours("monday", "00:00", "00:05");
    EXPECT_THAT(problems(body(many)), ElementsAre("/hours too_many"));
}

TEST(ScheduleRules, NameEveryProblemAtOnce) {
    json::Issues issues;
    json::from_json<ScheduleRules>(R"({"timezone":"Mars/Base","hours":[],"slot_minutes":0,"surprise":1})",
                                   issues);
    EXPECT_GE(issues.all().size(), 8u);  // two bad values, an unknown member, five or more missing
}

std::vector<std::string> exception_problems(const std::string& start, const std::string& end) {
    json::Issues issues;
    json::from_json<NewException>(R"({"kind":"closed","start":")" + start + R"(","end":")" + end + "\"}",
                                  issues);
    std::vector<std::string> all;
    for (const auto& issue : issues.all()) all.push_back(issue.pointer + " " + std::string(issue.code));
    return all;
}

TEST(NewException, IsAShortTimeOnTheGrid) {
    EXPECT_THAT(exception_problems("2026-03-02T09:00", "2026-03-02T09:05"), IsEmpty());
    EXPECT_THAT(exception_problems("2026-03-02T09:00", "2026-03-02T09:00"),
                ElementsAre("/end not_after_start"));
    EXPECT_THAT(exception_problems("2026-03-02T09:00", "2027-04-06T09:00"), IsEmpty());
    EXPECT_THAT(exception_problems("2026-03-02T09:00", "2027-04-06T09:05"), ElementsAre("/end too_long"));
    EXPECT_THAT(exception_problems("2026-03-02T09:01", "2026-03-02T09:07"),
                UnorderedElementsAre("/start off_grid", "/end off_grid"));
}

}  // namespace
}  // namespace venera::scheduling
