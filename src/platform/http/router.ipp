// How a handler's signature becomes a Route. Included by router.hpp; everything is erased here at once, so
// that matching, reading, rendering and the contract are ordinary code in router.cpp, arguments.cpp and
// respond.cpp.
#pragma once
#include <cstring>
#include <tuple>
#include <type_traits>
#include <utility>

#include "platform/json/shape.hpp"

namespace venera::http::detail {

// The untemplated half (arguments.cpp).
std::string_view path_text(const Call& call, std::size_t index);
void add_path_issue(Call& call, const Route& route, std::size_t index, Problem problem);
std::vector<json::Parameter> query_of(Call& call);
IfMatch if_match_of(Call& call);
IdempotencyKey idempotency_key_of(const Route& route, Call& call);
void refuse_query(Call& call);  // for a route without parameters: each one is unknown
void refuse_body(Call& call);   // for a route without a body: empty or {} only
void answer_json(Call& call, const Route& route);
void answer_file(Call& call, File&& file);
LastEventId last_event_id_of(Call& call);
void answer_events(Call& call, EventStream&& events);
void add_etag(Call& call, std::int64_t version);
void add_location(Call& call, const std::string& id);
void add_replayed(Call& call);

// A slot reads one argument of a handler and describes it. The primary template is the JSON body.
template <class T>
struct Slot {
    static_assert(std::is_class_v<T>,
                  "a handler's arguments are Path<>, Query<>, IfMatch, IdempotencyKey, Request, "
                  "ResponseHeaders or one described struct: the body");
    static constexpr bool is_body = true;
    T value{};
    void read(const Route&, Call& call, std::size_t&) {
        value = json::from_json<T>(call.request.body, call.issues);
    }
    T& get() { return value; }
    static void describe(Contract& contract) { contract.body = &json::shape<T>; }
};

struct NotABody {
    static constexpr bool is_body = false;
};

template <class T>
struct Slot<std::optional<T>> {
    static constexpr bool is_body = true;
    std::optional<T> value{};
    void read(const Route&, Call& call, std::size_t&) {
        if (!call.request.body.empty()) value = json::from_json<T>(call.request.body, call.issues);
    }
    std::optional<T>& get() { return value; }
    static void describe(Contract& contract) {
        contract.body = &json::shape<T>;
        contract.body_optional = true;
    }
};

template <FieldType T>
struct Slot<Path<T>> : NotABody {
    Path<T> value{};
    void read(const Route& route, Call& call, std::size_t& index) {
        const Parsed<T> parsed = T::parse(path_text(call, index));
        if (parsed) {
            value.value = *parsed;
        } else {
            add_path_issue(call, route, index, parsed.problem());
        }
        ++index;
    }
    Path<T>& get() { return value; }
    static void describe(Contract& contract) { contract.path.push_back({{}, T::schema}); }
};

template <class T>
struct Slot<Query<T>> : NotABody {
    Query<T> value{};
    void read(const Route&, Call& call, std::size_t&) {
        value.value = json::from_parameters<T>(query_of(call), call.issues);
    }
    Query<T>& get() { return value; }
    static void describe(Contract& contract) { contract.query = &json::shape<T>; }
};

template <>
struct Slot<IfMatch> : NotABody {
    IfMatch value{};
    void read(const Route&, Call& call, std::size_t&) { value = if_match_of(call); }
    IfMatch& get() { return value; }
    static void describe(Contract& contract) { contract.if_match = true; }
};

template <>
struct Slot<IdempotencyKey> : NotABody {
    IdempotencyKey value{};
    void read(const Route& route, Call& call, std::size_t&) { value = idempotency_key_of(route, call); }
    IdempotencyKey& get() { return value; }
    static void describe(Contract& contract) { contract.idempotency_key = true; }
};

template <>
struct Slot<LastEventId> : NotABody {
    LastEventId value{};
    void read(const Route&, Call& call, std::size_t&) { value = last_event_id_of(call); }
    LastEventId& get() { return value; }
    static void describe(Contract& contract) { contract.last_event_id = true; }
};

template <>
struct Slot<Request> : NotABody {
    const Request* value = nullptr;
    void read(const Route&, Call& call, std::size_t&) { value = &call.request; }
    const Request& get() { return *value; }
    static void describe(Contract& contract) { contract.raw_request = true; }
};

template <>
struct Slot<ResponseHeaders> : NotABody {
    ResponseHeaders* value = nullptr;
    void read(const Route&, Call& call, std::size_t&) { value = &call.headers; }
    ResponseHeaders& get() { return *value; }
    static void describe(Contract&) {}
};

template <class T>
concept Versioned = requires(const T& value) {
    { value.version } -> std::convertible_to<std::int64_t>;
};
template <class T>
concept Identified = requires(const T& value) {
    { value.id.text() } -> std::convertible_to<std::string>;
};

// A reply renders what a handler returns and describes it. The primary template is a plain T: 200.
template <class T>
struct Reply {
    static void render(const Route& route, Call& call, const T& value) {
        json::write_json(call.response.body, value);
        answer_json(call, route);
        if constexpr (Versioned<T>) add_etag(call, value.version);
    }
    static void describe(Contract& contract) {
        contract.answer = &json::shape<T>;
        contract.etag = Versioned<T> ? Contract::Etag::version : Contract::Etag::none;
    }
};

template <class T>
struct Reply<Created<T>> {
    static void render(const Route& route, Call& call, const Created<T>& created) {
        Reply<T>::render(route, call, created.value);
        if constexpr (Identified<T>) add_location(call, created.value.id.text());
        if (created.replay == Replay::yes) add_replayed(call);
    }
    static void describe(Contract& contract) {
        Reply<T>::describe(contract);
        contract.status = 201;
    }
};

template <class T>
struct Reply<Accepted<T>> {
    static void render(const Route& route, Call& call, const Accepted<T>& accepted) {
        Reply<T>::render(route, call, accepted.value);
    }
    static void describe(Contract& contract) {
        Reply<T>::describe(contract);
        contract.status = 202;
    }
};
template <>
struct Reply<Accepted<NoContent>> {
    static void render(const Route& route, Call& call, const Accepted<NoContent>&) {
        call.response.status = route.contract.status;
    }
    static void describe(Contract& contract) {
        contract.status = 202;
        contract.answer_kind = Contract::Answer::empty;
    }
};

template <>
struct Reply<NoContent> {
    static void render(const Route& route, Call& call, const NoContent&) {
        call.response.status = route.contract.status;
    }
    static void describe(Contract& contract) {
        contract.status = 204;
        contract.answer_kind = Contract::Answer::empty;
    }
};

template <>
struct Reply<File> {
    static void render(const Route&, Call& call, File& file) { answer_file(call, std::move(file)); }
    static void describe(Contract& contract) { contract.answer_kind = Contract::Answer::file; }
};

template <>
struct Reply<EventStream> {
    static void render(const Route&, Call& call, EventStream& events) {
        answer_events(call, std::move(events));
    }
    static void describe(Contract& contract) { contract.answer_kind = Contract::Answer::file; }
};

template <>
struct Reply<TaggedFile> {
    static void render(const Route&, Call& call, TaggedFile& file) {
        call.headers.add("ETag", '"' + file.tag + '"');
        answer_file(call, std::move(file));
    }
    static void describe(Contract& contract) {
        contract.answer_kind = Contract::Answer::file;
        contract.etag = Contract::Etag::state;
    }
};

template <class T>
struct Reply<Rendered<T>> {
    static void render(const Route& route, Call& call, Rendered<T>& rendered) {
        call.response.body = std::move(rendered.json);
        answer_json(call, route);
    }
    static void describe(Contract& contract) { contract.answer = &json::shape<T>; }
};

template <class T>
struct Reply<Tagged<T>> {
    static void render(const Route& route, Call& call, Tagged<T>& tagged) {
        call.response.body = std::move(tagged.json);
        if (!tagged.tag.empty()) call.headers.add("ETag", '"' + tagged.tag + '"');
        answer_json(call, route);
    }
    static void describe(Contract& contract) {
        contract.answer = &json::shape<T>;
        contract.etag = Contract::Etag::state;
    }
};

template <const auto& R>
Contract::Declared declared() {
    using Extra = typename std::remove_cvref_t<decltype(R)>::extra_type;
    if constexpr (std::is_void_v<Extra>) {
        return {view(R), nullptr};
    } else {
        return {view(R), &json::shape<Extra>};
    }
}

template <class T, const auto&... R>
struct Reply<Result<T, R...>> {
    static void render(const Route& route, Call& call, Result<T, R...>& result) {
        if (result) {
            Reply<T>::render(route, call, *result);
        } else {
            call.refusal = result.refusal();
        }
    }
    static void describe(Contract& contract) {
        Reply<T>::describe(contract);
        (contract.refusals.push_back(declared<R>()), ...);
    }
};

template <class M>
struct Handler {
    static_assert(sizeof(M) == 0, "a handler is a member function R (C::*)(Context&, Args...)");
};

template <class C, class R, class... A>
struct HandlerOf {
    static constexpr std::size_t bodies = (0 + ... + (Slot<A>::is_body ? 1 : 0));
    static_assert(bodies <= 1, "a handler has at most one body");

