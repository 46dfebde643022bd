#include "platform/http/web_application.hpp"

#include <gtest/gtest.h>

#include "platform/http/testing.hpp"

namespace venera::http {
namespace {

constexpr std::string_view page = "<!doctype html>\n<html lang=\"en\" data-theme=\"system\">\n<head></head>";

class WebApplicationTest : public ::testing::Test {
protected:
    // As a browser that navigates asks, unless `headers` say otherwise.
    Response ask(std::string_view target, std::vector<Header> headers = {{"accept", "text/html,*/*;q=0.8"}},
                 Locale locale = Locale::english) {
        Request request = testing::request("GET", target, std::move(headers));
        const Router::Match match = router_.match(Method::get, request.path);
        Exchange exchange{request, match.parameters, wait_, "id", trace_, locale, {}};
        return match.route->raw(exchange);
    }

    Router router_;
    WebApplication web_{{{"index.html", page, "", ""},
                         {"preloads.txt", "/doctors/ assets/a-1.js assets/b-2.js\n/none\n", "", ""},
                         {"assets/a-1.js", "identity", "gzip", "brotli"},
                         {"assets/b-2.svg", "small", "", ""}}};
    fibers::PollWait wait_;
    tracing::Trace trace_ = tracing::Trace::from("");

    void SetUp() override { web_.add_routes(router_); }
};

TEST_F(WebApplicationTest, WritesLanguageAndThemeOfTheReader) {
    EXPECT_TRUE(
        ask("/").body.starts_with("<!doctype html>\n<html lang=\"en\" data-theme=\"system\">\n<head>"));
    const auto spanish = ask("/", {}, Locale::spanish);
    EXPECT_TRUE(spanish.body.starts_with("<!doctype html>\n<html lang=\"es\" data-theme=\"system\">"));
    const auto chosen = ask("/", {{"cookie", "venera_language=en; venera_theme=dark"}}, Locale::spanish);
    EXPECT_TRUE(chosen.body.starts_with("<!doctype html>\n<html lang=\"en\" data-theme=\"dark\">"));
    const auto hostile = ask("/", {{"cookie", "venera_language=\"><script>; venera_theme=\"><script>"}});
    EXPECT_TRUE(
        hostile.body.starts_with("<!doctype html>\n<html lang=\"en\" data-theme=\"system\">\n<head>"));
    EXPECT_EQ(testing::header(hostile, "Cache-Control"), "no-cache");
}

TEST_F(WebApplicationTest, HasATagForEachFormOfThePage) {
    const std::string english = testing::header(ask("/"), "ETag");
    const std::string spanish = testing::header(ask("/", {}, Locale::spanish), "ETag");
    EXPECT_NE(english, spanish);
    const auto again = ask("/", {{"if-none-match", english}});
    EXPECT_EQ(again.status, 304);
    EXPECT_TRUE(again.body.empty());
    EXPECT_EQ(ask("/", {{"if-none-match", spanish}}).status, 200);
}

TEST_F(WebApplicationTest, NamesWhatThePageAtAnAddressIsMadeOf) {
    EXPECT_EQ(testing::header(ask("/doctors/1?day=2026-11-22"), "Link"),
              "</assets/a-1.js>; rel=modulepreload, </assets/b-2.js>; rel=modulepreload");
    for (const std::string_view path : {"/", "/none", "/doctors"})
        EXPECT_EQ(testing::header(ask(path), "Link"), "") << path;
    EXPECT_EQ(ask("/preloads.txt").body, ask("/").body) << "it is no file for readers";
}

TEST_F(WebApplicationTest, GivesThePageToBrowsersAtAddressesThatTheApiDoesNotHave) {
    EXPECT_EQ(ask("/appointments/1").status, 200);
    for (const std::string_view path :
         {"/api", "/api/v1/nothing", "/fhir/Patient", "/assets/c-3.js", "/.well-known/nothing"})
        EXPECT_EQ(ask(path).status, 404) << path;
    for (const std::string_view accept : {"*/*", "application/json"})
        EXPECT_EQ(ask("/appointments/1", {{"accept", std::string(accept)}}).status, 404) << accept;
    EXPECT_EQ(ask("/appointments/1", {}).status, 404);
    EXPECT_EQ(ask("/apiary").status, 200);
}

TEST_F(WebApplicationTest, SendsTheFormThatTheReaderPrefers) {
    const auto asset = [&](std::string_view coding, std::string_view path = "/assets/a-1.js") {
        return ask(path, {{"accept-encoding", std::string(coding)}});
    };
    EXPECT_EQ(asset("gzip, br").body, "brotli");
    EXPECT_EQ(testing::header(asset("gzip, br"), "Content-Encoding"), "br");
    EXPECT_EQ(asset("gzip").body, "gzip");
    EXPECT_EQ(testing::header(asset("gzip"), "Vary"), "Accept-Encoding");
    EXPECT_EQ(asset("identity").body, "identity");
    EXPECT_EQ(asset("br", "/assets/b-2.svg").body, "small");
    EXPECT_EQ(testing::header(asset("br", "/assets/b-2.svg"), "Content-Encoding"), "");
    EXPECT_EQ(asset("br").content_type, "text/javascript; charset=utf-8");
    EXPECT_EQ(testing::header(asset("br"), "Cache-Control"), "public, max-age=31536000, immutable");
}

TEST(WebApplication, IsNotThereWithoutFilesAndRefusesAPageItCannotWriteTo) {
    Router router;
    const WebApplication none({});
    none.add_routes(router);
    fibers::PollWait wait;
    Request request = testing::request("GET", "/", {{"accept", "text/html"}});
    const std::vector<std::string> parameters{""};
    const tracing::Trace trace = tracing::Trace::from("");
    Exchange exchange{request, parameters, wait, "id", trace, Locale::english, {}};
    EXPECT_EQ(router.match(Method::get, "/").route->raw(exchange).status, 404);
    EXPECT_EQ(none.fallback(exchange).status, 404);
    EXPECT_THROW(WebApplication({{"index.html", "<html lang=\"en\">", "", ""}}), std::logic_error);
}

}  // namespace
}  // namespace venera::http
