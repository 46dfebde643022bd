#include "platform/http/router.hpp"

#include <gtest/gtest.h>

#include <concepts>
#include <stdexcept>

#include "platform/http/testing.hpp"

namespace venera::http {
namespace {

using testing::Things;

// The contract of a handler is its type: what it does not declare is no way to refuse.
static_assert(std::convertible_to<Refuse<not_found>, Result<int, not_found>>);
static_assert(std::convertible_to<Refuse<testing::thing_gone>, Result<int, not_found, testing::thing_gone>>);
static_assert(!std::convertible_to<Refuse<testing::thing_gone>, Result<int, not_found>>);
static_assert(!std::convertible_to<Refuse<not_found>, Result<int>>);
static_assert(!std::convertible_to<Refuse<forbidden>, Verdict<not_found>>);
template <class T>
concept TakesOthers = requires(T refusal) {
    refusal.with(testing::Others{});
};
static_assert(TakesOthers<Refuse<testing::thing_taken>>);
static_assert(!TakesOthers<Refuse<testing::thing_gone>>);

const Route& route_of(const Router& router, Method method, std::string_view path) {
    for (const Route& route : router.routes()) {
        if (route.method == method && route.path == path) return route;
    }
    throw std::out_of_range("no such route");
}

class RouterTest : public ::testing::Test {
protected:
    RouterTest() { add_things(router_, things_); }

    std::string matched(std::optional<Method> method, std::string_view path) const {
        const Router::Match match = router_.match(method, path);
        if (match.malformed) return "malformed";
        if (!match.found()) return match.allowed == 0 ? "none" : "not " + allow_header(match.allowed);
        std::string out = match.route->path;
        for (const std::string& parameter : match.parameters) out += " [" + parameter + "]";
        return out;
    }

