#include "notifications/feed_queries.hpp"

namespace venera::notifications {

namespace {

using postgres::Bytes;
using postgres::Statement;
using MaybeText = std::optional<std::string>;

const Statement<void(UserId)> take_turn{"notifications.lock_feeds", R"sql(
    select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 7308332246100051)))sql"};

const Statement<std::int64_t(UserId)> count_of_user{"notifications.count_feeds", R"sql(
    select count(*) as count from notifications.calendar_feeds where user_id = $1)sql"};

const Statement<void(FeedId, UserId, std::string, bool, bool, Bytes, Instant)> add_feed{
    "notifications.insert_feed", R"sql(
    insert into notifications.calendar_feeds (id, user_id, name, busy_only, include_relatives, token_hash,
                                              created_at)
    values ($1, $2, $3, $4, $5, $6, $7))sql"};

const Statement<FeedRow(UserId)> select_feeds{"notifications.list_feeds", R"sql(
    select id, user_id, name, busy_only, include_relatives, version, created_at, last_read_at
      from notifications.calendar_feeds where user_id = $1 order by id)sql"};

const Statement<FeedRow(FeedId, UserId)> select_for_update{"notifications.lock_feed", R"sql(
    select id, user_id, name, busy_only, include_relatives, version, created_at, last_read_at
      from notifications.calendar_feeds where id = $1 and user_id = $2 for update)sql"};

const Statement<FeedRow(FeedId, std::string)> set_name{"notifications.rename_feed", R"sql(
    update notifications.calendar_feeds set name = $2, version = version + 1 where id = $1
    returning id, user_id, name, busy_only, include_relatives, version, created_at, last_read_at)sql"};

const Statement<void(FeedId)> remove_feed{"notifications.delete_feed", R"sql(
    delete from notifications.calendar_feeds where id = $1)sql"};

const Statement<FeedRow(Bytes)> select_by_token{"notifications.find_feed", R"sql(
    select id, user_id, name, busy_only, include_relatives, version, created_at, last_read_at
      from notifications.calendar_feeds where token_hash = $1)sql"};

const Statement<void(FeedId, Instant)> set_read{"notifications.note_feed_read", R"sql(
    update notifications.calendar_feeds set last_read_at = $2 where id = $1)sql"};

const Statement<KeptFeed(std::string, std::string)> select_kept{"notifications.find_kept_feed", R"sql(
    select resource_id as id, fingerprint from notifications.idempotency where caller = $1 and key = $2)sql"};

const Statement<void(std::string, std::string, Bytes, FeedId, Instant)> add_kept{"notifications.keep_feed",
                                                                                 R"sql(
    insert into notifications.idempotency (caller, key, fingerprint, resource_id, status, created_at)
    values ($1, $2, $3, $4, 201, $5))sql"};

const Statement<void(Instant)> delete_kept{"notifications.forget_kept_feeds", R"sql(
    delete from notifications.idempotency where created_at < $1)sql"};

const Statement<void(Uuid, FeedId, std::string, std::int64_t, UserId, MaybeText, Instant)> add_event{
    "notifications.insert_feed_event", R"sql(
    insert into notifications.outbox (id, aggregate_id, type, version, payload, traceparent, created_at,
                                      due_at)
    values ($1, $2::uuid, $3, $4::int8, jsonb_build_object('feed_id', $2::uuid, 'user_id', $5::uuid), $6, $7,
            $7))sql"};

const Statement<void(Instant, std::optional<UserId>, std::string, std::string, std::optional<FeedId>,
                     std::optional<PatientId>, std::string, MaybeText, std::string, std::string, MaybeText)>
    add_access{"notifications.insert_feed_access", R"sql(
    insert into notifications.access_log (occurred_at, actor_id, actor_role, action, resource, resource_id,
                                          patient_id, purpose, purpose_reason, request_id, outcome, address)
    values ($1, $2, $3, $4, 'calendar_feed', $5, $6, $7, $8, $9, $10, $11))sql"};

}  // namespace

void lock_feeds(postgres::Transaction& transaction, UserId user) { transaction.run(take_turn, user); }

std::int64_t count_feeds(postgres::Executor& db, UserId user) { return db.one(count_of_user, user); }

void insert_feed(postgres::Executor& db, const FeedRow& feed, const Bytes& token_hash) {
    db.run(add_feed, feed.id, feed.user_id, feed.name, feed.busy_only, feed.include_relatives, token_hash,
           feed.created_at);
}

std::vector<FeedRow> list_feeds(postgres::Executor& db, UserId user) { return db.all(select_feeds, user); }

std::optional<FeedRow> lock_feed(postgres::Executor& db, FeedId id, UserId user) {
    return db.maybe(select_for_update, id, user);
}

FeedRow rename_feed(postgres::Executor& db, FeedId id, const std::string& name) {
    return db.one(set_name, id, name);
}

void delete_feed(postgres::Executor& db, FeedId id) { db.run(remove_feed, id); }

std::optional<FeedRow> find_feed(postgres::Executor& db, const Bytes& token_hash) {
    return db.maybe(select_by_token, token_hash);
}

void note_feed_read(postgres::Executor& db, FeedId id, Instant now) { db.run(set_read, id, now); }

std::optional<KeptFeed> find_kept_feed(postgres::Executor& db, UserId caller, const std::string& key) {
    return db.maybe(select_kept, caller.text(), key);
}

void keep_feed(postgres::Executor& db, const FeedRow& feed, const http::IdempotencyKey& key) {
    if (!key.key) return;
    db.run(add_kept, feed.user_id.text(), *key.key, Bytes(key.fingerprint.begin(), key.fingerprint.end()),
           feed.id, feed.created_at);
}

void forget_kept_feeds(postgres::Executor& db, Instant before) { db.run(delete_kept, before); }

void insert_feed_event(Context& context, postgres::Executor& db, const FeedRow& feed, std::string_view type) {
    db.run(add_event, make_uuid(context.now()), feed.id, std::string(type), feed.version, feed.user_id,
           MaybeText{context.trace().traceparent()}, context.now());
}

void insert_feed_access(Context& context, postgres::Executor& db, std::string_view action,
                        std::optional<FeedId> id, FeedAccess outcome) {
    const Caller& caller = context.caller();
    db.run(add_access, context.now(), caller.signed_in() ? std::optional{caller.user_id} : std::nullopt,
           std::string(caller.signed_in() ? http::name_of(caller.role) : "anonymous"), std::string(action),
           id, caller.patient_id, context.purpose, context.purpose_reason, context.request_id(),
           std::string(outcome == FeedAccess::allowed ? "allowed" : "denied"),
           caller.address.empty() ? std::nullopt : MaybeText{caller.address});
}

}  // namespace venera::notifications
