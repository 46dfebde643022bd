#include "patients/record.hpp"

#include <gtest/gtest.h>

#include "platform/json/shape.hpp"
#include "platform/json/testing.hpp"

namespace venera::patients {
namespace {

const Instant yesterday = Instant::from_epoch_seconds(1'800'000'000);
const Instant today = Instant::from_epoch_seconds(1'800'086'400);
const UserId first{Uuid{{1}}};
const UserId second{Uuid{{2}}};

Allergy allergy(std::string substance, Severity severity = Severity::mild) {
    return {{std::move(substance)}, severity, std::nullopt};
}

std::vector<RecordedAllergy> before() {
    return {{allergy("Penicillin"), {first, std::nullopt, yesterday}},
            {allergy("Latex"), {first, std::nullopt, yesterday}}};
}

TEST(Replaced, KeepsTheAuthorOfWhatIsUnchanged) {
    const auto after = replaced(before(), {allergy("Latex"), allergy("Nuts"), allergy("Penicillin")},
                                {second, std::nullopt, today});
    ASSERT_EQ(after.size(), 3U);
    EXPECT_EQ(after[0].recorded_by, first);
    EXPECT_EQ(after[0].recorded_at, yesterday);
    EXPECT_EQ(after[1].substance.value, "Nuts");
    EXPECT_EQ(after[1].recorded_by, second);
    EXPECT_EQ(after[1].recorded_at, today);
    EXPECT_EQ(after[2].recorded_by, first);
}

TEST(Replaced, NamesWhoChangedAnEntry) {
    const auto after =
        replaced(before(), {allergy("Penicillin", Severity::severe)}, {second, std::nullopt, today});
    ASSERT_EQ(after.size(), 1U);
    EXPECT_EQ(after[0].severity, Severity::severe);
    EXPECT_EQ(after[0].recorded_by, second);
}

TEST(Replaced, AnEntryGivenTwiceIsNewOnce) {
    const auto after =
        replaced(before(), {allergy("Latex"), allergy("Latex")}, {second, std::nullopt, today});
    ASSERT_EQ(after.size(), 2U);
    EXPECT_EQ(after[0].recorded_by, first);
    EXPECT_EQ(after[1].recorded_by, second);
}

template <class T>
std::string problem_of(std::string_view text) {
    json::Issues issues;
    json::from_json<std::vector<T>>(text, issues);
    return issues.empty() ? "" : issues.all().front().pointer + " " + std::string(issues.all().front().code);
}

TEST(Record, TakesWhatTheRulesAllow) {
    EXPECT_EQ(problem_of<Allergy>(R"([{"substance":"Penicillin","severity":"severe","reaction":"Hives"}])"),
              "");
    EXPECT_EQ(problem_of<Medication>(R"([{"name":"Aspirin","since":"2026-01-01","until":"2026-01-01"}])"),
              "");
    EXPECT_EQ(problem_of<Condition>(R"([{"condition":"Asthma","status":"active","note":"a\nb"}])"), "");
}

TEST(Record, RefusesWhatBreaksThem) {
    EXPECT_EQ(problem_of<Allergy>(R"([{"substance":"A","severity":"deadly"}])"), "/0/severity not_allowed");
    EXPECT_EQ(problem_of<Allergy>(R"([{"severity":"mild"}])"), "/0/substance required");
    EXPECT_EQ(problem_of<Allergy>(R"([{"substance":"A","severity":"mild","recorded_by":"x"}])"),
              "/0/recorded_by unknown_member");
    EXPECT_EQ(
        problem_of<Medication>(R"([{"name":"A"},{"name":"B","since":"2026-02-02","until":"2026-02-01"}])"),
        "/1/until before_since");
    EXPECT_EQ(problem_of<Condition>(R"([{"condition":"A","status":"gone"}])"), "/0/status not_allowed");
    EXPECT_EQ(problem_of<Condition>(R"({})"), " wrong_type");
}

TEST(Record, ShowsEntriesWithTheirAuthor) {
    const auto text = json::to_json(before().front());
    EXPECT_EQ(text, R"({"substance":"Penicillin","severity":"mild","reaction":null,"recorded_by":")" +
                        first.text() +
                        R"(","recorded_by_doctor_id":null,"recorded_at":"2027-01-15T08:00:00Z"})");
}

}  // namespace
}  // namespace venera::patients
