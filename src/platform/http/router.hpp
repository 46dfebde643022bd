// The route table: method, path template, access level and handler on one line. The handler's signature is
// the contract:
//   router.post<Access::patient_or_staff>("/api/v1/appointments", booking, &Booking::book).summary("Book a
//   free time");
// A second template argument is the scope by which a program with an API key may call it as well.
// A handler is `R (C::*)(Context&, Args...)`; an argument is recognised by its type:
//   Path<T>              the next {parameter} of the template, left to right
//   const Query<T>&      the query string as a described struct
//   const Body&          any other described struct: the JSON body (const std::optional<Body>& : may be
//   absent) IfMatch              the If-Match header (optional<version>) IdempotencyKey       the
//   Idempotency-Key header and the fingerprint of the request LastEventId the Last-Event-ID header
//   const http::Request& the raw request;
//   http::ResponseHeaders& to add headers (cookies). Only in routes.cpp.
// R is T, Created<T>, Accepted<T>, NoContent, File, Rendered<T>, Tagged<T>, or Result<one of these,
// refusals...>. A T with a member `version` also gets an ETag. Everything reaches the OpenAPI document from
// here.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/access.hpp"
#include "platform/http/answer.hpp"
#include "platform/http/context.hpp"
#include "platform/http/message.hpp"
#include "platform/http/refusal.hpp"

namespace venera::http {

template <class T>
struct Path {
    T value;
};
template <class T>
struct Query {
    T value;
    const T* operator->() const { return &value; }
    const T& operator*() const { return value; }
};
struct IfMatch {
    std::optional<std::int64_t> version;  // absent: no condition
};
struct IdempotencyKey {
    std::optional<std::string> key;  // at most 255 characters, quotes removed
    std::array<std::uint8_t, 32>
        fingerprint;  // SHA-256 of method, route, path parameters and body; zero without a key
};

// Where a stream of events goes on: the last one that the client has, as it was named to it.
struct LastEventId {
    std::optional<std::string> text;
};

enum class Method : std::uint8_t { get, post, put, patch, del };
inline constexpr std::size_t method_count = 5;
std::string_view name_of(Method method);
std::optional<Method> method_of(std::string_view name);  // HEAD is GET here: the server sends its head alone

// Which budget a request is charged to besides its caller's own (see rate_limit.hpp).
enum class RateClass : std::uint8_t { standard, authentication, none };

// Everything that the outside may know about an operation; filled from the handler's type.
struct Contract {
    enum class Answer : std::uint8_t { json, empty, file };
    // What the ETag of an answer names: a version, good for If-Match as well, or the state that it was made
    // of.
    enum class Etag : std::uint8_t { none, version, state };
    using ShapeOf = const json::Shape& (*)();

    struct PathParameter {
        std::string name;
        std::string_view schema;  // JSON Schema of its type
    };
    struct Declared {
        RefusalView refusal;
        ShapeOf extra = nullptr;
    };

    std::vector<PathParameter> path;
    ShapeOf query = nullptr;
    ShapeOf body = nullptr;
    bool body_optional = false;
    bool if_match = false;
    bool idempotency_key = false;
    bool last_event_id = false;
    bool raw_request = false;  // the handler reads the request itself
    int status = 200;
    Answer answer_kind = Answer::json;
    ShapeOf answer = nullptr;
    Etag etag = Etag::none;
    std::vector<Declared> refusals;
};

struct Call;
struct Exchange;
struct Route;
using RawHandler = std::function<Response(Exchange&)>;

struct Route {
    Method method = Method::get;
    std::string path;  // the template: "/api/v1/doctors/{id}"
    Access access = Access::anyone;
    Scope scope = Scope::none;  // what an API key needs; none: no key opens it
    Contract contract;
    std::string summary;
    std::string description;
    std::string tag;
    RateClass rate = RateClass::standard;
    std::size_t body_limit = 1024 * 1024;
    std::string cache_control = "no-store";
    bool allows_expired_token = false;
    std::string media_type;  // of a raw route's answer; of several, with ", " between them
    bool listed = true;      // in the OpenAPI document
    bool while_enrolling = false;
    bool of_nobody = false;
    std::size_t index = 0;  // dense, for per-route tables

