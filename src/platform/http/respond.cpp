#include "platform/http/respond.hpp"

#include <cxxabi.h>
#include <prometheus/counter.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <utility>

#include "platform/crypto/crypto.hpp"
#include "platform/http/encoding.hpp"
#include "platform/http/negotiation.hpp"
#include "platform/http/server.hpp"
#include "platform/jobs/cpu_pool.hpp"
#include "platform/postgres/database.hpp"
#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::http {

namespace {

using std::chrono::steady_clock;

constexpr Problem unknown_purpose{"invalid_purpose",
                                  "must be treatment, payment, operations, patient-request or break-glass"};
constexpr Problem reason_required{"reason_required", "is required with break-glass"};
constexpr std::size_t shortest_for_break_glass = 8;  // the patient reads it: "test" would tell nothing
constexpr std::size_t longest_reason = 500;
constexpr std::array<std::string_view, 5> purposes = {"treatment", "payment", "operations", "patient-request",
                                                      "break-glass"};
constexpr std::string_view page_policy =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

bool has(const Response& response, std::string_view name) {
    return std::ranges::any_of(response.headers, [&](const Header& header) { return header.name == name; });
}

RefusalView soon(RefusalView refusal) {
    if (refusal.retry_after_seconds == 0) refusal.retry_after_seconds = 1;
    return refusal;
}

std::string type_of(const std::exception& error) {
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(
        abi::__cxa_demangle(typeid(error).name(), nullptr, nullptr, &status), &std::free);
    return status == 0 ? std::string(name.get()) : std::string(typeid(error).name());
}

struct Counted {
    explicit Counted(std::atomic<int>& all) : count(all) { count.fetch_add(1, std::memory_order_relaxed); }
    ~Counted() { count.fetch_sub(1, std::memory_order_relaxed); }
    Counted(const Counted&) = delete;
    std::atomic<int>& count;
};

}  // namespace

// What is known of a request so far.
struct Responder::InFlight {
    Request& request;
    fibers::Wait& wait;
    postgres::Pool* pool;
    Instant now;
    std::string request_id;
    tracing::Trace trace;
    Locale locale;
    Router::Match match{};
    Caller caller{};
    ResponseHeaders headers{};  // of limits and identity: they go out with every answer

    Response refuse(const RefusalView& refusal, const json::Issues* issues = nullptr) const {
        return problem(refusal, locale, request_id, issues);
    }
};

Responder::Responder(const Router& router, Authenticator* authenticator, RateLimits& limits,
                     const Clock& clock, log::Log& log, metrics::Metrics& metrics, ResponderOptions options)
    : router_(router),
      authenticator_(authenticator),
      limits_(limits),
      clock_(clock),
      log_(log),
      options_(std::move(options)),
      traffic_(router, log, metrics),
      alarms_(metrics.counter("venera_sealed_data_rejected_total",
                              "Answers refused because sealed data did not open: each is an alarm")),
      catalogue_(catalogue_of(router)) {}

std::function<Response(Request&, fibers::Wait&)> Responder::handler(postgres::Pool* pool) {
    return [this, pool](Request& request, fibers::Wait& wait) { return respond(request, wait, pool); };
}

Response Responder::respond(Request& request, fibers::Wait& wait, postgres::Pool* pool) {
    const Counted counted(answering_);
    const auto started = steady_clock::now();
    const Instant now = clock_.now();
    const auto given_id = request.header("x-request-id");
    InFlight flight{request,
                    wait,
                    pool,
                    now,
                    given_id && is_request_id(*given_id) ? std::string(*given_id) : make_uuid(now).text(),
                    tracing::Trace::from(request.header("traceparent").value_or("")),
                    locale_of(request.header("accept-language"))};
    Response response = answer(flight);
    for (const Header& header : flight.headers.all()) response.headers.push_back(header);
    response.headers.push_back({"X-Request-Id", flight.request_id});
    response.headers.push_back({"traceparent", flight.trace.traceparent()});
    if (!options_.allowed_origins.empty()) add_cross_origin(request, response);
    finish(response, request.secure);
    traffic_.record({flight.match.route, request.method, response.status, steady_clock::now() - started,
                     flight.request_id, flight.trace.trace_id, &flight.caller});
    return response;
}

