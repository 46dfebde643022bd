#include "patients/relative.hpp"

#include <gtest/gtest.h>

#include "platform/json/shape.hpp"

namespace venera::patients {
namespace {

Date date(std::string_view text) { return *Date::parse(text); }

TEST(ComingOfAge, IsTheEighteenthBirthday) {
    EXPECT_EQ(comes_of_age(date("2010-05-31")), date("2028-05-31"));
    EXPECT_EQ(comes_of_age(date("2008-02-29")), date("2026-03-01"));
    EXPECT_EQ(comes_of_age(date("2010-02-28")), date("2028-02-28"));
}

// The statements compare with one date; it must say the same as the rule on every day.
TEST(ComingOfAge, TheDateThatStatementsCompareWithSaysTheSame) {
    for (Date birth = date("2007-12-01"); birth < date("2012-04-01"); birth = birth + std::chrono::days{1}) {
        const Date of_age = comes_of_age(birth);
        for (const int days : {-2, -1, 0, 1, 2}) {
            const Date today = of_age + std::chrono::days{days};
            EXPECT_EQ(birth > minors_born_after(today), today < of_age)
                << birth.text() << " " << today.text();
        }
    }
}

std::vector<std::string> problems_of(std::string_view text) {
    json::Issues issues;
    json::from_json<NewRelative>(text, issues);
    std::vector<std::string> problems;
    for (const auto& issue : issues.all()) problems.push_back(issue.pointer + " " + std::string(issue.code));
    return problems;
}

TEST(NewRelative, IsAMinorChildOrSomebodyWithAReference) {
    using Problems = std::vector<std::string>;
    EXPECT_EQ(
        problems_of(
            R"({"relationship":"child","first_name":"Luz","last_name":"Paz","birth_date":"2020-01-01"})"),
        Problems{});
    EXPECT_EQ(problems_of(R"({"relationship":"parent","reference":"P-ABC123"})"), Problems{});
    EXPECT_EQ(problems_of(R"({"relationship":"child","reference":"P-ABC123"})"), Problems{}) << "of age";
    EXPECT_EQ(problems_of(R"({"relationship":"child"})"),
              (Problems{"/first_name required", "/last_name required", "/birth_date required"}));
    EXPECT_EQ(problems_of(R"({"relationship":"parent","first_name":"Ana"})"),
              (Problems{"/reference required", "/first_name own_account"}));
    EXPECT_EQ(problems_of(R"({"relationship":"cousin","reference":"P-ABC123"})"),
              Problems{"/relationship not_allowed"});
}

}  // namespace
}  // namespace venera::patients