    // The handler with its type erased: `call` knows the types behind `object` and `member`.
    void (*call)(const Route&, Call&) = nullptr;
    void* object = nullptr;
    alignas(std::max_align_t) std::array<std::byte, 16> member{};
    RawHandler raw;
};

// One request on its way through a typed route: what the arguments are read from and the answer is written
// to.
struct Call {
    Request& request;
    const std::vector<std::string>& parameters;  // decoded path parameters, left to right
    Context& context;
    json::Issues issues;
    bool malformed = false;  // the query string is not one
    ResponseHeaders headers;
    Response response;
    std::optional<RefusalView> refusal;
};

// One request on its way through a raw route.
struct Exchange {
    Request& request;
    const std::vector<std::string>& parameters;
    fibers::Wait& wait;
    std::string_view request_id;
    const tracing::Trace& trace;
    Locale locale;
    Instant now;
};

// Says more about the route just registered: router.get<...>(...).summary("...").tag("...").
class RouteBuilder {
public:
    explicit RouteBuilder(Route& route) : route_(&route) {}

    RouteBuilder& summary(std::string_view text);
    RouteBuilder& description(std::string_view text);
    RouteBuilder& tag(std::string_view name);
    RouteBuilder& limit(RateClass rate);
    RouteBuilder& body_limit(std::size_t bytes);
    // An expired access token counts as none. For handlers that do not ask who calls: where it matters, the
    // client must hear that it is signed in no longer.
    RouteBuilder& allow_expired_token();
    // For public data only; everything else is `no-store`.
    RouteBuilder& cache(std::string_view cache_control);
    // Open also to who must add a second factor before anything else.
    RouteBuilder& while_enrolling();
    // What it tells or changes is no person's data but the practice's own: only who may not leaves an access.
    RouteBuilder& of_nobody();
    // Of a File: what the document says it is, such as "text/calendar"; several with ", " between them.
    RouteBuilder& media_type(std::string_view type);

private:
    Route* route_;
};

// What a raw route says about itself, as it has no signature to say it.
struct RawOptions {
    std::string_view summary;
    std::string_view media_type = "application/octet-stream";
    bool listed = false;
    RateClass rate = RateClass::none;
};

class Router {
public:
    Router();
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    template <Access access, Scope scope = Scope::none, class C, class M>
    RouteBuilder get(std::string_view path, C& object, M handler) {
        return add<access, scope>(Method::get, path, object, handler);
    }
    template <Access access, Scope scope = Scope::none, class C, class M>
    RouteBuilder post(std::string_view path, C& object, M handler) {
        return add<access, scope>(Method::post, path, object, handler);
    }
    template <Access access, Scope scope = Scope::none, class C, class M>
    RouteBuilder put(std::string_view path, C& object, M handler) {
        return add<access, scope>(Method::put, path, object, handler);
    }
    template <Access access, Scope scope = Scope::none, class C, class M>
    RouteBuilder patch(std::string_view path, C& object, M handler) {
        return add<access, scope>(Method::patch, path, object, handler);
    }
    template <Access access, Scope scope = Scope::none, class C, class M>
    RouteBuilder del(std::string_view path, C& object, M handler) {
        return add<access, scope>(Method::del, path, object, handler);
    }

    // A route outside the contract's types: health, metrics, documents, static files. A template may end in
    // "{name...}", which takes the rest of the path, slashes included; such a route never causes a 405.
    RouteBuilder raw(Method method, std::string_view path, RawHandler handler, RawOptions options = {});

    struct Match {
        const Route* route = nullptr;         // null: no such path, or not with this method
        std::vector<std::string> parameters;  // percent-decoded
        std::uint8_t allowed = 0;             // bit per Method, if the path exists
        bool malformed = false;               // a segment is not valid percent-encoded UTF-8
        bool found() const { return route != nullptr; }
    };
    // `path` as received. No method (OPTIONS, unknown): only `allowed` is filled.
    Match match(std::optional<Method> method, std::string_view path) const;

    const std::deque<Route>& routes() const { return routes_; }

private:
    struct Node;

    template <Access access, Scope scope, class C, class M>
    RouteBuilder add(Method method, std::string_view path, C& object, M handler);
    Route& insert(Route route);

    std::deque<Route> routes_;  // stable addresses
    std::unique_ptr<Node> root_;
};

class Catalogue;
// All refusals that the routes declare, and the platform's.
// Throws: std::logic_error if two different refusals share a code.
Catalogue catalogue_of(const Router& router);

// "GET, HEAD, POST" for an Allow header.
std::string allow_header(std::uint8_t allowed);

}  // namespace venera::http

#include "platform/http/router.ipp"
