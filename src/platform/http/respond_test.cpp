#include "platform/http/respond.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/crypto/crypto.hpp"
#include "platform/http/server.hpp"
#include "platform/http/testing.hpp"

namespace venera::http {
namespace {

using ::testing::HasSubstr;
using testing::header;
using ::testing::Not;
using testing::World;

constexpr std::string_view thing_path = "/api/v1/things/019aa5b0-0000-7000-8000-000000000001";

std::string code_of(const Response& response) {
    const std::size_t at = response.body.find("\"code\":\"");
    if (at == std::string::npos) return std::to_string(response.status);
    const std::size_t end = response.body.find('"', at + 8);
    return std::to_string(response.status) + ' ' + response.body.substr(at + 8, end - at - 8);
}

TEST(Respond, GivesEachResultItsStatus) {
    World world;
    const Response created = world.ask("POST", "/api/v1/things", {}, R"({"name":"new"})");
    EXPECT_EQ(created.status, 201);
    EXPECT_EQ(created.content_type, "application/json");
    EXPECT_EQ(created.body, R"({"id":"019aa5b0-0000-7000-8000-000000000001","name":"new","version":1})");
    EXPECT_EQ(header(created, "Location"), thing_path);
    EXPECT_EQ(header(created, "ETag"), "\"1\"");
    EXPECT_EQ(header(created, "Idempotency-Replayed"), "");
    EXPECT_EQ(header(world.ask("POST", "/api/v1/things", {}, R"({"name":"again"})"), "Idempotency-Replayed"),
              "true");

    const Response page = world.ask("GET", "/api/v1/things?q=a+%C3%B1&limit=1");
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr(R"("next_cursor":"a ñ")"));
    EXPECT_EQ(world.ask("DELETE", thing_path, {{"authorization", "Bearer admin"}}).status, 204);
    EXPECT_EQ(world.ask("POST", "/api/v1/things/later").status, 202);
    EXPECT_THAT(world.ask("POST", "/api/v1/things/later").body, HasSubstr("nothing"));
    EXPECT_EQ(world.ask("GET", "/api/v1/things/fast").body, R"({"ready":true})");

