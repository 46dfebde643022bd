#include <algorithm>

#include "platform/http/testing.hpp"

namespace venera::http::testing {

Result<Created<Thing>, thing_taken, thing_gone, invalid_input> Things::make(Context& context,
                                                                            const NewThing& wish,
                                                                            IdempotencyKey given) {
    key = given;
    caller = context.caller();
    purpose = context.purpose;
    const std::string& name = wish.name.value;
    if (name == "taken") return refuse<thing_taken>.with(Others{{"a", "b"}});
    if (name == "gone") return refuse<thing_gone>.after_seconds(7);
    if (name == "wrong") return invalid("/name", {"off_grid", "must be a multiple of 5 minutes"});
    if (name == "expire") throw fibers::Expired();
    if (name == "stop") throw fibers::Stopped();
    if (name == "full") throw jobs::QueueFull();
    if (name == "throw") throw std::runtime_error("Ana's secret");
    if (name == "unknown") {
        postgres::Unavailable lost("connection lost");
        lost.outcome_unknown = true;
        throw lost;
    }
    return Created{Thing{some_thing, name, 1}, name == "again" ? Replay::yes : Replay::no};
}

Page<Thing> Things::list(Context&, const Query<ThingQuery>& query) {
    Page<Thing> page;
    if (query->limit) page.data.resize(static_cast<std::size_t>(query->limit->value));
    if (query->q) page.next_cursor = query->q->value;
    return page;
}

Result<Thing, not_found> Things::find(Context&, Path<ThingId> id) const {
    if (id.value != some_thing) return refuse<not_found>;
    return Thing{some_thing, "found", 3};
}

Result<Thing, version_mismatch> Things::change(Context&, Path<ThingId> id, const NewThing& wish,
                                               IfMatch condition) {
    if (condition.version && *condition.version != 3) return refuse<version_mismatch>;
    return Thing{id.value, wish.name.value, 4};
}

NoContent Things::refresh(Context&, const Request& asked, ResponseHeaders& headers) {
    headers.add("Set-Cookie", "seen=" + std::string(asked.cookie("id").value_or("none")));
    return {};
}

Accepted<Thing> Things::later(Context&, const std::optional<NewThing>& wish) {
    return {Thing{some_thing, wish ? wish->name.value : "nothing", 1}};
}

NoContent Things::poke(Context& context) {
    caller = context.caller();
    return {};
}

void add_things(Router& router, Things& things) {
    router.post<Access::anyone>("/api/v1/things", things, &Things::make).summary("Make a thing");
    router.get<Access::anyone>("/api/v1/things", things, &Things::list).allow_expired_token();
    router.get<Access::anyone>("/api/v1/things/{id}", things, &Things::find);
    router.patch<Access::desk>("/api/v1/things/{id}", things, &Things::change);
    router.del<Access::admin>("/api/v1/things/{id}", things, &Things::drop);
    router.get<Access::anyone>("/api/v1/things/{id}/picture", things, &Things::picture)
        .media_type("image/png");
    router.get<Access::anyone>("/api/v1/things/fast", things, &Things::fast).cache("public, max-age=5");
    router.post<Access::anyone>("/api/v1/things/later", things, &Things::later).body_limit(50);
    router.post<Access::cookie>("/api/v1/refresh", things, &Things::refresh).limit(RateClass::authentication);
    router.post<Access::patient, Scope::appointments_write>("/api/v1/poke", things, &Things::poke);
    router.post<Access::patient>("/api/v1/enrol", things, &Things::poke).while_enrolling();
}

std::optional<Caller> FixedAuthenticator::authenticate(std::string_view token, Instant) {
    for (const Role role : {Role::patient, Role::doctor, Role::staff, Role::admin}) {
        if (token != name_of(role) && token != std::string(name_of(role)) + "-enrolling") continue;
        Caller caller;
        caller.must_enrol = token != name_of(role);
        caller.kind = Caller::Kind::user;
        caller.role = role;
        return caller;
    }
    return std::nullopt;
}

bool FixedAuthenticator::is_expired(std::string_view token, Instant) { return token == "expired"; }

std::optional<Caller> FixedAuthenticator::api_key(std::string_view key, Context&) {
    if (key != "vk_good" && key != "vk_poor") return std::nullopt;
    Caller caller;
    caller.kind = Caller::Kind::user;
    caller.role = Role::integrator;
    if (key == "vk_good") caller.scopes = {Scope::appointments_write};
    return caller;
}

Request request(std::string_view method, std::string_view target, std::vector<Header> headers,
                std::string body) {
    Request out;
    out.method = method;
    const std::size_t question = target.find('?');
    out.path = target.substr(0, question);
    if (question != std::string_view::npos) out.query = target.substr(question + 1);
    out.headers = std::move(headers);
    out.body = std::move(body);
    out.peer_address = "192.0.2.7";
    if (!out.body.empty() && !out.header("content-type"))
        out.headers.push_back({"content-type", "application/json"});
    return out;
}

std::string header(const Response& response, std::string_view name) {
    std::string all;
    for (const Header& field : response.headers) {
        if (field.name == name) all += (all.empty() ? "" : "; ") + field.value;
    }
    return all;
}

World::World(ResponderOptions options) {
    add_things(router, things);
    documents.prepare();
    responder =
        std::make_unique<Responder>(router, &authenticator, limits, clock, log, metrics, std::move(options));
}

Response World::ask(std::string_view method, std::string_view target, std::vector<Header> headers,
                    std::string body) {
    return ask(request(method, target, std::move(headers), std::move(body)));
}

Response World::ask(Request asked) { return responder->respond(asked, wait, &pool); }

}  // namespace venera::http::testing
