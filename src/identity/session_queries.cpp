#include "identity/limits.hpp"
#include "identity/queries.hpp"

namespace venera::identity {

namespace {

using postgres::Statement;
using OptionalText = std::optional<std::string>;

const Statement<void(SessionId, UserId, Bytes, std::int32_t, Instant, std::string, OptionalText, Instant)>
    add_family{"identity.insert_family", R"sql(
    insert into identity.session_families (id, user_id, token_hash, idle_seconds, idle_until, expires_at,
                                           address, user_agent, created_at, rotated_at)
    values ($1, $2, $3, $4::int4,
            least($8::timestamptz + make_interval(secs => $4::int4), $5), $5, $6, $7, $8, $8)
)sql"};

// Of several requests with one token, the first takes the row; the others wait for it, see another
// generation, and change nothing.
const Statement<FamilyRow(SessionId, std::int64_t, Bytes, Bytes, Instant)> rotate{"identity.rotate_family",
                                                                                  R"sql(
    update identity.session_families f
       set generation = f.generation + 1, token_hash = $4, rotated_at = $5::timestamptz,
           idle_until = least($5::timestamptz + make_interval(secs => f.idle_seconds), f.expires_at)
      from identity.users u
     where f.id = $1 and f.generation = $2 and f.token_hash = $3
       and f.revoked_at is null and f.idle_until > $5 and f.expires_at > $5
       and u.id = f.user_id and u.status = 'active'
    returning f.id, f.user_id, f.generation, f.idle_until, f.expires_at, f.rotated_at, f.revoked_at)sql"};

const Statement<FamilyRow(SessionId)> select_family{"identity.find_family", R"sql(
    select id, user_id, generation, idle_until, expires_at, rotated_at, revoked_at
      from identity.session_families
     where id = $1)sql"};

const Statement<std::int64_t(SessionId, UserId, EndReason, Instant)> revoke_family{"identity.end_family",
                                                                                   R"sql(
    update identity.session_families
       set revoked_at = $4, revoked_reason = $3
     where id = $1 and user_id = $2 and revoked_at is null
    returning generation + 1 as version)sql"};

const Statement<SessionId(UserId, std::optional<SessionId>, EndReason, Instant)> revoke_families{
    "identity.end_families", R"sql(
    update identity.session_families
       set revoked_at = $4, revoked_reason = $3
     where user_id = $1 and revoked_at is null and ($2::uuid is null or id <> $2)
    returning id)sql"};

const Statement<SessionId(UserId, std::int32_t, Instant)> revoke_oldest{"identity.end_oldest_families", R"sql(
    update identity.session_families
       set revoked_at = $3, revoked_reason = 'too_many'
     where id in (select id
                    from identity.session_families
                   where user_id = $1 and revoked_at is null
                   order by created_at desc, id desc
                  offset $2::int4)
    returning id)sql"};

const Statement<SessionRow(UserId, Instant, std::int32_t)> select_sessions{"identity.list_sessions", R"sql(
    select id, created_at, rotated_at, idle_until, expires_at, address, user_agent
      from identity.session_families
     where user_id = $1 and revoked_at is null and idle_until > $2 and expires_at > $2
     order by created_at desc, id desc
     limit $3::int4)sql"};

const Statement<RevokedRow(Instant)> select_revoked{"identity.revoked_since", R"sql(
    select id, coalesce(revoked_at, $1) as revoked_at  -- never null, which the check of statements cannot see
      from identity.session_families
     where revoked_at >= $1)sql"};

const Statement<void(Instant, std::int32_t)> delete_families{"identity.delete_ended_families", R"sql(
    delete from identity.session_families
     where id in (select id from identity.session_families where expires_at < $1 order by expires_at
                  limit $2::int4)
)sql"};

const Statement<void(Instant, std::int32_t)> delete_attempts{"identity.delete_old_attempts", R"sql(
    delete from identity.login_attempts
     where key in (select key
                     from identity.login_attempts
                    where last_at < $1
                    order by last_at
                    limit $2::int4
                      for update skip locked))sql"};

const Statement<void(Instant, std::int32_t)> delete_requests{"identity.delete_old_requests", R"sql(
    delete from identity.idempotency
     where (caller, key) in (select caller, key
                               from identity.idempotency
                              where created_at < $1
                              order by created_at
                              limit $2::int4))sql"};

// The update that changes nothing takes the lock. Two attempts take their keys in the same order, so neither
// can hold what the other waits for.
const Statement<AttemptsRow(std::vector<Bytes>, Instant)> hold_attempts{"identity.lock_attempts", R"sql(
    insert into identity.login_attempts as a (key, failures, last_at, next_at)
    select u.key, 0, $2::timestamptz, $2::timestamptz
      from unnest($1::bytea[]) u (key)
     order by u.key
        on conflict (key) do update set failures = a.failures
    returning key, failures, last_at, next_at)sql"};

const Statement<void(std::vector<Bytes>, std::vector<std::int32_t>, std::vector<Instant>,
                     std::vector<Instant>)>
    write_attempts{"identity.save_attempts", R"sql(
    update identity.login_attempts a
       set failures = u.failures, last_at = u.last_at, next_at = u.next_at
      from unnest($1::bytea[], $2::int4[], $3::timestamptz[], $4::timestamptz[])
           u (key, failures, last_at, next_at)
     where a.key = u.key)sql"};

// One statement: the keys are locked in their order here too, whichever are cleared and whichever lowered.
const Statement<void(std::vector<Bytes>, std::vector<Bytes>)> forgive_attempts{"identity.settle_attempts",
                                                                               R"sql(
    update identity.login_attempts a
       set failures = case when held.lowered then greatest(a.failures - 1, 0) else 0 end,
           next_at = case when held.lowered then a.next_at else a.last_at end
      from (select key, key = any ($2) as lowered
              from identity.login_attempts
             where key = any ($1) or key = any ($2)
             order by key
               for no key update) held
     where a.key = held.key)sql"};

}  // namespace

void insert_family(postgres::Executor& db, const NewFamily& family, Instant now) {
    db.run(add_family, family.id, family.user_id, family.token_hash, family.idle_seconds, family.expires_at,
           family.address, family.user_agent, now);
}

std::optional<FamilyRow> rotate_family(postgres::Executor& db, const Rotation& rotation, Instant now) {
    return db.maybe(rotate, rotation.family, rotation.generation, rotation.token_hash,
                    rotation.successor_hash, now);
}

std::optional<FamilyRow> find_family(postgres::Executor& db, SessionId id) {
    return db.maybe(select_family, id);
}

std::optional<std::int64_t> end_family(postgres::Executor& db, SessionId id, UserId owner, EndReason reason,
                                       Instant now) {
    return db.maybe(revoke_family, id, owner, reason, now);
}

std::vector<SessionId> end_families(postgres::Executor& db, UserId owner,
                                    const std::optional<SessionId>& spared, EndReason reason, Instant now) {
    return db.all(revoke_families, owner, spared, reason, now);
}

std::vector<SessionId> end_oldest_families(postgres::Executor& db, UserId owner, std::int32_t kept,
                                           Instant now) {
    return db.all(revoke_oldest, owner, kept, now);
}

std::vector<SessionRow> list_sessions(postgres::Executor& db, UserId owner, Instant now) {
    return db.all(select_sessions, owner, now, limits::sessions_listed);
}

std::vector<RevokedRow> revoked_since(postgres::Executor& db, Instant since) {
    return db.all(select_revoked, since);
}

std::int64_t clean(postgres::Executor& db, Instant now) {
    return db.run(delete_families, now - limits::ended_sessions_kept, limits::rows_per_cleaning) +
           db.run(delete_attempts, now - limits::attempts_kept, limits::rows_per_cleaning) +
           db.run(delete_requests, now - limits::requests_kept, limits::rows_per_cleaning);
}

std::vector<AttemptsRow> lock_attempts(postgres::Executor& db, const std::vector<Bytes>& keys, Instant now) {
    return db.all(hold_attempts, keys, now);
}

void save_attempts(postgres::Executor& db, const std::vector<AttemptsRow>& attempts) {
    std::vector<Bytes> keys;
    std::vector<std::int32_t> failures;
    std::vector<Instant> last;
    std::vector<Instant> next;
    for (const AttemptsRow& row : attempts) {
        keys.push_back(row.key);
        failures.push_back(row.failures);
        last.push_back(row.last_at);
        next.push_back(row.next_at);
    }
    db.run(write_attempts, keys, failures, last, next);
}

void settle_attempts(postgres::Executor& db, const std::vector<Bytes>& cleared,
                     const std::vector<Bytes>& lowered) {
    if (!cleared.empty() || !lowered.empty()) db.run(forgive_attempts, cleared, lowered);
}

}  // namespace venera::identity
