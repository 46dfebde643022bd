// The statements of second factors, API keys and security events. SQL is in proof_queries.cpp.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/context.hpp"
#include "platform/postgres/database.hpp"
#include "platform/values/instant.hpp"
#include "platform/values/uuid.hpp"

namespace venera::identity {

using postgres::Bytes;

struct SecondFactorRow {
    Bytes secret_sealed;
    std::optional<Instant> confirmed_at;
    std::int64_t last_step = 0;
};
BOOST_DESCRIBE_STRUCT(SecondFactorRow, (), (secret_sealed, confirmed_at, last_step))
std::optional<SecondFactorRow> find_second_factor(postgres::Executor& db, UserId user);
// Holds the row until the transaction ends.
std::optional<SecondFactorRow> lock_second_factor(postgres::Executor& db, UserId user);
// Replaces one that was never confirmed; false if a confirmed one is there.
bool start_second_factor(postgres::Executor& db, UserId user, const Bytes& secret_sealed, Instant now);
void update_last_step(postgres::Executor& db, UserId user, std::int64_t step);
// The first code was right: it counts from now on, and the account says so.
void confirm_second_factor(postgres::Executor& db, UserId user, const std::vector<Bytes>& recovery_codes,
                           Instant now);
// With its recovery codes. False if there was none.
bool delete_second_factor(postgres::Executor& db, UserId user, Instant now);
// False if there is no such code or it was used.
bool use_recovery_code(postgres::Executor& db, UserId user, const Bytes& code_hash, Instant now);
std::int64_t recovery_codes_left(postgres::Executor& db, UserId user);

using ApiKeyId = Id<struct ApiKeyTag>;

struct ApiKeyRow {
    ApiKeyId id;
    std::string name;
    std::vector<std::string> scopes;
    std::vector<std::string> addresses;
    std::optional<Instant> expires_at;
    Instant created_at;
    std::optional<Instant> last_used_at;
    std::optional<Instant> revoked_at;
};
BOOST_DESCRIBE_STRUCT(ApiKeyRow, (),
                      (id, name, scopes, addresses, expires_at, created_at, last_used_at, revoked_at))
void insert_api_key(postgres::Executor& db, const ApiKeyRow& key, const Bytes& key_hash, UserId created_by);
std::optional<ApiKeyRow> find_api_key(postgres::Executor& db, const Bytes& key_hash);
// Newest first.
std::vector<ApiKeyRow> list_api_keys(postgres::Executor& db, const std::optional<ApiKeyId>& before,
                                     std::int32_t limit);
enum class Revoked : std::uint8_t { now, before, never_was };
Revoked revoke_api_key(postgres::Executor& db, ApiKeyId id, Instant now);
// Those that `maker` made and that were not revoked yet.
std::vector<ApiKeyId> revoke_api_keys_of(postgres::Executor& db, UserId maker, Instant now);
// The event of the key, by the caller.
void insert_event(Context& context, postgres::Executor& db, ApiKeyId key, std::string_view type,
                  std::int64_t version);
void mark_api_key_used(postgres::Executor& db, ApiKeyId id, Instant now);

enum class SecurityEventType : std::uint8_t {
    signed_in_on_new_device,
    password_changed,
    password_reset,
    email_changed,
    second_factor_added,
    second_factor_removed,
    recovery_code_used,
    refresh_token_reused,
    signed_out_everywhere,
    api_key_created,
    api_key_revoked,
};
BOOST_DESCRIBE_ENUM(SecurityEventType, signed_in_on_new_device, password_changed, password_reset,
                    email_changed, second_factor_added, second_factor_removed, recovery_code_used,
                    refresh_token_reused, signed_out_everywhere, api_key_created, api_key_revoked)
std::string_view name_of(SecurityEventType type);

using SecurityEventId = Id<struct SecurityEventTag>;

struct NewSecurityEvent {
    SecurityEventId id;
    UserId user_id;
    SecurityEventType type = SecurityEventType::password_changed;
    Instant occurred_at;
    std::optional<std::string> address;
};
void insert_security_event(postgres::Executor& db, const NewSecurityEvent& event);

struct SecurityEvent {
    SecurityEventId id;
    SecurityEventType type = SecurityEventType::password_changed;
    Instant occurred_at;
    std::optional<std::string> address;
};
BOOST_DESCRIBE_STRUCT(SecurityEvent, (), (id, type, occurred_at, address))
std::vector<SecurityEvent> list_security_events(postgres::Executor& db, UserId user,
                                                const std::optional<SecurityEventId>& before,
                                                std::int32_t limit);

// Returns how many rows.
std::int64_t clean_security_events(postgres::Executor& db, Instant now);

}  // namespace venera::identity
