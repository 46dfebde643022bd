// What is told of every request: one line in the log and two metrics, by route template, never by target.
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <deque>
#include <string>
#include <string_view>

#include "platform/http/access.hpp"
#include "platform/http/router.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"

namespace venera::http {

struct Served {
    const Route* route = nullptr;  // null: no route has this path and method
    std::string_view method;
    int status = 0;
    std::chrono::steady_clock::duration time{};
    std::string_view request_id;
    std::string_view trace_id;
    const Caller* caller = nullptr;  // null: refused before anybody asked
};

// Thread-safe. The table of a route's metrics is made at start and its counters when first used, so that a
// request takes no lock.
class Traffic {
public:
    Traffic(const Router& router, log::Log& log, metrics::Metrics& metrics);

    void record(const Served& served);

private:
    static constexpr std::size_t slots = 32;  // one for each status that the platform knows
    struct Counts {
        metrics::Labels labels;
        prometheus::Histogram* seconds = nullptr;
        std::array<std::atomic<prometheus::Counter*>, slots> requests{};
    };

    prometheus::Counter& counter(Counts& counts, int status);
    void add(std::string_view route, std::string_view method);

    log::Log& log_;
    metrics::Metrics& metrics_;
    std::deque<Counts> counts_;  // by Route::index; the last is for requests without a route
};

}  // namespace venera::http
