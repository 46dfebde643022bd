#include <gtest/gtest.h>

#include "platform/json/testing.hpp"

namespace venera::json::testing {
namespace {

struct Search {
    Whole<1, 31> days;
    std::optional<Date> from;
    std::optional<Date> to;
    std::optional<bool> active;
    std::optional<double> min_rating;
    std::optional<std::int64_t> max_price_cents;
    std::optional<std::vector<Channel>> channels;
    std::vector<DoctorId> doctors;
    std::optional<Text<20>> q;
};
BOOST_DESCRIBE_STRUCT(Search, (), (days, from, to, active, min_rating, max_price_cents, channels, doctors, q))
void check(const Search& search, Issues& issues) {
    if (search.from && search.to && *search.to < *search.from) {
        issues.add("/to", {"before_from", "must not be before from"});
    }
}

std::string problems(const std::vector<Parameter>& parameters) {
    Issues issues;
    from_parameters<Search>(parameters, issues);
    EXPECT_FALSE(issues.malformed());
    return text_of(issues);
}

TEST(Parameters, ReadsEveryKind) {
    Issues issues;
    const auto search = from_parameters<Search>({{"q", "Ana, of Lima"},
                                                 {"days", "31"},
                                                 {"from", "2026-12-01"},
                                                 {"active", "false"},
                                                 {"min_rating", "4.5"},
                                                 {"max_price_cents", "-0"},
                                                 {"channels", "push,sms"},
                                                 {"doctors", "018f3b6e-0000-7000-8000-000000000001"}},
                                                issues);
    EXPECT_EQ(text_of(issues), "");
    EXPECT_EQ(search.days.value, 31);
    EXPECT_EQ(search.from->text(), "2026-12-01");
    EXPECT_FALSE(search.to.has_value());
    EXPECT_EQ(search.active, false);
    EXPECT_EQ(search.min_rating, 4.5);
    EXPECT_EQ(search.max_price_cents, 0);
    EXPECT_EQ(search.channels, (std::vector{Channel::push, Channel::sms}));
    EXPECT_EQ(search.doctors.size(), 1U);
    EXPECT_EQ(search.q->value, "Ana, of Lima");
}

TEST(Parameters, ReportsAllProblemsByName) {
    EXPECT_EQ(problems({{"from", "tomorrow"},
                        {"from", "2026-12-01"},
                        {"x", "1"},
                        {"active", "1"},
                        {"channels", "sms,,push"},
                        {"max_price_cents", "9223372036854775808"}}),
              "?from not_a_date; ?from duplicate_parameter; ?x unknown_parameter; ?active wrong_type; "
              "?channels not_allowed; ?max_price_cents out_of_range; ?days required");
}

TEST(Parameters, TakesNumbersAsJsonWritesThem) {
    for (const char* text : {"", " 1", "1 ", "+1", "01", "1.0", "1e1", "0x1", "--1", "-", "one"}) {
        EXPECT_EQ(problems({{"days", text}}), "?days wrong_type") << text;
    }
    EXPECT_EQ(problems({{"days", "0"}}), "?days out_of_range");
    for (const char* text :
         {"", "nan", "inf", "-inf", ".5", "5.", "1e", "1e+", "1.e1", "0x1p3", "1,5", "05"}) {
        EXPECT_EQ(problems({{"days", "1"}, {"min_rating", text}}), "?min_rating wrong_type") << text;
    }
    for (const char* text : {"0", "-0.5", "1e3", "1E-3", "1.25e+2"}) {
        EXPECT_EQ(problems({{"days", "1"}, {"min_rating", text}}), "") << text;
    }
    EXPECT_EQ(problems({{"days", "1"}, {"min_rating", "1e999"}}), "?min_rating out_of_range");
}

TEST(Parameters, ChecksAcrossParameters) {
    EXPECT_EQ(problems({{"days", "1"}, {"from", "2026-12-02"}, {"to", "2026-12-01"}}), "?to before_from");
}

TEST(Parameters, RefusesAStructThatIsNoQuery) {
    Issues issues;
    EXPECT_THROW(from_parameters<One<Slot>>({{"a", "x"}}, issues), std::logic_error);
}

}  // namespace
}  // namespace venera::json::testing
