// The routes through the edge's own steps, without a socket: cookies, status codes, and answers that must not
// differ.
#include "identity/routes.hpp"

#include <gtest/gtest.h>

#include "identity/testing/identity_test.hpp"
#include "platform/http/respond.hpp"

namespace venera::identity {
namespace {

using http::Request;
using http::Response;

struct RoutesTest : testing::IdentityTest {
    RoutesTest() {
        add_routes(router, auth, *identity);
        responder = std::make_unique<http::Responder>(router, &identity->authenticator(), limits, clock,
                                                      database.log(), database.metrics());
    }

    Response send(Request request) {
        request.headers.push_back({"host", "clinic.example"});
        if (!request.body.empty()) request.headers.push_back({"content-type", "application/json"});
        request.peer_address = "127.0.0.1";
        return responder->respond(request, database.wait(), &database.pool());
    }
    static Request request(std::string method, std::string path, std::string body = "") {
        Request request;
        request.method = std::move(method);
        request.path = std::move(path);
        request.body = std::move(body);
        return request;
    }
    static Request from_cookie(std::string path, std::string cookie) {
        Request made = request("POST", std::move(path));
        made.headers.push_back({"sec-fetch-site", "same-origin"});
        made.headers.push_back({"cookie", std::move(cookie)});
        return made;
    }
    static std::vector<std::string> cookies(const Response& response) {
        std::vector<std::string> found;
        for (const auto& header : response.headers) {
            if (header.name == "Set-Cookie") found.push_back(header.value);
        }
        return found;
    }
    // "name=value" of the first cookie whose name begins so.
    static std::string pair(const Response& response, std::string_view name) {
        for (const std::string& cookie : cookies(response)) {
            if (cookie.starts_with(name)) return cookie.substr(0, cookie.find(';'));
        }
        return {};
    }
    static std::string member(const Response& response, std::string_view name) {
        const std::string before = "\"" + std::string(name) + "\":\"";
        const auto at = response.body.find(before);
        if (at == std::string::npos) return {};
        const auto begin = at + before.size();
        return response.body.substr(begin, response.body.find('"', begin) - begin);
    }
    Response register_ana() {
        return send(request("POST", "/api/v1/auth/register",
                            R"({"email":"ana@example.org","password":"tranquil harbour 27 lanterns",)"
                            R"("first_name":"Ana","last_name":"Quispe","phone":"+51 987 654 321"})"));
    }