    const Response file = world.ask("GET", std::string(thing_path) + "/picture");
    EXPECT_EQ(file.content_type, "image/png");
    EXPECT_EQ(header(file, "Content-Disposition"),
              "attachment; filename=\"a__picture____.png\"; filename*=UTF-8''a%20%22picture%22%20%C3%B1.png");
}

TEST(Respond, RefusesWithWhatTheHandlerSays) {
    World world;
    const Response taken =
        world.ask("POST", "/api/v1/things", {{"x-request-id", "r-1"}}, R"({"name":"taken"})");
    EXPECT_EQ(taken.status, 409);
    EXPECT_EQ(taken.content_type, "application/problem+json");
    EXPECT_EQ(taken.body,
              R"({"type":"/problems/thing_taken","title":"Taken","status":409,"detail":"Somebody has it.",)"
              R"("code":"thing_taken","request_id":"r-1","others":["a","b"]})");
    const Response gone =
        world.ask("POST", "/api/v1/things", {{"accept-language", "es-PE, en;q=0.5"}}, R"({"name":"gone"})");
    EXPECT_THAT(gone.body, HasSubstr(R"("title":"Se fue","status":410,"detail":"Ya no está.")"));
    EXPECT_EQ(header(gone, "Content-Language"), "es");
    EXPECT_EQ(header(gone, "Retry-After"), "7");
    const Response wrong = world.ask("POST", "/api/v1/things", {}, R"({"name":"wrong"})");
    EXPECT_EQ(code_of(wrong), "422 invalid_input");
    EXPECT_THAT(wrong.body, HasSubstr(R"("errors":[{"pointer":"/name","code":"off_grid",)"
                                      R"("detail":"must be a multiple of 5 minutes"}]})"));
}

TEST(Respond, TellsAllProblemsOfTheInputAtOnce) {
    World world;
    const Response bad =
        world.ask("POST", "/api/v1/things?x=1",
                  {{"idempotency-key", "a b"}, {"x-purpose", "fun"}, {"accept-language", "es"}},
                  R"({"size":10,"color":"red"})");
    EXPECT_EQ(code_of(bad), "422 invalid_input");
    EXPECT_THAT(bad.body, HasSubstr(R"({"parameter":"X-Purpose","code":"invalid_purpose")"));
    EXPECT_THAT(bad.body, HasSubstr(R"({"parameter":"Idempotency-Key","code":"invalid_key")"));
    EXPECT_THAT(bad.body, HasSubstr(R"({"parameter":"x","code":"unknown_parameter")"));
    EXPECT_THAT(bad.body, HasSubstr(R"({"pointer":"/name","code":"required","detail":"es obligatorio"})"));
    EXPECT_THAT(bad.body, HasSubstr(R"({"pointer":"/size","code":"out_of_range")"));
    EXPECT_THAT(bad.body, HasSubstr(R"({"pointer":"/color","code":"unknown_member")"));
    const Response path = world.ask("GET", "/api/v1/things/7");
    EXPECT_EQ(code_of(path), "422 invalid_input");
    EXPECT_THAT(path.body,
                HasSubstr(R"([{"parameter":"id","code":"not_a_uuid","detail":"must be a UUID"}])"));
}

TEST(Respond, TellsMalformedFromInvalid) {
    World world;
    for (const std::string body : {"{", "", R"({"name":"a","name":"b"})", "\xff", "nonsense"}) {
        EXPECT_EQ(code_of(world.ask("POST", "/api/v1/things", {}, body)), "400 malformed_json") << body;
    }
    EXPECT_EQ(code_of(world.ask("GET", "/api/v1/things?q=%zz")), "400 malformed_request");
    EXPECT_EQ(code_of(world.ask("GET", std::string(thing_path) + "?q=%zz")), "400 malformed_request");
    EXPECT_EQ(code_of(world.ask("GET", "/api/v1/things/%ff")), "400 malformed_request");
}

TEST(Respond, TakesNoBodyWhereNoneIsDeclared) {
    World world;
    const std::vector<Header> patient = {{"authorization", "Bearer patient"}};
    EXPECT_EQ(world.ask("POST", "/api/v1/poke", patient, " { } ").status, 204);
    EXPECT_EQ(code_of(world.ask("POST", "/api/v1/poke", patient, R"({"a":1})")), "422 invalid_input");
    EXPECT_EQ(code_of(world.ask("POST", "/api/v1/poke", patient, "{")), "400 malformed_json");
}

TEST(Respond, ChecksPathAndMethodFirst) {
    World world;
    EXPECT_EQ(code_of(world.ask("GET", "/api/v1/nothing")), "404 not_found");
    const Response method = world.ask("PUT", "/api/v1/things");
    EXPECT_EQ(code_of(method), "405 method_not_allowed");
    EXPECT_EQ(header(method, "Allow"), "GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(world.ask("HEAD", "/api/v1/things").status, 200);
    const Response options = world.ask("OPTIONS", "/api/v1/things");
    EXPECT_EQ(options.status, 204);
    EXPECT_EQ(header(options, "Allow"), "GET, HEAD, POST, OPTIONS");
}

TEST(Respond, LetsWhoMustEnrolDoNothingElse) {
    World world;
    const std::vector<Header> enrolling = {{"authorization", "Bearer patient-enrolling"}};
    EXPECT_EQ(code_of(world.ask("POST", "/api/v1/poke", enrolling)), "403 enrolment_required");
    EXPECT_EQ(world.ask("POST", "/api/v1/enrol", enrolling).status, 204);
    EXPECT_TRUE(world.things.caller.is(Role::patient));
    const std::string thing = R"({"name":"new"})";
    EXPECT_EQ(world.ask("POST", "/api/v1/things", enrolling, thing).status, 201);
    EXPECT_FALSE(world.things.caller.signed_in()) << "what is public is asked for by anybody";
    EXPECT_EQ(world.things.caller.address, "192.0.2.7");
    EXPECT_EQ(world.ask("POST", "/api/v1/things", {{"x-api-key", "vk_good"}}, thing).status, 201);
    EXPECT_FALSE(world.things.caller.signed_in()) << "a key acts only where its scope is named";
}

TEST(Respond, TellsOfWhatItAnswersAndNobodyLogged) {
    std::vector<std::string> told;
    ResponderOptions options;
    options.unlogged = [&](Context& context, const Route& route, const std::vector<std::string>& parameters,
                           ResponderOptions::Answered answered) {
        told.push_back(std::string(http::name_of(context.caller().role)) + " " + route.path + " " +
                       (parameters.empty() ? "" : parameters.front()) + " " + context.purpose +
                       (answered == ResponderOptions::Answered::allowed ? " allowed" : " denied"));
    };
    World world(std::move(options));
    const auto remove = [&](std::vector<Header> headers) {
        world.ask("DELETE", thing_path, std::move(headers));
    };
    remove({});
    world.ask("GET", thing_path, {{"authorization", "Bearer admin"}});
    EXPECT_THAT(told, ::testing::IsEmpty()) << "who is nobody, and what is public";
    remove({{"authorization", "Bearer staff"}, {"x-purpose", "payment"}});
    remove({{"authorization", "Bearer staff"}, {"x-purpose", "fun"}});
    const std::string refused = "staff /api/v1/things/{id} 019aa5b0-0000-7000-8000-000000000001 ";
    EXPECT_THAT(told, ::testing::ElementsAre(refused + "payment denied", refused + "treatment denied"));
    told.clear();
    remove({{"authorization", "Bearer admin"}});
    EXPECT_THAT(told, ::testing::ElementsAre("admin /api/v1/things/{id} " + testing::some_thing.text() +
                                             " treatment allowed"));
    remove({{"authorization", "Bearer admin"}, {"x-purpose", "fun"}});
    EXPECT_EQ(told.size(), 1U) << "what is wrong by its form was not looked for";
}

TEST(Respond, ChecksWhoCalls) {
    World world;
    const Response nobody = world.ask("DELETE", thing_path);
    EXPECT_EQ(code_of(nobody), "401 unauthenticated");
    EXPECT_EQ(header(nobody, "WWW-Authenticate"), "Bearer");
    EXPECT_EQ(code_of(world.ask("DELETE", thing_path, {{"authorization", "Bearer staff"}})), "403 forbidden");
    EXPECT_EQ(world.ask("POST", "/api/v1/poke", {{"x-api-key", "vk_good"}}).status, 204);
    EXPECT_EQ(world.things.caller.role, Role::integrator);
    EXPECT_EQ(world.things.caller.address, "192.0.2.7");
    EXPECT_EQ(code_of(world.ask("POST", "/api/v1/poke", {{"x-api-key", "vk_poor"}})), "403 forbidden");
    EXPECT_EQ(code_of(world.ask("POST", "/api/v1/enrol", {{"x-api-key", "vk_good"}})), "403 forbidden")
        << "no scope is declared";
    // An invalid proof is refused even where none is needed.
    const Response invalid = world.ask("GET", "/api/v1/things", {{"authorization", "Bearer stale"}});
    EXPECT_EQ(code_of(invalid), "401 unauthenticated");
    EXPECT_EQ(header(invalid, "WWW-Authenticate"), "Bearer error=\"invalid_token\"");
    EXPECT_EQ(code_of(world.ask("GET", "/api/v1/things", {{"authorization", "Basic YTpi"}})),
              "401 unauthenticated");
    EXPECT_EQ(code_of(world.ask("GET", "/api/v1/things", {{"x-api-key", "vk_bad"}})), "401 unauthenticated");
    EXPECT_EQ(code_of(world.ask("POST", "/api/v1/poke",
                                {{"x-api-key", "vk_good"}, {"authorization", "Bearer admin"}})),
              "401 unauthenticated");
}

TEST(Respond, TakesAnExpiredTokenForNoneWhereNobodyAsksWhoCalls) {
    World world;
    const auto asked = [&](std::string_view path, std::string_view token) {
        return code_of(world.ask("GET", path, {{"authorization", "Bearer " + std::string(token)}}));
    };
    EXPECT_EQ(world.ask("GET", "/api/v1/things", {{"authorization", "Bearer expired"}}).status, 200);
    EXPECT_EQ(asked("/api/v1/things", "forged"), "401 unauthenticated");
    EXPECT_EQ(asked("/api/v1/things/fast", "expired"), "401 unauthenticated");
}

TEST(Respond, HonoursCookiesFromItsOwnPagesOnly) {
    World world;
    const auto status = [&](std::vector<Header> headers) {
        headers.push_back({"host", "venera.example"});
        headers.push_back({"cookie", "a=b; id=42"});
        return world.ask("POST", "/api/v1/refresh", std::move(headers)).status;
    };
    EXPECT_EQ(status({{"sec-fetch-site", "same-origin"}}), 204);
    EXPECT_EQ(status({{"sec-fetch-site", "none"}}), 204);
    EXPECT_EQ(status({{"origin", "https://venera.example"}}), 204);
    EXPECT_EQ(status({}), 204);
    EXPECT_EQ(status({{"authorization", "Bearer stale"}}), 204);
    EXPECT_EQ(status({{"sec-fetch-site", "cross-site"}}), 403);
    EXPECT_EQ(status({{"sec-fetch-site", "same-site"}}), 403);
    EXPECT_EQ(status({{"origin", "https://evil.example"}}), 403);
    EXPECT_EQ(status({{"origin", "null"}}), 403);
    EXPECT_EQ(status({{"sec-fetch-site", "cross-site"}, {"origin", "https://venera.example"}}), 403);
    EXPECT_EQ(header(world.ask("POST", "/api/v1/refresh", {{"cookie", "a=b; id=42"}}), "Set-Cookie"),
              "seen=42");
}

TEST(Respond, ChecksMediaTypes) {
    World world;
    const auto posted = [&](std::string type) {
        return world.ask("POST", "/api/v1/things", {{"content-type", std::move(type)}}, R"({"name":"a"})")
            .status;
    };
    EXPECT_EQ(posted("application/json"), 201);
    EXPECT_EQ(posted("Application/JSON; charset=UTF-8"), 201);
    EXPECT_EQ(posted("text/plain"), 415);
    EXPECT_EQ(posted("application/json; charset=latin1"), 415);
    EXPECT_EQ(posted("application/jsonx"), 415);
    const auto accepted = [&](std::string type) {
        return world.ask("GET", "/api/v1/things", {{"accept", std::move(type)}}).status;
    };
    EXPECT_EQ(accepted("text/html, */*;q=0.1"), 200);
    EXPECT_EQ(accepted("application/*"), 200);
    EXPECT_EQ(accepted("text/html"), 406);
    EXPECT_EQ(accepted("application/json;q=0"), 406);
}

TEST(Respond, LimitsTheBodyOfARoute) {
    World world;
    EXPECT_EQ(code_of(world.ask("POST", "/api/v1/things/later", {}, std::string(51, ' '))),
              "413 payload_too_large");
    EXPECT_EQ(world.responder->body_limit("POST", "/api/v1/things/later"), 50U);
    EXPECT_EQ(world.responder->body_limit("POST", "/nowhere"), 1024U * 1024U);
}

TEST(Respond, ComparesVersions) {
    World world;
    const auto changed = [&](std::string tag) {
        return code_of(world.ask("PATCH", thing_path,
                                 {{"authorization", "Bearer staff"}, {"if-match", std::move(tag)}},
                                 R"({"name":"a"})"));
    };
    EXPECT_EQ(changed("\"3\""), "200");
    EXPECT_EQ(changed("W/\"3\""), "200");
    EXPECT_EQ(changed("*"), "200");
    EXPECT_EQ(changed("\"2\""), "412 version_mismatch");
    for (const std::string tag :
         {"3", "\"x\"", "\"3\", \"4\"", "\"\"", "\"-3\"", "\"99999999999999999999\""}) {
        EXPECT_EQ(changed(tag), "422 invalid_input") << tag;
    }
    const Response known = world.ask("GET", thing_path, {{"if-none-match", "\"1\", W/\"3\""}});
    EXPECT_EQ(known.status, 304);
    EXPECT_EQ(known.body, "");
    EXPECT_EQ(header(known, "ETag"), "\"3\"");
    EXPECT_EQ(world.ask("GET", thing_path, {{"if-none-match", "\"2\""}}).status, 200);
}

TEST(Respond, ReadsIdempotencyKeys) {
    World world;
    const auto given = [&](std::string key, std::string body = R"({"name":"a"})") {
        world.things.key = {};
        world.ask("POST", "/api/v1/things", {{"idempotency-key", std::move(key)}}, std::move(body));
        return world.things.key;
    };
    EXPECT_EQ(given("8e03978e-40d5").key, "8e03978e-40d5");
    EXPECT_EQ(given("\"quo\\\"ted\"").key, "quo\"ted");
    EXPECT_EQ(given(std::string(255, 'k')).key, std::string(255, 'k'));
    for (const std::string key : {"", "\"\"", "a b", "\"a\"b\"", "\"a\\n\"", "ñ"})
        EXPECT_FALSE(given(key).key) << key;
    EXPECT_FALSE(given(std::string(256, 'k')).key);
    const auto first = given("k").fingerprint;
    EXPECT_EQ(given("other").fingerprint, first);
    EXPECT_NE(given("k", R"({"name":"b"})").fingerprint, first);
    EXPECT_NE(first, crypto::Digest{});
}

TEST(Respond, TurnsABrokenEnvironmentInto503) {
    World world;
    const auto asked = [&](const std::string& name) {
        return world.ask("POST", "/api/v1/things", {}, R"({"name":")" + name + "\"}");
    };
    for (const std::string name : {"expire", "full", "stop", "unknown"}) {
        const Response response = asked(name);
        EXPECT_EQ(code_of(response), "503 unavailable") << name;
        EXPECT_EQ(header(response, "Retry-After"), "1") << name;
        EXPECT_EQ(response.close, name == "stop") << name;
    }
    EXPECT_THAT(asked("unknown").body, HasSubstr(R"("outcome":"unknown"})"));
    EXPECT_THAT(asked("full").body, Not(HasSubstr("\"outcome\":")));
}

TEST(Respond, HidesWhatBroke) {
    World world;
    const Response response = world.ask("POST", "/api/v1/things", {}, R"({"name":"throw"})");
    EXPECT_EQ(code_of(response), "500 internal_error");
    EXPECT_THAT(response.body, Not(HasSubstr("secret")));
}

TEST(Respond, LimitsEachCallerApart) {
    World world({.per_address = {2}, .per_address_at_sign_in = {1}, .per_user = {3}});
    EXPECT_EQ(world.ask("GET", "/api/v1/things").status, 200);
    const Response second = world.ask("GET", "/api/v1/things");
    EXPECT_EQ(second.status, 200);
    EXPECT_EQ(header(second, "RateLimit-Policy"), "\"address\";q=2;w=60");
    EXPECT_THAT(header(second, "RateLimit"), HasSubstr("\"address\";r=0;t="));
    const Response third = world.ask("GET", "/api/v1/things");
    EXPECT_EQ(code_of(third), "429 rate_limited");
    EXPECT_EQ(header(third, "Retry-After"), "30");
    // A stale token is charged to the address as well, so guessing is limited.
    EXPECT_EQ(world.ask("GET", "/api/v1/things", {{"authorization", "Bearer stale"}}).status, 429);
    EXPECT_EQ(world.ask("GET", "/api/v1/things", {{"authorization", "Bearer staff"}}).status, 200);
    EXPECT_EQ(world.ask("POST", "/api/v1/refresh").status, 204);
    EXPECT_EQ(world.ask("POST", "/api/v1/refresh").status, 429);
    Request elsewhere = testing::request("GET", "/api/v1/things");
    elsewhere.peer_address = "192.0.2.8";
    EXPECT_EQ(world.ask(elsewhere).status, 200);
    Request here = testing::request("POST", "/api/v1/refresh");
    here.peer_address = "127.0.0.1";
    EXPECT_EQ(world.ask(here).status, 204);
    EXPECT_EQ(header(world.ask(here), "RateLimit"), "");
}

TEST(Respond, LimitsLoopbackIfToldSo) {
    World world({.per_address = {1}, .loopback = ResponderOptions::Loopback::limited});
    Request here = testing::request("GET", "/api/v1/things");
    here.peer_address = "::1";
    EXPECT_EQ(world.ask(here).status, 200);
    EXPECT_EQ(world.ask(here).status, 429);
}

TEST(Respond, AnswersCrossOriginRequestsOfTheListOnly) {
    World world({.allowed_origins = {"https://app.example"}});
    const Response known =
        world.ask("OPTIONS", "/api/v1/things",
                  {{"origin", "https://app.example"}, {"access-control-request-method", "POST"}});
    EXPECT_EQ(header(known, "Access-Control-Allow-Origin"), "https://app.example");
    EXPECT_EQ(header(known, "Access-Control-Allow-Methods"), "GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(header(known, "Access-Control-Allow-Credentials"), "");
    const Response other =
        world.ask("OPTIONS", "/api/v1/things",
                  {{"origin", "https://evil.example"}, {"access-control-request-method", "POST"}});
    EXPECT_EQ(header(other, "Access-Control-Allow-Origin"), "");
    EXPECT_EQ(header(other, "Access-Control-Allow-Methods"), "");
    const Response got = world.ask("GET", "/api/v1/things", {{"origin", "https://app.example"}});
    EXPECT_EQ(header(got, "Access-Control-Allow-Origin"), "https://app.example");
    EXPECT_EQ(header(got, "Vary"), "Origin");
    EXPECT_EQ(header(World().ask("GET", "/api/v1/things", {{"origin", "https://app.example"}}),
                     "Access-Control-Allow-Origin"),
              "");
}

TEST(Respond, SendsTheHeadersOfEveryAnswer) {
    World world;
    const Response response = world.ask("GET", "/api/v1/things", {{"x-request-id", "my.id_1-2"}});
    EXPECT_EQ(header(response, "X-Request-Id"), "my.id_1-2");
    EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(header(response, "Referrer-Policy"), "no-referrer");
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    EXPECT_EQ(header(response, "Strict-Transport-Security"), "");
    EXPECT_EQ(header(world.ask("GET", "/api/v1/things/fast"), "Cache-Control"), "public, max-age=5");
    for (const std::string id : {"", "a b", "a\"b", "ñ"}) {
        EXPECT_EQ(header(world.ask("GET", "/api/v1/things", {{"x-request-id", id}}), "X-Request-Id").size(),
                  36U)
            << id;
    }
    EXPECT_EQ(
        header(world.ask("GET", "/api/v1/things", {{"x-request-id", std::string(65, 'a')}}), "X-Request-Id")
            .size(),
        36U);
    const std::string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    EXPECT_THAT(header(world.ask("GET", "/api/v1/things", {{"traceparent", parent}}), "traceparent"),
                HasSubstr("0af7651916cd43dd8448eb211c80319c"));
    Request secure = testing::request("GET", "/docs");
    secure.secure = true;
    const Response page = world.ask(secure);
    EXPECT_THAT(header(page, "Strict-Transport-Security"), HasSubstr("max-age="));
    EXPECT_THAT(header(page, "Content-Security-Policy"), HasSubstr("default-src 'self'"));
    EXPECT_THAT(header(page, "Content-Security-Policy"), HasSubstr("frame-ancestors 'none'"));
}

TEST(Respond, ReadsThePurpose) {
    World world;
    world.ask("POST", "/api/v1/things", {}, R"({"name":"a"})");
    EXPECT_EQ(world.things.purpose, "treatment");
    world.ask("POST", "/api/v1/things", {{"x-purpose", "break-glass"}, {"x-purpose-reason", "unconscious"}},
              R"({"name":"a"})");
    EXPECT_EQ(world.things.purpose, "break-glass");
    const Response without =
        world.ask("POST", "/api/v1/things", {{"x-purpose", "break-glass"}}, R"({"name":"a"})");
    EXPECT_THAT(without.body, HasSubstr(R"("parameter":"X-Purpose-Reason","code":"reason_required")"));
    const auto refused = [&](const std::string& purpose, const std::string& reason) {
        const Response answer =
            world.ask("POST", "/api/v1/things", {{"x-purpose", purpose}, {"x-purpose-reason", reason}},
                      R"({"name":"a"})");
        return answer.status == 201 ? std::string() : answer.body;
    };
    EXPECT_THAT(refused("break-glass", "test"), HasSubstr(R"("code":"too_short")"));
    EXPECT_EQ(refused("treatment", "test"), "");
    EXPECT_THAT(refused("treatment", ""), HasSubstr(R"("code":"too_short")"));
    EXPECT_THAT(refused("break-glass", " unconscious"), HasSubstr(R"("code":"surrounding_space")"));
    EXPECT_EQ(refused("break-glass", std::string(500, 'x')), "");
    EXPECT_THAT(refused("break-glass", std::string(501, 'x')), HasSubstr(R"("code":"too_long")"));
}

TEST(Respond, AnswersForTheEdge) {
    World world;
    const Response response = world.responder->refuse(431, "header_fields_too_large");
    EXPECT_EQ(code_of(response), "431 header_fields_too_large");
    EXPECT_TRUE(response.close);
    EXPECT_EQ(header(response, "X-Request-Id").size(), 36U);
    const ServerHooks hooks = server_hooks(*world.responder);
    Response finished = hooks.problem(400, "malformed_request");
    hooks.finish(finished, Transport::tls);
    EXPECT_EQ(header(finished, "Cache-Control"), "no-store");
    EXPECT_THAT(header(finished, "Strict-Transport-Security"), HasSubstr("max-age="));
    EXPECT_EQ(hooks.body_limit("POST", "/api/v1/things/later"), 50U);
    EXPECT_NO_THROW(hooks.escaped("handler", std::make_exception_ptr(std::runtime_error("x"))));
}

TEST(Respond, CountsByRouteTemplate) {
    World world;
    world.ask("GET", thing_path);
    world.ask("GET", thing_path);
    world.ask("GET", "/secret/path");
    const std::string text = world.metrics.text();
    EXPECT_THAT(
        text,
        HasSubstr(
            "venera_http_requests_total{method=\"GET\",route=\"/api/v1/things/{id}\",status=\"200\"} 2"));
    EXPECT_THAT(text,
                HasSubstr("venera_http_requests_total{method=\"any\",route=\"none\",status=\"404\"} 1"));
    EXPECT_THAT(text, Not(HasSubstr("secret")));
    EXPECT_THAT(text, Not(HasSubstr("019aa5b0")));
}

}  // namespace
}  // namespace venera::http
