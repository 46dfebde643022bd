#include "operations/routes.hpp"

namespace venera::operations {

File Exposition::metrics(Context&) {
    return {"text/plain; version=0.0.4; charset=utf-8", "", metrics_.text()};
}

Page<config::SettingView> Configuration::list(Context&) {
    return {config::views_of(settings_), std::nullopt};
}

void add_routes(http::Router& router, Health& health, Exposition& exposition, Configuration& configuration) {
    using http::Access;
    router.get<Access::anyone>("/health", health, &Health::alive)
        .summary("Is the process alive?")
        .tag("operations")
        .limit(http::RateClass::none);
    router.get<Access::anyone>("/health/ready", health, &Health::ready)
        .summary("May it be given work?")
        .tag("operations")
        .limit(http::RateClass::none);
    router.get<Access::anyone>("/metrics", exposition, &Exposition::metrics)
        .summary("Metrics for Prometheus")
        .media_type("text/plain")
        .tag("operations")
        .limit(http::RateClass::none);
    router.get<Access::admin>("/api/v1/settings", configuration, &Configuration::list)
        .of_nobody()
        .tag("operations")
        .summary("The settings in force, without secrets");
}

void add_test_routes(http::Router& router, TestClock& clock) {
    router.post<http::Access::anyone>("/api/v1/test/clock", clock, &TestClock::advance)
        .summary("Move the test clock forward")
        .tag("operations")
        .limit(http::RateClass::none);
}

}  // namespace venera::operations