    Things things_;
    Router router_;
};

TEST_F(RouterTest, ReadsTheContractFromTheSignature) {
    const Contract& make = route_of(router_, Method::post, "/api/v1/things").contract;
    EXPECT_EQ(make.status, 201);
    EXPECT_EQ(make.body, &json::shape<testing::NewThing>);
    EXPECT_EQ(make.answer, &json::shape<testing::Thing>);
    EXPECT_TRUE(make.idempotency_key);
    EXPECT_FALSE(make.body_optional);
    EXPECT_FALSE(make.if_match);
    EXPECT_EQ(make.etag, Contract::Etag::version);
    ASSERT_EQ(make.refusals.size(), 3U);
    EXPECT_EQ(make.refusals[0].refusal.code, "thing_taken");
    EXPECT_EQ(make.refusals[0].extra, &json::shape<testing::Others>);
    EXPECT_EQ(make.refusals[1].refusal.code, "thing_gone");
    EXPECT_EQ(make.refusals[1].extra, nullptr);

    const Contract& change = route_of(router_, Method::patch, "/api/v1/things/{id}").contract;
    EXPECT_TRUE(change.if_match);
    ASSERT_EQ(change.path.size(), 1U);
    EXPECT_EQ(change.path[0].name, "id");
    EXPECT_EQ(change.path[0].schema, testing::ThingId::schema);

    EXPECT_EQ(route_of(router_, Method::del, "/api/v1/things/{id}").contract.status, 204);
    EXPECT_EQ(route_of(router_, Method::post, "/api/v1/things/later").contract.status, 202);
    EXPECT_TRUE(route_of(router_, Method::post, "/api/v1/things/later").contract.body_optional);
    EXPECT_EQ(route_of(router_, Method::get, "/api/v1/things").contract.query,
              &json::shape<testing::ThingQuery>);
    EXPECT_EQ(route_of(router_, Method::get, "/api/v1/things").contract.etag, Contract::Etag::none);
    EXPECT_EQ(route_of(router_, Method::get, "/api/v1/things").tag, "things");
}

TEST_F(RouterTest, FindsRoutes) {
    EXPECT_EQ(matched(Method::get, "/api/v1/things"), "/api/v1/things");
    EXPECT_EQ(matched(Method::get, "/api/v1/things/7"), "/api/v1/things/{id} [7]");
    EXPECT_EQ(matched(Method::get, "/api/v1/things/7/picture"), "/api/v1/things/{id}/picture [7]");
    EXPECT_EQ(matched(Method::get, "/api/v1/things/a%2Fb%20%c3%b1"), "/api/v1/things/{id} [a/b ñ]");
}

TEST_F(RouterTest, PrefersStaticSegmentsAndStepsBackFromThem) {
    EXPECT_EQ(matched(Method::get, "/api/v1/things/fast"), "/api/v1/things/fast");
    EXPECT_EQ(matched(Method::get, "/api/v1/things/fast/picture"), "/api/v1/things/{id}/picture [fast]");
}

TEST_F(RouterTest, TellsAMissingPathFromAMissingMethod) {
    EXPECT_EQ(matched(Method::put, "/api/v1/things"), "not GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(matched(std::nullopt, "/api/v1/things/7"), "not GET, HEAD, PATCH, DELETE, OPTIONS");
    for (const std::string_view path :
         {"/", "", "/api", "/api/v1", "/api/v1/thing", "/api/v1/things/", "/api/v1//things",
          "//api/v1/things", "/api/v1/things/7/", "/api/v1/things/7/picture/x", "/API/v1/things", "x", "*"}) {
        EXPECT_EQ(matched(Method::get, path), "none") << path;
    }
    EXPECT_EQ(matched(Method::get, "/" + std::string(200, '/')), "none");
}

TEST_F(RouterTest, RefusesBrokenEncoding) {
    for (const std::string_view path : {"/api/v1/things/%", "/api/v1/things/%2", "/api/v1/things/%zz",
                                        "/api/v1/things/%00", "/api/v1/things/%ff", "/api/v1/things/\xff"}) {
        EXPECT_EQ(matched(Method::get, path), "malformed") << path;
    }
}

TEST_F(RouterTest, TakesTheRestOfAPath) {
    router_.raw(Method::get, "/{path...}", [](Exchange&) { return Response{}; });
    EXPECT_EQ(matched(Method::get, "/"), "/{path...} []");
    EXPECT_EQ(matched(Method::get, "/a/b%20c/d.js"), "/{path...} [a/b c/d.js]");
    EXPECT_EQ(matched(Method::get, "/api/v1/things"), "/api/v1/things");
    EXPECT_EQ(matched(Method::get, "/api/v1/things/7/nothing"), "/{path...} [api/v1/things/7/nothing]");
    EXPECT_EQ(matched(Method::put, "/a/b"), "none");
    EXPECT_EQ(matched(Method::put, "/api/v1/things"), "not GET, HEAD, POST, OPTIONS");
}

TEST_F(RouterTest, RefusesToRegisterWhatCannotWork) {
    const auto raw = [](Exchange&) { return Response{}; };
    EXPECT_THROW(router_.get<Access::anyone>("/api/v1/things", things_, &Things::list), std::logic_error);
    EXPECT_THROW(router_.get<Access::anyone>("/api/v1/things/{other}", things_, &Things::find),
                 std::logic_error);
    EXPECT_THROW(router_.get<Access::anyone>("/api/v1/none", things_, &Things::find), std::logic_error);
    EXPECT_THROW(router_.get<Access::anyone>("/api/v1/{a}/{b}", things_, &Things::find), std::logic_error);
    EXPECT_THROW(router_.get<Access::cookie>("/api/v1/again", things_, &Things::refresh), std::logic_error);
    EXPECT_THROW(router_.raw(Method::get, "relative", raw), std::logic_error);
    EXPECT_THROW(router_.raw(Method::get, "/{rest...}/more", raw), std::logic_error);
}

TEST_F(RouterTest, NamesMethods) {
    EXPECT_EQ(method_of("HEAD"), Method::get);
    EXPECT_EQ(method_of("DELETE"), Method::del);
    EXPECT_EQ(method_of("OPTIONS"), std::nullopt);
    EXPECT_EQ(method_of("get"), std::nullopt);
}

TEST(Access, AllowsTheRolesOfItsName) {
    EXPECT_TRUE(allows(Access::anyone, Role::integrator));
    EXPECT_FALSE(allows(Access::cookie, Role::admin));
    EXPECT_EQ(roles_of(Access::desk), (std::vector{Role::staff, Role::admin}));
    EXPECT_EQ(roles_of(Access::signed_in),
              (std::vector{Role::patient, Role::doctor, Role::staff, Role::admin}));
    EXPECT_EQ(roles_of(Access::doctor | Access::patient), (std::vector{Role::patient, Role::doctor}));
    EXPECT_FALSE(allows(Access::signed_in, Role::integrator)) << "a program comes by its scopes";
    EXPECT_TRUE(roles_of(Access::anyone).empty());
    EXPECT_TRUE(roles_of(Access::cookie).empty());
}

}  // namespace
}  // namespace venera::http
