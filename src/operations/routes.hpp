// Health, metrics, the settings in force and, for tests, the clock.
#pragma once
#include "operations/configuration.hpp"
#include "operations/health.hpp"
#include "operations/test_clock.hpp"

namespace venera::operations {

class Exposition {
public:
    explicit Exposition(const metrics::Metrics& metrics) : metrics_(metrics) {}
    File metrics(Context& context);

private:
    const metrics::Metrics& metrics_;
};

void add_routes(http::Router& router, Health& health, Exposition& exposition, Configuration& configuration);
void add_test_routes(http::Router& router, TestClock& clock);

}  // namespace venera::operations