    template <class M>
    static void call(const Route& route, Call& call) {
        std::tuple<Slot<A>...> slots{};
        std::size_t index = 0;
        std::apply([&](auto&... slot) { (slot.read(route, call, index), ...); }, slots);
        if constexpr (bodies == 0) {
            if (!route.contract.raw_request) refuse_body(call);
        }
        if (route.contract.query == nullptr) refuse_query(call);
        if (call.malformed || !call.issues.empty()) return;
        M handler;
        std::memcpy(&handler, route.member.data(), sizeof handler);
        C& object = *static_cast<C*>(route.object);
        auto answer =
            std::apply([&](auto&... slot) { return (object.*handler)(call.context, slot.get()...); }, slots);
        Reply<decltype(answer)>::render(route, call, answer);
    }

    template <class M>
    static Route route(void* object, M handler) {
        static_assert(sizeof handler <= sizeof(Route::member));
        Route route;
        (Slot<A>::describe(route.contract), ...);
        Reply<R>::describe(route.contract);
        route.call = &HandlerOf::call<M>;
        route.object = object;
        std::memcpy(route.member.data(), &handler, sizeof handler);
        return route;
    }
};

template <class C, class R, class... A>
struct Handler<R (C::*)(Context&, A...)> : HandlerOf<C, R, std::remove_cvref_t<A>...> {
    using object_type = C;
};
template <class C, class R, class... A>
struct Handler<R (C::*)(Context&, A...) const> : HandlerOf<const C, R, std::remove_cvref_t<A>...> {
    using object_type = const C;
};

}  // namespace venera::http::detail

namespace venera::http {

template <Access access, Scope scope, class C, class M>
RouteBuilder Router::add(Method method, std::string_view path, C& object, M handler) {
    using Signature = detail::Handler<M>;
    typename Signature::object_type& target = object;
    Route route = Signature::route(
        const_cast<std::remove_cv_t<std::remove_reference_t<decltype(target)>>*>(&target), handler);
    route.method = method;
    route.path = path;
    route.access = access;
    route.scope = scope;
    return RouteBuilder(insert(std::move(route)));
}

}  // namespace venera::http
