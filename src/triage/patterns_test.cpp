#include "triage/patterns.hpp"

#include <gtest/gtest.h>

#include <set>

namespace venera::triage {
namespace {

bool matches(std::string_view pattern, std::string_view text) {
    Matcher matcher;
    matcher.add(0, pattern);
    matcher.seal();
    return !matcher.find(Words(text), {}).empty();
}

TEST(Matcher, TakesWordsInTheirOrder) {
    EXPECT_TRUE(matches("chest pain", "a bad chest pain"));
    EXPECT_FALSE(matches("chest pain", "pain chest"));
    EXPECT_FALSE(matches("chest pain", "chest. pain"));
    EXPECT_FALSE(matches("chest pain", "chest, pain"));
    EXPECT_TRUE(matches("no no", "no no"));
    EXPECT_FALSE(matches("no no", "no"));
}

TEST(Matcher, TakesBeginningsAndNumbers) {
    EXPECT_TRUE(matches("swell*", "swelling"));
    EXPECT_TRUE(matches("swell*", "swell"));
    EXPECT_FALSE(matches("swell*", "swel"));
    EXPECT_TRUE(matches("<38-42>", "38,5"));
    EXPECT_TRUE(matches("<1-6> weeks", "six weeks"));
    EXPECT_FALSE(matches("<38-42>", "37.9"));
}

TEST(Matcher, LeavesGapsInsideAClause) {
    EXPECT_TRUE(matches("pain ~2 chest", "pain in my chest"));
    EXPECT_TRUE(matches("pain ~2 chest", "pain chest"));
    EXPECT_FALSE(matches("pain ~1 chest", "pain in my chest"));
    EXPECT_FALSE(matches("pain ~5 chest", "pain, in my chest"));
    EXPECT_TRUE(matches("pain &2 chest", "chest is in pain"));
    EXPECT_TRUE(matches("pain ~2 chest", "pain pain in my chest"));
}

TEST(Matcher, TakesChoices) {
    for (const char* text : {"cant breathe", "can not breathe", "can hardly breathe"})
        EXPECT_TRUE(matches("(cant|can (not|hardly)) breathe", text)) << text;
    EXPECT_FALSE(matches("(cant|can (not|hardly)) breathe", "can breathe"));
    EXPECT_TRUE(matches("falta (el|de|) aire", "falta aire"));
    EXPECT_TRUE(matches("falta (el|de|) aire", "falta de aire"));
    EXPECT_FALSE(matches("falta (el|de|) aire", "falta mucho aire"));
    EXPECT_TRUE(matches("a ~1 (b|) ~1 c", "a x y c"));
}

TEST(Matcher, ShareWhatTheyBeginWith) {
    Matcher matcher;
    matcher.add(1, "(chest|breast) ~2 pain");
    matcher.add(2, "(chest|breast) ~2 (pain|ache) today");
    matcher.add(3, "(chest|breast) ~1 pain");
    matcher.seal();
    std::set<std::uint32_t> found;
    for (const auto& match : matcher.find(Words("chest is in pain today"), {})) found.insert(match.pattern);
    EXPECT_EQ(found, (std::set<std::uint32_t>{1, 2}));
}

TEST(Matcher, TellsWhereAndWhatDeniesInside) {
    Matcher matcher;
    matcher.add(7, "chest ~3 hurts");
    matcher.seal();
    const Words words("well my chest does not hurts");
    const auto found = matcher.find(words, {0, 0, 0, 0, 1, 0});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].pattern, 7U);
    EXPECT_EQ(found[0].begin, 2U);
    EXPECT_EQ(found[0].end, 5U);
    EXPECT_TRUE(found[0].has_gap_negator);
}

TEST(Matcher, HearsWhatAWordMayHaveMeant) {
    Matcher matcher;
    matcher.add(1, "chest pain");
    matcher.add(2, "chest pian");
    matcher.seal();
    Words words("chest pian");
    words.respell([](std::string_view word) {
        return word == "pian" ? Words::Reading{"pain", false} : Words::Reading{};
    });
    EXPECT_EQ(matcher.find(words, {}).size(), 2U);
}

TEST(Matcher, RefusesWhatIsNoPattern) {
    Matcher matcher;
    for (const char* text : {"", "(a|b", "a)", "a ~", "a ~x b", "a ~99 b", "~3", "A", "<5>", "<9-1>", "x*",
                             "a & b & c", "((((((a))))))", "(|)"})
        EXPECT_THROW(matcher.add(0, text), std::runtime_error) << text;
}

// The work is counted, not timed: a long text of the words that wait for each other most.
TEST(Matcher, IsLinearInTheText) {
    Matcher matcher;
    matcher.add(0, "a ~30 a ~30 a ~30 b");
    matcher.seal();
    std::string text;
    for (int i = 0; i < 30'000; ++i) text += "a ";
    EXPECT_TRUE(matcher.find(Words(text), {}).empty());
}

}  // namespace
}  // namespace venera::triage
