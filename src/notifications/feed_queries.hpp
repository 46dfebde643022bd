// The statements of calendar feeds. Whose feed it is stands in each of them: another's is no row.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/context.hpp"
#include "platform/http/router.hpp"
#include "platform/postgres/database.hpp"
#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::notifications {

using FeedId = Id<struct FeedTag>;

struct FeedRow {
    FeedId id;
    UserId user_id;
    std::string name;
    bool busy_only = false;
    bool include_relatives = true;
    std::int64_t version = 1;
    Instant created_at;
    std::optional<Instant> last_read_at;
};
BOOST_DESCRIBE_STRUCT(FeedRow, (),
                      (id, user_id, name, busy_only, include_relatives, version, created_at, last_read_at))

// Two requests at once come one after the other, so that the limit of feeds holds.
void lock_feeds(postgres::Transaction& transaction, UserId user);
std::int64_t count_feeds(postgres::Executor& db, UserId user);
void insert_feed(postgres::Executor& db, const FeedRow& feed, const postgres::Bytes& token_hash);
// The oldest first.
std::vector<FeedRow> list_feeds(postgres::Executor& db, UserId user);
std::optional<FeedRow> lock_feed(postgres::Executor& db, FeedId id, UserId user);
FeedRow rename_feed(postgres::Executor& db, FeedId id, const std::string& name);
void delete_feed(postgres::Executor& db, FeedId id);

std::optional<FeedRow> find_feed(postgres::Executor& db, const postgres::Bytes& token_hash);
void note_feed_read(postgres::Executor& db, FeedId id, Instant now);

// The feed that an Idempotency-Key of this caller has made. Requires: lock_feeds().
struct KeptFeed {
    std::optional<FeedId> id;
    postgres::Bytes fingerprint;
};
BOOST_DESCRIBE_STRUCT(KeptFeed, (), (id, fingerprint))
std::optional<KeptFeed> find_kept_feed(postgres::Executor& db, UserId caller, const std::string& key);
void keep_feed(postgres::Executor& db, const FeedRow& feed, const http::IdempotencyKey& key);
void forget_kept_feeds(postgres::Executor& db, Instant before);

// "calendar_feed.created", "calendar_feed.renamed", "calendar_feed.revoked", in the transaction of the
// change.
void insert_feed_event(Context& context, postgres::Executor& db, const FeedRow& feed, std::string_view type);
enum class FeedAccess : std::uint8_t { allowed, denied };
// One line of the access log about the caller's own feed, or somebody's try.
void insert_feed_access(Context& context, postgres::Executor& db, std::string_view action,
                        std::optional<FeedId> id, FeedAccess outcome);

}  // namespace venera::notifications