// A broken environment is an exception until here. Only std::exception: the unwinding of a fiber is not ours
// to stop.
Response Responder::answer(InFlight& flight) {
    try {
        return dispatch(flight);
    } catch (const postgres::Unavailable& error) {
        report(flight, error);
        if (error.outcome_unknown) return problem_outcome_unknown(flight.locale, flight.request_id);
        return flight.refuse(soon(view(unavailable)));
    } catch (const fibers::Expired& error) {
        report(flight, error);
        return flight.refuse(soon(view(unavailable)));
    } catch (const jobs::QueueFull& error) {
        report(flight, error);
        return flight.refuse(soon(view(unavailable)));
    } catch (const crypto::Tampered&) {
        raise_alarm(flight);
        return flight.refuse(view(sealed_data_rejected));
    } catch (const fibers::Stopped&) {
        Response response = flight.refuse(soon(view(unavailable)));
        response.close = true;
        return response;
    } catch (const std::exception& error) {
        report(flight, error);
        return flight.refuse(view(internal_error));
    }
}

// The type and, of SQL, the state and the name of the constraint. Never what(): it may quote a person's data.
void Responder::report(const InFlight& flight, const std::exception& error) {
    const auto* sql = dynamic_cast<const postgres::SqlError*>(&error);
    const auto* violation = dynamic_cast<const postgres::ConstraintViolation*>(&error);
    log_.error(
        "http.failed",
        {{"route", log::Label{flight.match.found() ? std::string_view(flight.match.route->path) : "none"}},
         {"type", log::Label{type_of(error)}},
         {"sqlstate", log::Label{sql == nullptr ? std::string_view{} : std::string_view(sql->sqlstate)}},
         {"constraint",
          log::Label{violation == nullptr ? std::string_view{} : std::string_view(violation->constraint)}},
         {"request_id", log::Label{flight.request_id}},
         {"trace_id", log::Label{flight.trace.trace_id}}});
}

// Somebody changed the database behind the program, or a disk did. Which patient it was about stands in the
// access log under the request id.
void Responder::raise_alarm(const InFlight& flight) {
    alarms_.Increment();
    log_.error("alarm.sealed_data_rejected", {{"route", log::Label{flight.match.route->path}},
                                              {"request_id", log::Label{flight.request_id}},
                                              {"trace_id", log::Label{flight.trace.trace_id}}});
}

Response Responder::dispatch(InFlight& flight) {
    flight.match = router_.match(method_of(flight.request.method), flight.request.path);
    if (!flight.match.found()) return without_route(flight, flight.match.allowed, flight.match.malformed);
    const Route& route = *flight.match.route;
    if (flight.request.body.size() > route.body_limit) return flight.refuse(view(payload_too_large));
    if (route.raw) return call_raw(flight);
    if (flight.pool == nullptr) throw std::logic_error("a typed route needs a database pool");
    postgres::Database database(*flight.pool, flight.wait);
    Context context({}, clock_, database, log_, flight.trace, flight.request_id);
    context.locale = flight.locale;
    if (auto refused = identify(flight, context)) return *std::move(refused);
    if (auto refused = limit(flight, flight.caller)) return *std::move(refused);
    auto not_permitted = permit(flight, flight.caller);
    context.set_caller(flight.caller);
    if (not_permitted) {
        json::Issues ignored;
        read_purpose(flight.request, context, ignored);
        if (not_permitted->status == 403) tell_unlogged(flight, context, ResponderOptions::Answered::denied);
        return *std::move(not_permitted);
    }
    if (auto refused = check_form(flight)) return *std::move(refused);
    return call_typed(flight, context);
}

Response Responder::without_route(InFlight& flight, std::uint8_t allowed, bool malformed) {
    if (malformed) return flight.refuse(view(malformed_request));
    if (allowed == 0) return flight.refuse(view(not_found));
    if (flight.request.method == "OPTIONS") return preflight(flight, allowed);
    Response response = flight.refuse(view(method_not_allowed));
    response.headers.push_back({"Allow", allow_header(allowed)});
    return response;
}

