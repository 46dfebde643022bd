// A small API for the tests of this folder: things behind typed routes, a fixed authenticator and a responder
// around them. No sockets and no database: the pool is never borrowed from.
#pragma once
#include <boost/describe/class.hpp>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/docs.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/respond.hpp"
#include "platform/http/router.hpp"
#include "platform/jobs/cpu_pool.hpp"
#include "platform/postgres/pool.hpp"

namespace venera::http::testing {

using ThingId = Id<struct ThingTag>;

struct Thing {
    ThingId id;
    std::string name;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Thing, (), (id, name, version))

struct NewThing {
    Text<10> name;
    std::optional<Whole<1, 9>> size;
};
BOOST_DESCRIBE_STRUCT(NewThing, (), (name, size))

struct ThingQuery {
    std::optional<Whole<1, 100>> limit;
    std::optional<Text<20>> q;
};
BOOST_DESCRIBE_STRUCT(ThingQuery, (), (limit, q))

struct Others {
    std::vector<std::string> others;
};
BOOST_DESCRIBE_STRUCT(Others, (), (others))

inline constexpr RefusalWith<Others> thing_taken{
    409, "thing_taken", {"Taken", "Somebody has it."}, {"Ocupada", "Alguien la tiene."}};
inline constexpr Refusal thing_gone{410, "thing_gone", {"Gone", "It is <gone>."}, {"Se fue", "Ya no está."}};

inline const ThingId some_thing = *ThingId::parse("019aa5b0-0000-7000-8000-000000000001");

// Does what the name in the body says, and remembers what it was given.
class Things {
public:
    Result<Created<Thing>, thing_taken, thing_gone, invalid_input> make(Context& context,
                                                                        const NewThing& wish,
                                                                        IdempotencyKey key);
    Page<Thing> list(Context&, const Query<ThingQuery>& query);
    Result<Thing, not_found> find(Context&, Path<ThingId> id) const;
    Result<Thing, version_mismatch> change(Context&, Path<ThingId> id, const NewThing& wish,
                                           IfMatch condition);
    NoContent drop(Context&, Path<ThingId>) { return {}; }
    NoContent refresh(Context&, const Request& request, ResponseHeaders& headers);
    File picture(Context&, Path<ThingId>) { return {"image/png", "a \"picture\" ñ.png", "bytes"}; }
    Rendered<Thing> fast(Context&) { return {R"({"ready":true})"}; }
    Accepted<Thing> later(Context&, const std::optional<NewThing>& wish);
    NoContent poke(Context& context);

    IdempotencyKey key{};
    Caller caller{};
    std::string purpose;
};

void add_things(Router& router, Things& things);

// "Bearer <role>" signs in as that role, "Bearer expired" once did, "Bearer <role>-enrolling" as one who must
// add a second factor first; "vk_good" is a program's key for writing appointments, "vk_poor" one without a
// scope.
class FixedAuthenticator final : public Authenticator {
public:
    std::optional<Caller> authenticate(std::string_view token, Instant now) override;
    bool is_expired(std::string_view token, Instant now) override;
    std::optional<Caller> api_key(std::string_view key, Context& context) override;
};

// A request; names of headers in lower case. Bodies are JSON unless a content-type is given.
Request request(std::string_view method, std::string_view target, std::vector<Header> headers = {},
                std::string body = {});
std::string header(const Response& response, std::string_view name);

// Everything that a request needs around the things.
class World {
public:
    explicit World(ResponderOptions options = {});
    Response ask(std::string_view method, std::string_view target, std::vector<Header> headers = {},
                 std::string body = {});
    Response ask(Request asked);

    Things things;
    Router router;
    Documents documents{router, {"Things", "1.0", "An API of <things>."}};
    Clock clock;
    log::Log log{"/dev/null"};
    metrics::Metrics metrics;
    RateLimits limits;
    FixedAuthenticator authenticator;
    fibers::PollWait wait;
    postgres::Pool pool{{}, 1, metrics, log};
    std::unique_ptr<Responder> responder;
};

}  // namespace venera::http::testing
