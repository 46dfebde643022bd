// From a whole, checked request to its answer: trace, route, authenticate, limit, check, call, render,
// record. The one place that knows the order of these steps, and the only one that turns exceptions into
// answers.
#pragma once
#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/authenticator.hpp"
#include "platform/http/message.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/rate_limit.hpp"
#include "platform/http/router.hpp"
#include "platform/http/traffic.hpp"

namespace venera::http {

struct ServerHooks;

struct ResponderOptions {
    enum class Loopback { exempt, limited };

    Limit per_address{600};            // of callers without a valid token
    Limit per_address_at_sign_in{60};  // on routes of RateClass::authentication, whoever calls
    Limit per_user{1200};
    Limit per_api_key{6000};
    Loopback loopback = Loopback::exempt;
    std::vector<std::string> allowed_origins{};  // "https://app.example.com": what CORS is answered for
    // Told before somebody who is signed in is answered 403 by their role or as `forbidden`, with the path's
    // decoded parameters. Other refusals are the use case's own.
    std::function<void(Context&, const Route&, const std::vector<std::string>&)> denied{};
};

class Responder {
public:
    // Requires: the router is complete, and all of them outlive the responder. `authenticator` may be null:
    // then no token is valid.
    Responder(const Router& router, Authenticator* authenticator, RateLimits& limits, const Clock& clock,
              log::Log& log, metrics::Metrics& metrics, ResponderOptions options = {});

    // The handler of one thread, for Server. `pool` is the thread's; null if no typed route is registered.
    std::function<Response(Request&, fibers::Wait&)> handler(postgres::Pool* pool);
    Response respond(Request& request, fibers::Wait& wait, postgres::Pool* pool);

    // For ServerHooks: the answer to a request that the edge refuses, the headers that every answer carries,
    // the largest body that a route takes, and the record of an exception that nobody caught.
    Response refuse(int status, std::string_view code);
    static void finish(Response& response, bool secure);
    std::size_t body_limit(std::string_view method, std::string_view path) const;
    void escaped(std::string_view where, const std::exception_ptr& error);

    // Requests that are being answered now: how busy this process is.
    int answering() const { return answering_.load(std::memory_order_relaxed); }
    // All refusals of the program, for /problems.
    const Catalogue& catalogue() const { return catalogue_; }

private:
    struct InFlight;

    Response answer(InFlight& flight);
    Response dispatch(InFlight& flight);
    Response without_route(InFlight& flight, std::uint8_t allowed, bool malformed);
    Response call_raw(InFlight& flight);
    Response call_typed(InFlight& flight, Context& context);
    Response render(InFlight& flight, Call& call);
    void set_conditions(InFlight& flight, const Call& call, Response& response);

    std::optional<Response> identify(InFlight& flight, Context& context);
    std::optional<Response> limit(InFlight& flight, const Caller& caller);
    std::optional<Response> permit(InFlight& flight, Caller& caller);
    std::optional<Response> check_form(InFlight& flight);
    void tell_denied(InFlight& flight, Context& context) const;
    static void read_purpose(const Request& request, Context& context, json::Issues& issues);

    bool is_allowed_origin(std::string_view origin) const;
    void add_cross_origin(const Request& request, Response& response) const;
    Response preflight(InFlight& flight, std::uint8_t allowed) const;
    void report(const InFlight& flight, const std::exception& error);
    void raise_alarm(const InFlight& flight);

    const Router& router_;
    Authenticator* authenticator_;
    RateLimits& limits_;
    const Clock& clock_;
    log::Log& log_;
    ResponderOptions options_;
    Traffic traffic_;
    prometheus::Counter& alarms_;
    Catalogue catalogue_;
    std::atomic<int> answering_{0};
};

// What a Server asks of the layer above, answered by `responder`, which must outlive it.
ServerHooks server_hooks(Responder& responder);

}  // namespace venera::http
