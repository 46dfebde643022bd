#include "identity/api_keys.hpp"

#include <algorithm>

#include "identity/accounts.hpp"
#include "identity/limits.hpp"
#include "identity/queries.hpp"
#include "identity/secrets.hpp"
#include "identity/security_events.hpp"
#include "platform/http/cursor.hpp"

namespace venera::identity {

namespace {

constexpr std::string_view prefix = "vk_";
constexpr std::size_t random_characters = 43;  // 32 bytes as base64url

std::string schema_of_scopes() {
    std::string names;
    for (const http::Scope scope : http::every_scope()) {
        names += (names.empty() ? "\"" : ",\"") + std::string(http::name_of(scope)) + '"';
    }
    return R"({"type":"string","enum":[)" + names + "]}";
}

std::optional<http::Scope> scope_named(std::string_view name) {
    const auto& all = http::every_scope();
    const auto found = std::ranges::find_if(all, [&](http::Scope one) { return http::name_of(one) == name; });
    return found == all.end() ? std::nullopt : std::optional{*found};
}

bool comes_from(const ApiKeyRow& key, std::string_view address) {
    if (key.addresses.empty()) return true;
    const auto ip = http::IpAddress::parse(address);
    return ip && std::ranges::any_of(key.addresses, [&](const std::string& text) {
               const auto network = http::Network::parse(text);
               return network && network->contains(*ip);
           });
}

void tell_of_revoking(Context& context, postgres::Executor& transaction, ApiKeyId id) {
    insert_event(context, transaction, id, "api_key.revoked", 2);
    note(context, transaction, context.caller().user_id, SecurityEventType::api_key_revoked);
}

ApiKeyView view_of(const ApiKeyRow& key) {
    return {key.id,         key.name,       key.scopes,       key.addresses,
            key.expires_at, key.created_at, key.last_used_at, key.revoked_at};
}

}  // namespace

const std::string ScopeName::schema = schema_of_scopes();

Parsed<ScopeName> ScopeName::parse(std::string_view text) {
    if (const auto scope = scope_named(text)) return ScopeName{*scope};
    return Problem{"not_allowed", "must be one of the scopes of the contract"};
}

void check(const NewApiKey& wish, json::Issues& issues) {
    if (wish.scopes.empty()) issues.add("/scopes", {"too_few", "must have at least one element"});
    auto sorted = wish.scopes;
    std::ranges::sort(sorted);
    if (std::ranges::adjacent_find(sorted) != sorted.end())
        issues.add("/scopes", {"repeated", "must not name a scope twice"});
    if (wish.addresses && wish.addresses->size() > limits::networks_per_key)
        issues.add("/addresses", {"too_many", "must have at most 50 elements"});
}

Result<Page<ApiKeyView>, invalid_cursor> ApiKeys::list(Context& context,
                                                       const http::Query<ApiKeyQuery>& query) {
    std::optional<ApiKeyId> before;
    if (query->cursor) {
        http::CursorReader cursor(*query->cursor);
        before = ApiKeyId{cursor.uuid()};
        if (!cursor.complete()) return invalid_cursor_given();
    }
    const auto limit = query->limit ? static_cast<std::int32_t>(query->limit->value) : limits::page;
    Page<ApiKeyView> page;
    for (const ApiKeyRow& key : list_api_keys(context.database(), before, limit + 1)) {
        page.data.push_back(view_of(key));
    }
    if (page.data.size() > static_cast<std::size_t>(limit)) {
        page.data.pop_back();
        http::CursorWriter cursor;
        cursor.add(page.data.back().id.value);
        page.next_cursor = cursor.text();
    }
    insert_access(context, context.database(), {"list", "api_key", std::nullopt});
    return page;
}

Result<Created<MadeApiKey>, invalid_input, forbidden> ApiKeys::create(Context& context,
                                                                      const NewApiKey& wish) {
    if (wish.expires_at && *wish.expires_at <= context.now())
        return invalid("/expires_at", {"in_the_past", "must be in the future"});
    if (wish.expires_at && *wish.expires_at > context.now() + limits::longest_key_life)
        return invalid("/expires_at", {"out_of_range", "must be within ten years"});
    const std::string key = std::string(prefix) + crypto::base64url(crypto::random_bytes(32));
    ApiKeyRow row;
    row.id = ApiKeyId::make(context.now());
    row.name = wish.name.value;
    for (const ScopeName& scope : wish.scopes) row.scopes.push_back(scope.text());
    if (wish.addresses) {
        for (const http::Network& network : *wish.addresses) row.addresses.push_back(network.text());
    }
    row.expires_at = wish.expires_at;
    row.created_at = context.now();
    const bool made = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        // Locked, so that the end of the administrator comes before, and this is refused, or after, and ends
        // the key.
        const auto maker = lock_account(transaction, context.caller().user_id);
        if (!maker || !is_active_admin(*maker)) return false;
        insert_api_key(transaction, row, hash_of(key), maker->id);
        insert_event(context, transaction, row.id, "api_key.created", 1);
        insert_access(context, transaction, {"create", "api_key", row.id.value});
        note(context, transaction, context.caller().user_id, SecurityEventType::api_key_created);
        return true;
    });
    if (!made) return refuse<forbidden>;
    return Created<MadeApiKey>{
        {row.id, key, row.name, row.scopes, row.addresses, row.expires_at, row.created_at}};
}

Result<NoContent, not_found> ApiKeys::revoke(Context& context, http::Path<ApiKeyId> id) {
    const auto revoked = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        const auto result = revoke_api_key(transaction, id.value, context.now());
        insert_access(context, transaction,
                      {"revoke", "api_key", id.value.value, std::nullopt,
                       result == Revoked::never_was ? Outcome::denied : Outcome::allowed});
        if (result == Revoked::now) tell_of_revoking(context, transaction, id.value);
        return result;
    });
    if (revoked == Revoked::never_was) return refuse<not_found>;
    return NoContent{};
}

void ApiKeys::revoke_all_of(Context& context, postgres::Executor& transaction, UserId maker) {
    for (const ApiKeyId id : revoke_api_keys_of(transaction, maker, context.now())) {
        insert_access(context, transaction, {"revoke", "api_key", id.value});
        tell_of_revoking(context, transaction, id);
    }
}

std::optional<Caller> ApiKeys::caller_of(std::string_view key, Context& context) const {
    if (key.size() != prefix.size() + random_characters || !key.starts_with(prefix)) return std::nullopt;
    const auto row = find_api_key(context.database(), hash_of(key));
    if (!row) return std::nullopt;
    const bool is_over = row->revoked_at || (row->expires_at && *row->expires_at <= context.now());
    if (is_over || !comes_from(*row, context.caller().address)) {
        insert_access(context, context.database(),
                      {"authenticate", "api_key", row->id.value, std::nullopt, Outcome::denied});
        return std::nullopt;
    }
    if (!row->last_used_at || *row->last_used_at + limits::key_use_noted <= context.now())
        mark_api_key_used(context.database(), row->id, context.now());
    Caller caller;
    caller.kind = Caller::Kind::user;
    caller.role = Role::integrator;
    caller.user_id = UserId{row->id.value};
    for (const std::string& name : row->scopes) {
        // A scope that this release no longer knows opens nothing.
        if (const auto scope = scope_named(name)) caller.scopes.push_back(*scope);
    }
    return caller;
}

}  // namespace venera::identity
