#include "triage/red_flags.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "triage/data_folder.hpp"

namespace venera::triage {
namespace {

const RedFlags& own_rules() {
    static const RedFlags rules = read_rules(VENERA_TRIAGE_DATA);
    return rules;
}

bool fires(const RedFlags& rules, const std::string& id, std::string_view text) {
    const auto found = rules.find(Words(text), -1).rules;
    return std::ranges::any_of(found, [&](const Rule* rule) { return rule->id == id; });
}

TEST(RedFlags, HaveASourceAndThreeSentencesOfEachKindInEachLanguage) {
    std::set<std::string> ids;
    for (const auto& rule : own_rules().rules()) {
        EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
        EXPECT_FALSE(rule.source.empty()) << rule.id;
        EXPECT_FALSE(rule.terms.empty()) << rule.id;
        for (const char* language : {"en", "es"})
            for (const bool is_positive : {true, false}) {
                const auto count = std::ranges::count_if(rule.examples, [&](const Example& example) {
                    return example.language == language && example.is_positive == is_positive;
                });
                EXPECT_GE(count, 3) << rule.id << " " << language << (is_positive ? "+" : "-");
            }
    }
    EXPECT_GE(ids.size(), 50U);
}

TEST(RedFlags, DoAsTheirSentencesSay) {
    for (const auto& rule : own_rules().rules())
        for (const auto& example : rule.examples)
            EXPECT_EQ(fires(own_rules(), rule.id, example.text), example.is_positive)
                << rule.id << ": " << example.text << "\n  concepts: " << [&] {
                       std::string names;
                       for (const auto name : own_rules().find(Words(example.text), -1).signs)
                           names.append(name).append(" ");
                       return names;
                   }();
}

// A language for tests of the reading itself.
RedFlags small() {  // English, as its common words tell
    RedFlags rules;
    rules.read("small", R"(
define en pain pain|ache
context negator
en (no|without)
context weak_negator
en not
context pseudo_negator
en not only
context turn
en but
context subject
en i
context past
en years ago
context others
en my father had
context question
en symptoms of
context recent
en today
context affirmation
en but ~1 dad does
concept chest_pain
en chest ~2 {pain}
event stroke
en stroke
tight suicide
en kill myself
rule a emergency
source x
if chest_pain|stroke|suicide
)");
    rules.complete();
    return rules;
}

TEST(RedFlags, KnowWhatIsDenied) {
    const auto rules = small();
    for (const char* text :
         {"chest pain", "not only chest pain", "no fever but chest pain", "no cough. chest pain",
          "no chest pain yesterday, i have chest ache", "no a b c d e f chest pain"})
        EXPECT_TRUE(fires(rules, "a", text)) << text;
    for (const char* text : {"no chest pain", "chest without any pain", "no fever, chest pain",
                             "not my chest pain", "no cough or fever or chest pain"})
        EXPECT_FALSE(fires(rules, "a", text)) << text;
}

TEST(RedFlags, KnowWhatIsDeniedOfOneAndSaidOfAnother) {
    const auto rules = small();
    EXPECT_TRUE(fires(rules, "a", "i have no chest pain, but my dad does"));
    EXPECT_FALSE(fires(rules, "a", "i have no chest pain, but my dad coughs"));
    EXPECT_FALSE(fires(rules, "a", "no cough. but my dad does. no chest pain"));
}

TEST(RedFlags, KnowThePastAndOthers) {
    const auto rules = small();
    for (const char* text :
         {"stroke years ago", "my father had a stroke", "chest pain years ago", "symptoms of stroke"})
        EXPECT_FALSE(fires(rules, "a", text)) << text;
    for (const char* text :
         {"a stroke years ago but chest pain", "my father had chest pain", "my father had a stroke today"})
        EXPECT_TRUE(fires(rules, "a", text)) << text;
}

TEST(RedFlags, TellTheModelWhatTheySaw) {
    const auto rules = small();
    const auto signs = [&](std::string_view text) {
        std::string all;
        for (const auto sign : rules.find(Words(text), -1).signs) all.append(sign).append(" ");
        return all;
    };
    EXPECT_EQ(signs("i have chest pain"), "chest_pain ");
    EXPECT_EQ(signs("no chest pain"), "-chest_pain ");
    EXPECT_EQ(signs("my father had a stroke years ago"), "-stroke ~past ~others ");
    EXPECT_EQ(signs("symptoms of stroke"), "-stroke ~question ");
}

TEST(RedFlags, DenySuicideOnlyNearby) {
    const auto rules = small();
    EXPECT_FALSE(fires(rules, "a", "i do not kill myself"));
    EXPECT_TRUE(fires(rules, "a", "no work no sleep no love i will kill myself"));
}

TEST(RedFlags, RefuseWhatTheyDoNotUnderstand) {
    for (const char* text : {"rule x soon", "en pain", "concept a\nconcept a", "context nobody",
                             "concept a\nen {b}", "rule x emergency\nif negator", "hello"}) {
        RedFlags rules;
        EXPECT_THROW(rules.read("file", text), std::runtime_error) << text;
    }
    RedFlags rules;
    rules.read("file", "rule x emergency\nif missing");
    EXPECT_THROW(rules.complete(), std::runtime_error);
}

}  // namespace
}  // namespace venera::triage