Response Responder::call_raw(InFlight& flight) {
    const Route& route = *flight.match.route;
    flight.caller.address = flight.request.peer_address;
    if (auto refused = limit(flight, flight.caller)) return *std::move(refused);
    Exchange exchange{flight.request, flight.match.parameters, flight.wait, flight.request_id,
                      flight.trace,   flight.locale,           flight.now};
    Response response = route.raw(exchange);
    if (response.status < 400 && !has(response, "Cache-Control"))
        response.headers.push_back({"Cache-Control", route.cache_control});
    return response;
}

// A cookie route does not look at tokens: a client that refreshes may well send the expired one along.
std::optional<Response> Responder::identify(InFlight& flight, Context& context) {
    const Request& request = flight.request;
    flight.caller.address = request.peer_address;
    context.set_caller(flight.caller);
    if (flight.match.route->access == Access::cookie) return std::nullopt;
    const auto authorization = request.header("authorization");
    const auto key = request.header("x-api-key");
    if (!authorization && !key) return std::nullopt;
    std::optional<Caller> caller;
    if (authenticator_ != nullptr && authorization && !key) {
        if (const auto token = bearer_token(*authorization)) {
            caller = authenticator_->authenticate(*token, flight.now);
            if (!caller && flight.match.route->allows_expired_token &&
                authenticator_->is_expired(*token, flight.now))
                return std::nullopt;
        }
    } else if (authenticator_ != nullptr && key && !authorization) {
        caller = authenticator_->api_key(*key, context);
    }
    if (caller) {
        caller->address = request.peer_address;
        flight.caller = *std::move(caller);
        return std::nullopt;
    }
    // Guessing tokens costs as much as anonymous calls.
    if (auto refused = limit(flight, flight.caller)) return refused;
    Response response = flight.refuse(view(unauthenticated));
    response.headers.push_back({"WWW-Authenticate", "Bearer error=\"invalid_token\""});
    return response;
}

std::optional<Response> Responder::limit(InFlight& flight, const Caller& caller) {
    const RateClass rate = flight.match.route->rate;
    if (rate == RateClass::none) return std::nullopt;
    if (options_.loopback == ResponderOptions::Loopback::exempt && is_loopback(caller.address))
        return std::nullopt;
    std::string key;
    const Limit* limit = &options_.per_address;
    std::string_view policy = "address";
    if (rate == RateClass::authentication) {
        key = "s:" + address_key(caller.address);
        limit = &options_.per_address_at_sign_in;
        policy = "sign-in";
    } else if (caller.signed_in()) {
        const auto& bytes = caller.user_id.value.bytes;
        const bool integrator = caller.role == Role::integrator;
        key = integrator ? "k:" : "u:";
        key.append(bytes.begin(), bytes.end());
        limit = integrator ? &options_.per_api_key : &options_.per_user;
        policy = integrator ? "key" : "user";
    } else {
        key = "a:" + address_key(caller.address);
    }
    const Limited limited = limits_.check(key, *limit);
    flight.headers.add("RateLimit-Policy", Limited::rate_limit_policy(*limit, policy));
    flight.headers.add("RateLimit", limited.rate_limit(policy));
    if (limited.allowed) return std::nullopt;
    RefusalView refusal = view(rate_limited);
    refusal.retry_after_seconds = static_cast<int>(std::max<std::int64_t>(1, limited.retry_after.count()));
    return flight.refuse(refusal);
}

std::optional<Response> Responder::permit(InFlight& flight, Caller& caller) {
    const Route& route = *flight.match.route;
    const Access access = route.access;
    const bool is_program = caller.is(Role::integrator);
    const bool must_wait = caller.must_enrol && !route.while_enrolling;
    if (access == Access::anyone) {
        // What is public stays so, but not as somebody who may not act here: then it is anybody who asks.
        if (must_wait || (is_program && !caller.has(route.scope))) {
            caller = Caller{};
            caller.address = flight.request.peer_address;
        }
        return std::nullopt;
    }
    if (access == Access::cookie) {
        if (is_same_origin(flight.request)) return std::nullopt;
        return flight.refuse(view(forbidden));
    }
    if (!caller.signed_in()) {
        Response response = flight.refuse(view(unauthenticated));
        response.headers.push_back({"WWW-Authenticate", "Bearer"});
        return response;
    }
    if (!(is_program ? caller.has(route.scope) : allows(access, caller.role)))
        return flight.refuse(view(forbidden));
    if (must_wait) return flight.refuse(view(enrolment_required));
    return std::nullopt;
}

