// Keys of programs: "vk_" and 256 random bits, shown once, stored as SHA-256. A key acts as role integrator
// with its scopes, from its networks, until it expires or is revoked; every use asks the database, so a
// revoked key is refused everywhere at once.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/proof_queries.hpp"
#include "platform/http/context.hpp"
#include "platform/http/peer.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"
#include "platform/json/json.hpp"

namespace venera::identity {

// "appointments:read".
struct ScopeName {
    static const std::string schema;

    http::Scope value = http::Scope::none;

    auto operator<=>(const ScopeName&) const = default;
    static Parsed<ScopeName> parse(std::string_view text);
    std::string text() const { return std::string(http::name_of(value)); }
};

struct NewApiKey {
    Text<100> name;
    std::vector<ScopeName> scopes;
    std::optional<Instant> expires_at;
    std::optional<std::vector<http::Network>> addresses;  // absent or empty: from everywhere
};
BOOST_DESCRIBE_STRUCT(NewApiKey, (), (name, scopes, expires_at, addresses))
void check(const NewApiKey& wish, json::Issues& issues);

struct ApiKeyView {
    ApiKeyId id;
    std::string name;
    std::vector<std::string> scopes;
    std::vector<std::string> addresses;
    std::optional<Instant> expires_at;
    Instant created_at;
    std::optional<Instant> last_used_at;  // to five minutes
    std::optional<Instant> revoked_at;
};
BOOST_DESCRIBE_STRUCT(ApiKeyView, (),
                      (id, name, scopes, addresses, expires_at, created_at, last_used_at, revoked_at))

struct MadeApiKey {
    ApiKeyId id;
    std::string key;  // never shown again
    std::string name;
    std::vector<std::string> scopes;
    std::vector<std::string> addresses;
    std::optional<Instant> expires_at;
    Instant created_at;
};
BOOST_DESCRIBE_STRUCT(MadeApiKey, (), (id, key, name, scopes, addresses, expires_at, created_at))

struct ApiKeyQuery {
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ApiKeyQuery, (), (limit, cursor))

class ApiKeys {
public:
    Result<Page<ApiKeyView>, invalid_cursor> list(Context& context, const http::Query<ApiKeyQuery>& query);
    Result<Created<MadeApiKey>, invalid_input, forbidden> create(Context& context, const NewApiKey& wish);
    // Repeating it is harmless.
    Result<NoContent, not_found> revoke(Context& context, http::Path<ApiKeyId> id);
    // Of whoever is no administrator any more, in the transaction that says so.
    static void revoke_all_of(Context& context, postgres::Executor& transaction, UserId maker);

    // For the edge: who sends this key from the context's address.
    std::optional<Caller> caller_of(std::string_view key, Context& context) const;
};

}  // namespace venera::identity
