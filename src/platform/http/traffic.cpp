#include "platform/http/traffic.hpp"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>

#include <algorithm>

namespace venera::http {

namespace {

constexpr std::array known = {200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 404,
                              405, 406, 408, 409, 410, 412, 413, 414, 415, 422, 429, 431, 500, 501, 502, 503};

std::string_view role_of(const Served& served) {
    if (served.caller == nullptr || !served.caller->signed_in()) return "nobody";
    return name_of(served.caller->role);
}

}  // namespace

Traffic::Traffic(const Router& router, log::Log& log, metrics::Metrics& metrics)
    : log_(log), metrics_(metrics) {
    static_assert(known.size() == slots);
    for (const Route& route : router.routes()) add(route.path, name_of(route.method));
    add("none", "any");
}

void Traffic::add(std::string_view route, std::string_view method) {
    Counts& counts = counts_.emplace_back();
    counts.labels = {{"route", std::string(route)}, {"method", std::string(method)}};
    counts.seconds = &metrics_.seconds("venera_http_request_seconds",
                                       "Time from a request's last byte to its answer", counts.labels);
}

prometheus::Counter& Traffic::counter(Counts& counts, int status) {
    const auto at = std::ranges::lower_bound(known, status);
    const bool is_known = at != known.end() && *at == status;
    const auto slot = static_cast<std::size_t>(at - known.begin());
    // Two threads may both find the slot empty: Metrics gives both the same counter, so either store is
    // right.
    prometheus::Counter* counter = is_known ? counts.requests[slot].load(std::memory_order_acquire) : nullptr;
    if (counter != nullptr) return *counter;
    metrics::Labels labels = counts.labels;
    labels.emplace("status", std::to_string(status));
    counter = &metrics_.counter("venera_http_requests_total", "Requests answered", labels);
    if (is_known) counts.requests[slot].store(counter, std::memory_order_release);
    return *counter;
}

void Traffic::record(const Served& served) {
    Counts& counts = served.route == nullptr ? counts_.back() : counts_[served.route->index];
    const double seconds = std::chrono::duration<double>(served.time).count();
    counter(counts, served.status).Increment();
    counts.seconds->Observe(seconds);
    // Probes and static files come by the thousand and say nothing: they appear only at level debug.
    const bool unlimited = served.route != nullptr && served.route->rate == RateClass::none;
    const bool quiet = unlimited && served.status < 500;
    if (quiet && !log_.writes(log::Level::debug)) return;
    log_.write(
        quiet ? log::Level::debug : log::Level::info, "http.request",
        {{"method", log::Label{served.route == nullptr ? "any" : name_of(served.route->method)}},
         {"route", log::Label{served.route == nullptr ? "none" : std::string_view(served.route->path)}},
         {"status", served.status},
         {"duration_ms", seconds * 1000},
         {"request_id", log::Label{served.request_id}},
         {"trace_id", log::Label{served.trace_id}},
         {"role", log::Label{role_of(served)}}});
}

}  // namespace venera::http