std::optional<Response> Responder::check_form(InFlight& flight) {
    const Contract& contract = flight.match.route->contract;
    const bool reads_itself = contract.raw_request && contract.body == nullptr;
    if (!flight.request.body.empty() && !reads_itself &&
        !is_json_type(flight.request.header("content-type"))) {
        return flight.refuse(view(unsupported_media_type));
    }
    if (contract.answer_kind != Contract::Answer::file && !accepts_json(flight.request.header("accept"))) {
        return flight.refuse(view(not_acceptable));
    }
    return std::nullopt;
}

void Responder::tell_unlogged(InFlight& flight, Context& context, ResponderOptions::Answered answered) const {
    if (options_.unlogged && flight.caller.signed_in() && !context.database().has_logged_access())
        options_.unlogged(context, *flight.match.route, flight.match.parameters, answered);
}

// Whatever a use case answers may tell of a person, also a stale version, a name that is taken or that nobody
// was found; what is wrong by its form or failed on our side tells nothing.
void Responder::tell_decided(InFlight& flight, const Call& call) const {
    using Answered = ResponderOptions::Answered;
    if (call.malformed || !call.issues.empty()) return;
    const Route& route = *flight.match.route;
    const bool is_personal = route.access != Access::anyone && !route.of_nobody;
    if (!call.refusal) {
        if (is_personal) tell_unlogged(flight, call.context, Answered::allowed);
    } else if (call.refusal->code == forbidden.code || (is_personal && call.refusal->status < 500)) {
        tell_unlogged(flight, call.context, Answered::denied);
    }
}

void Responder::read_purpose(const Request& request, Context& context, json::Issues& issues) {
    constexpr auto line = text::Lines::one;
    const auto purpose = request.header("x-purpose");
    const auto reason = request.header("x-purpose-reason");
    if (purpose) {
        if (std::ranges::find(purposes, *purpose) == purposes.end())
            issues.add_parameter("X-Purpose", unknown_purpose);
        else
            context.purpose = *purpose;
    }
    if (reason) {
        const Problem problem =
            purpose == "break-glass"
                ? text::problem_of<shortest_for_break_glass, longest_reason>(*reason, line)
                : text::problem_of<1, longest_reason>(*reason, line);
        if (!problem.code.empty())
            issues.add_parameter("X-Purpose-Reason", problem);
        else
            context.purpose_reason = std::string(*reason);
    } else if (purpose && *purpose == "break-glass") {
        issues.add_parameter("X-Purpose-Reason", reason_required);
    }
}

Response Responder::call_typed(InFlight& flight, Context& context) {
    const Route& route = *flight.match.route;
    Call call{flight.request, flight.match.parameters, context, {}, false, {}, {}, std::nullopt};
    call.response.headers.reserve(12);
    read_purpose(flight.request, context, call.issues);
    route.call(route, call);
    tell_decided(flight, call);
    return render(flight, call);
}

Response Responder::render(InFlight& flight, Call& call) {
    const Route& route = *flight.match.route;
    if (call.malformed) return flight.refuse(view(malformed_request));
    if (call.issues.malformed()) return flight.refuse(view(malformed_json), &call.issues);
    if (!call.issues.empty()) return flight.refuse(view(invalid_input), &call.issues);
    if (call.refusal) {
        const bool again = call.refusal->status == 503 || call.refusal->status == 429;
        Response response = flight.refuse(again ? soon(*call.refusal) : *call.refusal);
        if (response.status == 401) response.headers.push_back({"WWW-Authenticate", "Bearer"});
        for (const Header& header : call.headers.all()) response.headers.push_back(header);
        return response;
    }
    Response response = std::move(call.response);
    set_conditions(flight, call, response);
    for (const Header& header : call.headers.all()) response.headers.push_back(header);
    if (!has(response, "Cache-Control")) response.headers.push_back({"Cache-Control", route.cache_control});
    return response;
}