    http::Router router;
    AuthRoutes auth{*identity};
    http::RateLimits limits;
    std::unique_ptr<http::Responder> responder;
};

TEST_F(RoutesTest, RegisteringSetsTheCookiesAndNamesWhatTheContractNames) {
    const Response made = register_ana();
    ASSERT_EQ(made.status, 201) << made.body;
    for (const char* name : {"user", "patient", "access_token", "token_type", "expires_in"}) {
        EXPECT_NE(made.body.find("\"" + std::string(name) + "\":"), std::string::npos) << name;
    }
    EXPECT_EQ(made.body.find("argon2"), std::string::npos);
    EXPECT_EQ(made.body.find("lanterns"), std::string::npos);
    ASSERT_EQ(cookies(made).size(), 2U);
    EXPECT_TRUE(cookies(made)[0].starts_with("venera_refresh="));
    EXPECT_TRUE(cookies(made)[0].ends_with("; Path=/; Max-Age=86400; HttpOnly; SameSite=Strict"));
    EXPECT_EQ(member(made, "token_type"), "Bearer");

    Request me = request("GET", "/api/v1/me");
    me.headers.push_back({"authorization", "Bearer " + member(made, "access_token")});
    const Response mine = send(me);
    EXPECT_EQ(mine.status, 200);
    EXPECT_NE(mine.body.find("+51987654321"), std::string::npos);
    EXPECT_EQ(send(request("GET", "/api/v1/me")).status, 401);
    Request users = request("GET", "/api/v1/users");
    users.headers.push_back({"authorization", "Bearer " + member(made, "access_token")});
    EXPECT_EQ(send(users).status, 403);
}

TEST_F(RoutesTest, OverTlsTheCookiesAreBoundToTheHost) {
    Request wish = request("POST", "/api/v1/auth/register",
                           R"({"email":"ana@example.org","password":"tranquil harbour 27 lanterns",)"
                           R"("first_name":"Ana","last_name":"Quispe"})");
    wish.secure = true;
    const Response made = send(wish);
    ASSERT_EQ(made.status, 201);
    EXPECT_TRUE(cookies(made)[0].starts_with("__Host-venera_refresh="));
    EXPECT_TRUE(cookies(made)[0].ends_with("; HttpOnly; SameSite=Strict; Secure"));
}

TEST_F(RoutesTest, RefusesBadRegistrationsWithEveryProblem) {
    const auto answer = [&](std::string body) {
        return send(request("POST", "/api/v1/auth/register", std::move(body)));
    };
    const Response many = answer(R"({"email":"no","password":"short","role":"admin"})");
    EXPECT_EQ(many.status, 422);
    for (const char* pointer : {"/email", "/password", "/first_name", "/last_name", "/role"}) {
        EXPECT_NE(many.body.find("\"" + std::string(pointer) + "\""), std::string::npos) << pointer;
    }
    const auto with = [](std::string_view password) {
        return R"({"email":"ana@example.org","first_name":"Ana","last_name":"Quispe","password":")" +
               std::string(password) + "\"}";
    };
    EXPECT_EQ(answer(with("winniethepooh")).status, 422);
    EXPECT_EQ(answer(with("ana@example.org")).status, 422);
    EXPECT_EQ(answer(with("eleven char")).status, 422);
    EXPECT_EQ(answer(with("contraseña de ñandúes")).status, 201);
    EXPECT_EQ(answer(with("contraseña de ñandúes")).status, 409);
}

TEST_F(RoutesTest, AWrongPasswordAndAnUnknownAccountAnswerAlike) {
    ASSERT_EQ(register_ana().status, 201);
    const auto login = [&](std::string_view email) {
        Request wish = request("POST", "/api/v1/auth/login",
                               R"({"email":")" + std::string(email) + R"(","password":"wrong"})");
        wish.headers.push_back({"x-request-id", "same-request-id"});
        return send(wish);
    };
    const Response known = login("ana@example.org");
    const Response unknown = login("eve@example.org");
    EXPECT_EQ(known.status, 401);
    EXPECT_EQ(unknown.status, 401);
    EXPECT_EQ(known.body, unknown.body);
    ASSERT_EQ(known.headers.size(), unknown.headers.size());
    for (std::size_t i = 0; i < known.headers.size(); ++i) {
        EXPECT_EQ(known.headers[i].name, unknown.headers[i].name);
        if (known.headers[i].name != "traceparent") {
            EXPECT_EQ(known.headers[i].value, unknown.headers[i].value);
        }
    }
}

TEST_F(RoutesTest, RefreshAndLogoutTakeTheCookieOnly) {
    const Response made = register_ana();
    const Response refreshed = send(from_cookie("/api/v1/auth/refresh", pair(made, "venera_refresh")));
    ASSERT_EQ(refreshed.status, 200) << refreshed.body;
    EXPECT_NE(pair(refreshed, "venera_refresh"), pair(made, "venera_refresh"));
    EXPECT_EQ(send(from_cookie("/api/v1/auth/refresh", "venera_refresh=nonsense")).status, 401);
    EXPECT_EQ(send(from_cookie("/api/v1/auth/refresh", "")).status, 401);

    const Response out = send(from_cookie("/api/v1/auth/logout", pair(refreshed, "venera_refresh")));
    EXPECT_EQ(out.status, 204);
    ASSERT_EQ(cookies(out).size(), 1U);
    EXPECT_TRUE(cookies(out)[0].starts_with("venera_refresh=; Path=/; Max-Age=0"));
    EXPECT_EQ(send(from_cookie("/api/v1/auth/refresh", pair(refreshed, "venera_refresh"))).status, 401);
    Request me = request("GET", "/api/v1/me");
    me.headers.push_back({"authorization", "Bearer " + member(refreshed, "access_token")});
    EXPECT_EQ(send(me).status, 401) << "the access token died with its session";
}

TEST_F(RoutesTest, RefreshFromAnotherSiteIsForbidden) {
    const Response made = register_ana();
    Request foreign = from_cookie("/api/v1/auth/refresh", pair(made, "venera_refresh"));
    foreign.headers.front().value = "cross-site";
    EXPECT_EQ(send(foreign).status, 403);
    EXPECT_EQ(send(from_cookie("/api/v1/auth/refresh", pair(made, "venera_refresh"))).status, 200);
}

TEST_F(RoutesTest, AKnownDeviceIsNotLockedOutByOthers) {
    const Response made = register_ana();
    const auto login = [&](std::string_view password, const std::string& cookie) {
        Request wish = request("POST", "/api/v1/auth/login",
                               R"({"email":"ana@example.org","password":")" + std::string(password) + "\"}");
        if (!cookie.empty()) wish.headers.push_back({"cookie", cookie});
        return send(wish);
    };
    Response last;
    for (int i = 0; i < 13; ++i) last = login("wrong", "");
    EXPECT_EQ(last.status, 429);
    EXPECT_EQ(login("tranquil harbour 27 lanterns", "").status, 429);
    EXPECT_EQ(login("tranquil harbour 27 lanterns", pair(made, "venera_device")).status, 200);
}

TEST_F(RoutesTest, TheDeviceThatChangesThePasswordStaysKnown) {
    const Response made = register_ana();
    Request change = request("POST", "/api/v1/auth/password/change",
                             R"({"current_password":"tranquil harbour 27 lanterns",)"
                             R"("new_password":"velvet compass 81 orchard"})");
    change.headers.push_back({"authorization", "Bearer " + member(made, "access_token")});
    change.headers.push_back({"cookie", pair(made, "venera_device")});
    const Response changed = send(change);
    EXPECT_EQ(changed.status, 204);
    Request login = request("POST", "/api/v1/auth/login",
                            R"({"email":"ana@example.org","password":"velvet compass 81 orchard"})");
    login.headers.push_back({"cookie", pair(changed, "venera_device")});
    EXPECT_EQ(pair(send(login), "venera_device"), "") << "known, so it is given no other";
    login.headers.back().value = pair(made, "venera_device");
    EXPECT_NE(pair(send(login), "venera_device"), "");
}

TEST_F(RoutesTest, PublishesItsKeys) {
    const Response keys_answer = send(request("GET", "/.well-known/jwks.json"));
    EXPECT_EQ(keys_answer.status, 200);
    EXPECT_EQ(keys_answer.body, keys->keys()->jwks);
    EXPECT_EQ(keys_answer.body.find("\"d\""), std::string::npos);
}

}  // namespace
}  // namespace venera::identity
