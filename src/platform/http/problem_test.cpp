#include "platform/http/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "platform/http/docs.hpp"
#include "platform/http/testing.hpp"

namespace venera::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Also where sanitizers keep the compiler from comparing addresses of different objects.
static_assert(std::is_constructible_v<Result<int, invalid_input, not_found>, Refuse<not_found>>);
static_assert(std::is_constructible_v<Result<int, not_found, invalid_input>, Refuse<invalid_input>>);
static_assert(!std::is_constructible_v<Result<int, invalid_input>, Refuse<not_found>>);

TEST(Problem, IsWrittenInBothLanguages) {
    const Response english = problem(view(not_found), Locale::english, "r-1");
    EXPECT_EQ(english.status, 404);
    EXPECT_EQ(english.content_type, "application/problem+json");
    EXPECT_EQ(english.body, R"({"type":"/problems/not_found","title":"Not found","status":404,)"
                            R"("detail":"There is nothing here, or it is not yours to see.",)"
                            R"("code":"not_found","request_id":"r-1"})");
    const Response spanish = problem(view(not_found), Locale::spanish, "r-1");
    EXPECT_EQ(
        spanish.body,
        R"({"type":"/problems/not_found","title":"No encontrado","status":404,)"
        R"("detail":"Aquí no hay nada, o no le corresponde verlo.","code":"not_found","request_id":"r-1"})");
}

TEST(Problem, SpeaksTheLanguageThatTheClientPrefers) {
    using Field = std::optional<std::string_view>;
    for (const Field field : {Field{}, Field{"en"}, Field{"fr"}, Field{"en, es"}, Field{"es;q=0.4, en;q=0.5"},
                              Field{"es;q=0"}, Field{"es;q=2"}, Field{"est"}, Field{""}, Field{",;q="}}) {
        EXPECT_EQ(locale_of(field), Locale::english) << field.value_or("none");
    }
    for (const Field field : {Field{"es"}, Field{"ES-pe"}, Field{"es-419, es;q=0.9, en;q=0.8"},
                              Field{"es, en"}, Field{"en;q=0.4,es;q=0.5"}, Field{"fr, es;q=0.1"}}) {
        EXPECT_EQ(locale_of(field), Locale::spanish) << *field;
    }
}

TEST(Problem, ListsProblemsOfTheInput) {
    json::Issues issues;
    issues.add("/a~1b", {"required", "is required"});
    issues.add_parameter("limit", {"out_of_range", "is out of range"});
    issues.add("", {"wrong_type", "must be an object"});
    const std::string body = problem(view(invalid_input), Locale::spanish, "r", &issues).body;
    EXPECT_THAT(body,
                HasSubstr(R"("errors":[{"pointer":"/a~1b","code":"required","detail":"es obligatorio"},)"
                          R"({"parameter":"limit","code":"out_of_range","detail":"está fuera de rango"},)"
                          R"({"pointer":"","code":"wrong_type","detail":"debe ser un objeto"}]})"));
}

TEST(Problem, EscapesWhatItQuotes) {
    json::Issues issues;
    issues.add_parameter("a\"b\n", {"unknown_parameter", "is not a parameter of this request"});
    EXPECT_THAT(problem(view(invalid_input), Locale::english, "r", &issues).body, HasSubstr(R"("a\"b\n")"));
}

TEST(Problem, CursorsAndParametersAreNamed) {
    const auto bad = invalid_cursor_given();
    RefusalView refusal = view(invalid_cursor);
    refusal.extra = bad.extra;
    refusal.extra_shape = bad.extra_shape;
    EXPECT_THAT(problem(refusal, Locale::english, "r").body,
                HasSubstr(R"("errors":[{"parameter":"cursor","code":"invalid_cursor")"));
}

TEST(Problem, EveryRefusalOfThePlatformHasAllItsWords) {
    std::set<std::string_view> codes;
    for (const RefusalView& refusal : platform_refusals()) {
        EXPECT_TRUE(codes.insert(refusal.code).second) << refusal.code;
        EXPECT_GE(refusal.status, 400) << refusal.code;
        for (const std::string_view text :
             {refusal.english.title, refusal.english.detail, refusal.spanish.title, refusal.spanish.detail}) {
            EXPECT_FALSE(text.empty()) << refusal.code;
        }
        EXPECT_NE(refusal.english.title, refusal.spanish.title) << refusal.code;
    }
}

TEST(Catalogue, KnowsEachRefusalOnce) {
    Catalogue catalogue;
    const std::size_t before = catalogue.all().size();
    catalogue.add(view(testing::thing_gone), "GET /a");
    catalogue.add(view(testing::thing_gone), "GET /b");
    EXPECT_EQ(catalogue.all().size(), before + 1);
    ASSERT_NE(catalogue.find("thing_gone"), nullptr);
    EXPECT_EQ(catalogue.find("thing_gone")->operations, (std::vector<std::string>{"GET /a", "GET /b"}));
    EXPECT_EQ(catalogue.find("thing"), nullptr);
    RefusalView other = view(testing::thing_gone);
    other.status = 404;
    EXPECT_THROW(catalogue.add(other), std::logic_error);
}

TEST(ProblemPage, ExplainsACode) {
    testing::World world;
    const Response page = world.ask("GET", "/problems/thing_gone");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
    EXPECT_THAT(page.body, HasSubstr("It is &lt;gone&gt;."));
    EXPECT_THAT(page.body, HasSubstr("Ya no está."));
    EXPECT_THAT(page.body, HasSubstr("POST /api/v1/things"));
    EXPECT_EQ(world.ask("GET", "/problems/rate_limited").status, 200);
    const Response unknown = world.ask("GET", "/problems/%3Cscript%3E");
    EXPECT_EQ(unknown.status, 404);
    EXPECT_THAT(unknown.body, Not(HasSubstr("script")));
    EXPECT_EQ(testing::header(unknown, "Cache-Control"), "no-store");
    EXPECT_THAT(world.ask("GET", "/problems").body, HasSubstr("/problems/thing_taken"));
}

}  // namespace
}  // namespace venera::http