// RFC 9110, section 13.1.2: a GET whose answer the client already has is answered without it.
void Responder::set_conditions(InFlight& flight, const Call& call, Response& response) {
    if (flight.match.route->method != Method::get || response.status != 200) return;
    const auto given = flight.request.header("if-none-match");
    if (!given) return;
    for (const Header& header : call.headers.all()) {
        if (header.name != "ETag" || !matches_etag(*given, header.value)) continue;
        response.status = 304;
        response.content_type.clear();
        response.body.clear();
    }
}

bool Responder::is_allowed_origin(std::string_view origin) const {
    return std::ranges::find(options_.allowed_origins, origin) != options_.allowed_origins.end();
}

// CORS for the origins of the configuration only, and never with credentials: cookies are for our own pages.
void Responder::add_cross_origin(const Request& request, Response& response) const {
    response.headers.push_back({"Vary", "Origin"});
    const auto origin = request.header("origin");
    if (!origin || !is_allowed_origin(*origin)) return;
    response.headers.push_back({"Access-Control-Allow-Origin", std::string(*origin)});
    response.headers.push_back(
        {"Access-Control-Expose-Headers",
         "ETag, Location, Idempotency-Replayed, RateLimit, RateLimit-Policy, Retry-After, "
         "X-Request-Id"});
}

Response Responder::preflight(InFlight& flight, std::uint8_t allowed) const {
    Response response;
    response.status = 204;
    response.headers.push_back({"Allow", allow_header(allowed)});
    const auto origin = flight.request.header("origin");
    if (!origin || !flight.request.header("access-control-request-method") || !is_allowed_origin(*origin)) {
        return response;
    }
    response.headers.push_back({"Access-Control-Allow-Methods", allow_header(allowed)});
    response.headers.push_back(
        {"Access-Control-Allow-Headers",
         "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, traceparent, "
         "X-API-Key, X-Purpose, X-Purpose-Reason, X-Request-Id"});
    response.headers.push_back({"Access-Control-Max-Age", "600"});
    return response;
}

Response Responder::refuse(int status, std::string_view code) {
    const auto started = steady_clock::now();
    const Catalogue::Entry* entry = catalogue_.find(code);
    RefusalView refusal = entry != nullptr ? entry->refusal : view(internal_error);
    refusal.status = status;
    const std::string request_id = make_uuid(clock_.now()).text();
    Response response = problem(status == 503 ? soon(refusal) : refusal, Locale::english, request_id);
    response.headers.push_back({"X-Request-Id", request_id});
    response.close = true;
    traffic_.record({nullptr, {}, status, steady_clock::now() - started, request_id, {}, nullptr});
    return response;
}

void Responder::finish(Response& response, bool secure) {
    response.headers.push_back({"X-Content-Type-Options", "nosniff"});
    response.headers.push_back({"Referrer-Policy", "no-referrer"});
    if (!has(response, "Cache-Control")) response.headers.push_back({"Cache-Control", "no-store"});
    if (secure)
        response.headers.push_back({"Strict-Transport-Security", "max-age=31536000; includeSubDomains"});
    if (response.content_type.starts_with("text/html") && !has(response, "Content-Security-Policy")) {
        response.headers.push_back({"Content-Security-Policy", std::string(page_policy)});
    }
}

std::size_t Responder::body_limit(std::string_view method, std::string_view path) const {
    const Router::Match match = router_.match(method_of(method), path);
    return match.found() ? match.route->body_limit : Route{}.body_limit;
}

void Responder::escaped(std::string_view where, const std::exception_ptr& error) {
    try {
        if (error) std::rethrow_exception(error);
    } catch (const std::exception& caught) {
        log_.error("http.escaped", {{"where", log::Label{where}}, {"type", log::Label{type_of(caught)}}});
    }
}

ServerHooks server_hooks(Responder& responder) {
    ServerHooks hooks;
    hooks.problem = [&responder](int status, std::string_view code) {
        return responder.refuse(status, code);
    };
    hooks.finish = [](Response& response, Transport transport) {
        Responder::finish(response, transport == Transport::tls);
    };
    hooks.body_limit = [&responder](std::string_view method, std::string_view path) {
        return responder.body_limit(method, path);
    };
    hooks.escaped = [&responder](std::string_view where, const std::exception_ptr& error) {
        responder.escaped(where, error);
    };
    return hooks;
}

}  // namespace venera::http
