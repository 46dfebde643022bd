#include "platform/http/openapi.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "platform/http/docs.hpp"
#include "platform/http/testing.hpp"

namespace venera::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view drop_document = R"({
  "openapi": "3.1.0",
  "info": {
    "title": "T",
    "version": "1",
    "description": "D"
  },
  "paths": {
    "/api/v1/things/{id}": {
      "delete": {
        "tags": [
          "things"
        ],
        "summary": "Drop it",
        "operationId": "delete_things_by_id",
        "x-access": [
          "admin"
        ],
        "security": [
          {
            "bearer": []
          }
        ],
        "parameters": [
          {
            "name": "id",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "format": "uuid"
            }
          }
        ],
        "responses": {
          "204": {
            "description": "Done; there is nothing to return"
          },
          "400": {
            "$ref": "#/components/responses/malformed_request"
          },
          "401": {
            "$ref": "#/components/responses/unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/enrolment_required_or_forbidden"
          },
          "406": {
            "$ref": "#/components/responses/not_acceptable"
          },
          "409": {
            "$ref": "#/components/responses/sealed_data_rejected"
          },
          "413": {
            "$ref": "#/components/responses/payload_too_large"
          },
          "414": {
            "$ref": "#/components/responses/uri_too_long"
          },
          "415": {
            "$ref": "#/components/responses/unsupported_media_type"
          },
          "422": {
            "$ref": "#/components/responses/invalid_input"
          },
          "429": {
            "$ref": "#/components/responses/rate_limited"
          },
          "431": {
            "$ref": "#/components/responses/header_fields_too_large"
          },
          "500": {
            "$ref": "#/components/responses/internal_error"
          },
          "503": {
            "$ref": "#/components/responses/unavailable"
          }
        }
      }
    }
  },
)";

TEST(OpenApi, IsWrittenFromTheRoutes) {
    testing::Things things;
    Router router;
    router.del<Access::admin>("/api/v1/things/{id}", things, &testing::Things::drop).summary("Drop it");
    EXPECT_EQ(openapi(router, {"T", "1", "D"}).substr(0, drop_document.size()), drop_document);
}

TEST(OpenApi, TellsBodiesHeadersAnswersAndRefusals) {
    testing::World world;
    const std::string& text = world.documents.openapi();
    EXPECT_THAT(text, HasSubstr(R"("$ref": "#/components/schemas/NewThing")"));
    EXPECT_THAT(text, HasSubstr(R"("$ref": "#/components/schemas/ThingPage")"));
    EXPECT_THAT(text, HasSubstr(R"("name": "Idempotency-Key")"));
    EXPECT_THAT(text, HasSubstr(R"("name": "If-Match")"));
    EXPECT_THAT(text, HasSubstr(R"("x-access": "anyone")"));
    EXPECT_THAT(text, HasSubstr(R"("x-access": "cookie")"));
    EXPECT_THAT(text, HasSubstr("\"request_in_progress\",\n              \"sealed_data_rejected\",\n         "
                                "     \"thing_taken\"\n"));
    EXPECT_THAT(text, HasSubstr(R"("image/png")"));
    EXPECT_THAT(text, HasSubstr(R"("Problem": {)"));
    EXPECT_THAT(text, Not(HasSubstr("InputProblems")));
    EXPECT_THAT(text, Not(HasSubstr("/docs")));
    EXPECT_TRUE(json::is_json(text));
}

TEST(OpenApi, DoesNotDependOnTheOrderOfRegistration) {
    testing::Things things;
    using testing::Things;
    Router one;
    one.get<Access::anyone>("/api/v1/b", things, &Things::fast);
    one.post<Access::anyone>("/api/v1/a", things, &Things::make);
    one.get<Access::anyone>("/api/v1/a", things, &Things::list);
    Router other;
    other.get<Access::anyone>("/api/v1/a", things, &Things::list);
    other.post<Access::anyone>("/api/v1/a", things, &Things::make);
    other.get<Access::anyone>("/api/v1/b", things, &Things::fast);
    EXPECT_EQ(openapi(one, {}), openapi(other, {}));
}

TEST(OpenApi, RefusesTwoOperationsOfOneName) {
    testing::Things things;
    Router router;
    router.get<Access::anyone>("/api/v1/a/b", things, &testing::Things::fast);
    router.get<Access::anyone>("/api/v1/a_b", things, &testing::Things::fast);
    EXPECT_THROW(openapi(router, {}), std::logic_error);
}

TEST(OpenApi, IsPretty) {
    EXPECT_EQ(pretty_json(R"({"a":[1,{"b":"x,\"{y"}],"c":{},"d":[]})"),
              "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x,\\\"{y\"\n    }\n  ],\n  \"c\": {},\n  \"d\": "
              "[]\n}\n");
}

TEST(Docs, ShowEveryListedOperationWithoutScriptsOrForeignHosts) {
    testing::World world;
    const std::string body = world.ask("GET", "/docs").body;
    for (const Route* route : listed_routes(world.router)) {
        EXPECT_THAT(body, HasSubstr("<article id=\"" + operation_id(*route) + "\">"));
        EXPECT_THAT(body, HasSubstr("href=\"#" + operation_id(*route) + "\""));
    }
    EXPECT_THAT(body, HasSubstr("<h3 id=\"schema-NewThing\">"));
    EXPECT_THAT(body, HasSubstr("href=\"/problems/thing_taken\""));
    EXPECT_THAT(body, HasSubstr("An API of &lt;things&gt;."));
    EXPECT_THAT(body, HasSubstr("-d &#39;{&quot;name&quot;: &quot;text&quot;}&#39;"));
    EXPECT_THAT(body, HasSubstr("integer from 1 to 9"));
    for (const std::string_view banned : {"<script", "style=\"", "<style", "https://", "onclick"}) {
        EXPECT_THAT(body, Not(HasSubstr(std::string(banned))));
    }
    EXPECT_EQ(world.ask("GET", "/docs/style.css").content_type, "text/css; charset=utf-8");
    EXPECT_EQ(world.ask("GET", "/openapi.json").body, world.documents.openapi());
}

}  // namespace
}  // namespace venera::http
