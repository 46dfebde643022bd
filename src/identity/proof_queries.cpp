#include "identity/proof_queries.hpp"

#include <boost/describe/enum_to_string.hpp>

#include "identity/limits.hpp"

namespace venera::identity {

namespace {

using postgres::Statement;
using OptionalText = std::optional<std::string>;

const Statement<SecondFactorRow(UserId)> select_factor{"identity.find_second_factor", R"sql(
    select secret_sealed, confirmed_at, last_step
      from identity.second_factors
     where user_id = $1)sql"};

const Statement<SecondFactorRow(UserId)> hold_factor{"identity.lock_second_factor", R"sql(
    select secret_sealed, confirmed_at, last_step
      from identity.second_factors
     where user_id = $1
       for no key update)sql"};

const Statement<void(UserId, Bytes, Instant)> add_factor{"identity.start_second_factor", R"sql(
    insert into identity.second_factors as f (user_id, secret_sealed, created_at)
    values ($1, $2, $3)
        on conflict (user_id) do update
       set secret_sealed = excluded.secret_sealed, created_at = excluded.created_at, last_step = 0
     where f.confirmed_at is null)sql"};

const Statement<void(UserId, std::int64_t)> set_step{"identity.update_last_step", R"sql(
    update identity.second_factors set last_step = $2 where user_id = $1)sql"};

const Statement<void(UserId, Instant)> set_confirmed{"identity.confirm_second_factor", R"sql(
    update identity.second_factors set confirmed_at = $2 where user_id = $1)sql"};

const Statement<void(UserId, bool, Instant)> set_flag{"identity.flag_second_factor", R"sql(
    update identity.users
       set second_factor = $2, updated_at = $3, version = version + 1
     where id = $1)sql"};

const Statement<void(UserId, std::vector<Bytes>)> add_codes{"identity.insert_recovery_codes", R"sql(
    insert into identity.recovery_codes (user_id, code_hash)
    select $1, u.code_hash
      from unnest($2::bytea[]) u (code_hash))sql"};

const Statement<void(UserId)> remove_codes{"identity.delete_recovery_codes", R"sql(
    delete from identity.recovery_codes where user_id = $1)sql"};

const Statement<void(UserId)> remove_factor{"identity.delete_second_factor", R"sql(
    delete from identity.second_factors where user_id = $1)sql"};

const Statement<void(UserId, Bytes, Instant)> spend_code{"identity.use_recovery_code", R"sql(
    update identity.recovery_codes
       set used_at = $3
     where user_id = $1 and code_hash = $2 and used_at is null)sql"};

const Statement<std::int64_t(UserId)> count_codes{"identity.recovery_codes_left", R"sql(
    select count(*) from identity.recovery_codes where user_id = $1 and used_at is null)sql"};

const Statement<void(ApiKeyId, std::string, Bytes, std::vector<std::string>, std::vector<std::string>,
                     std::optional<Instant>, UserId, Instant)>
    add_key{"identity.insert_api_key", R"sql(
    insert into identity.api_keys (id, name, key_hash, scopes, addresses, expires_at, created_by, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8))sql"};

const Statement<ApiKeyRow(Bytes)> select_key{"identity.find_api_key", R"sql(
    select id, name, scopes, addresses, expires_at, created_at, last_used_at, revoked_at
      from identity.api_keys
     where key_hash = $1)sql"};

const Statement<ApiKeyRow(std::optional<ApiKeyId>, std::int32_t)> select_keys{"identity.list_api_keys", R"sql(
    select id, name, scopes, addresses, expires_at, created_at, last_used_at, revoked_at
      from identity.api_keys
     where $1::uuid is null or id < $1
     order by id desc
     limit $2::int4)sql"};

const Statement<void(ApiKeyId, Instant)> end_key{"identity.revoke_api_key", R"sql(
    update identity.api_keys set revoked_at = $2 where id = $1 and revoked_at is null)sql"};

const Statement<ApiKeyId(UserId, Instant)> end_keys_of{"identity.revoke_api_keys_of", R"sql(
    update identity.api_keys
       set revoked_at = $2
     where created_by = $1 and revoked_at is null
    returning id)sql"};

const Statement<bool(ApiKeyId)> key_exists{"identity.api_key_exists", R"sql(
    select exists (select from identity.api_keys where id = $1))sql"};

const Statement<void(ApiKeyId, Instant)> touch_key{"identity.mark_api_key_used", R"sql(
    update identity.api_keys set last_used_at = $2 where id = $1)sql"};

const Statement<void(ApiKeyId, UserId, std::string, std::int32_t, std::string, Instant, Uuid)> add_key_event{
    "identity.insert_key_event", R"sql(
    insert into identity.outbox (id, aggregate_id, type, version, payload, traceparent, created_at, due_at)
    values ($7, $1::uuid, $3, $4::int4,
            jsonb_build_object('api_key_id', $1::uuid, 'user_id', $2::uuid, 'version', $4::int4), $5, $6, $6)
)sql"};

const Statement<void(SecurityEventId, UserId, SecurityEventType, Instant, OptionalText)> add_security_event{
    "identity.insert_security_event", R"sql(
    insert into identity.security_events (id, user_id, type, occurred_at, address)
    values ($1, $2, $3, $4, $5))sql"};

const Statement<SecurityEvent(UserId, std::optional<SecurityEventId>, std::int32_t)> select_security_events{
    "identity.list_security_events", R"sql(
    select id, type, occurred_at, address
      from identity.security_events
     where user_id = $1 and ($2::uuid is null or id < $2)
     order by id desc
     limit $3::int4)sql"};

const Statement<void(Instant, std::int32_t)> delete_security_events{"identity.delete_old_security_events",
                                                                    R"sql(
    delete from identity.security_events
     where id in (select id from identity.security_events where occurred_at < $1 order by occurred_at
                  limit $2::int4))sql"};

}  // namespace

std::optional<SecondFactorRow> find_second_factor(postgres::Executor& db, UserId user) {
    return db.maybe(select_factor, user);
}

std::optional<SecondFactorRow> lock_second_factor(postgres::Executor& db, UserId user) {
    return db.maybe(hold_factor, user);
}

bool start_second_factor(postgres::Executor& db, UserId user, const Bytes& secret_sealed, Instant now) {
    return db.run(add_factor, user, secret_sealed, now) == 1;
}

void update_last_step(postgres::Executor& db, UserId user, std::int64_t step) {
    db.run(set_step, user, step);
}

void confirm_second_factor(postgres::Executor& db, UserId user, const std::vector<Bytes>& recovery_codes,
                           Instant now) {
    db.run(set_confirmed, user, now);
    db.run(add_codes, user, recovery_codes);
    db.run(set_flag, user, true, now);
}

bool delete_second_factor(postgres::Executor& db, UserId user, Instant now) {
    db.run(remove_codes, user);
    if (db.run(remove_factor, user) == 0) return false;
    db.run(set_flag, user, false, now);
    return true;
}

bool use_recovery_code(postgres::Executor& db, UserId user, const Bytes& code_hash, Instant now) {
    return db.run(spend_code, user, code_hash, now) == 1;
}

std::int64_t recovery_codes_left(postgres::Executor& db, UserId user) { return db.one(count_codes, user); }

void insert_api_key(postgres::Executor& db, const ApiKeyRow& key, const Bytes& key_hash, UserId created_by) {
    db.run(add_key, key.id, key.name, key_hash, key.scopes, key.addresses, key.expires_at, created_by,
           key.created_at);
}

std::optional<ApiKeyRow> find_api_key(postgres::Executor& db, const Bytes& key_hash) {
    return db.maybe(select_key, key_hash);
}

std::vector<ApiKeyRow> list_api_keys(postgres::Executor& db, const std::optional<ApiKeyId>& before,
                                     std::int32_t limit) {
    return db.all(select_keys, before, limit);
}

Revoked revoke_api_key(postgres::Executor& db, ApiKeyId id, Instant now) {
    if (db.run(end_key, id, now) == 1) return Revoked::now;
    return db.one(key_exists, id) ? Revoked::before : Revoked::never_was;
}

std::vector<ApiKeyId> revoke_api_keys_of(postgres::Executor& db, UserId maker, Instant now) {
    return db.all(end_keys_of, maker, now);
}

void insert_event(Context& context, postgres::Executor& db, ApiKeyId key, std::string_view type,
                  std::int64_t version) {
    db.run(add_key_event, key, context.caller().user_id, std::string(type),
           static_cast<std::int32_t>(version), context.trace().traceparent(), context.now(),
           make_uuid(context.now()));
}

void mark_api_key_used(postgres::Executor& db, ApiKeyId id, Instant now) { db.run(touch_key, id, now); }

std::string_view name_of(SecurityEventType type) { return boost::describe::enum_to_string(type, "unknown"); }

void insert_security_event(postgres::Executor& db, const NewSecurityEvent& event) {
    db.run(add_security_event, event.id, event.user_id, event.type, event.occurred_at, event.address);
}

std::vector<SecurityEvent> list_security_events(postgres::Executor& db, UserId user,
                                                const std::optional<SecurityEventId>& before,
                                                std::int32_t limit) {
    return db.all(select_security_events, user, before, limit);
}

std::int64_t clean_security_events(postgres::Executor& db, Instant now) {
    return db.run(delete_security_events, now - limits::security_events_kept, limits::rows_per_cleaning);
}

}  // namespace venera::identity
