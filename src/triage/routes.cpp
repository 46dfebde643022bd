#include "triage/routes.hpp"

#include "platform/json/shape.hpp"

namespace venera::triage {

namespace {

// 2,000 characters of four bytes, each escaped, and the rest of the members.
constexpr std::size_t body_limit = 32 * 1024;

}  // namespace

void add_routes(http::Router& router, Orientation& orientation) {
    using http::Access;
    for (const char* path : {"/api/v1/triage", "/api/v1/ai/orient"})
        router.post<Access::anyone>(path, orientation, &Orientation::orient)
            .summary("From symptoms to a specialty: orientation, not diagnosis")
            .tag("triage")
            .body_limit(body_limit)
            .of_nobody();
}

}  // namespace venera::triage
