#include "notifications/feeds.hpp"

#include <algorithm>

#include "notifications/limits.hpp"
#include "platform/crypto/crypto.hpp"

namespace venera::notifications {

namespace {

constexpr std::string_view route = "/api/v1/calendars/";
constexpr std::string_view ending = ".ics";
constexpr std::size_t token_bytes = 32;

postgres::Bytes hash_of(std::string_view token) {
    const auto digest = crypto::sha256(token);
    return {digest.begin(), digest.end()};
}

Feed view_of(const FeedRow& row) {
    return {row.id,      row.name,       row.busy_only,   row.include_relatives,
            row.version, row.created_at, row.last_read_at};
}

std::string key_of(FeedId id) { return {id.value.bytes.begin(), id.value.bytes.end()}; }

}  // namespace

Parsed<FeedFile> FeedFile::parse(std::string_view text) {
    if (!text.ends_with(ending)) return FeedFile{};
    text.remove_suffix(ending.size());
    const auto bytes = text.size() <= 64 ? crypto::from_base64url(text) : std::nullopt;
    if (!bytes || bytes->size() != token_bytes) return FeedFile{};
    return FeedFile{std::string(text)};
}

Page<Feed> Feeds::list(Context& context) {
    Page<Feed> page;  // at most limits::feeds_per_user
    for (const FeedRow& row : list_feeds(context.database(), context.caller().user_id))
        page.data.push_back(view_of(row));
    insert_feed_access(context, context.database(), "list", std::nullopt, FeedAccess::allowed);
    return page;
}

MadeFeed Feeds::made(const FeedRow& row) const {
    MadeFeed made;
    static_cast<Feed&>(made) = view_of(row);
    made.url = origin_ + std::string(route) + accounts_.feed_token(row.id.value) + std::string(ending);
    return made;
}

// The answer was lost: the address is shown once more, of the calendar as it is now.
Feeds::MakeAnswer Feeds::repeated(Context& context, postgres::Transaction& transaction,
                                  const KeptFeed& kept) {
    const auto row = lock_feed(transaction, kept.id.value_or(FeedId{}), context.caller().user_id);
    insert_feed_access(context, transaction, "create", kept.id,
                       row ? FeedAccess::allowed : FeedAccess::denied);
    transaction.commit();
    if (!row) return refuse<not_found>;
    return Created<MadeFeed>{made(*row), Replay::yes};
}

Feeds::MakeAnswer Feeds::create(Context& context, const NewFeed& wish, const http::IdempotencyKey& key) {
    FeedRow row;
    row.id = FeedId::make(context.now());
    row.user_id = context.caller().user_id;
    row.name = wish.name.value;
    row.busy_only = wish.busy_only.value_or(false);
    row.include_relatives = wish.include_relatives.value_or(true);
    row.created_at = context.now();
    postgres::Transaction transaction(context.database());
    // Of two requests with one key the second waits here, and finds what the first has made.
    lock_feeds(transaction, row.user_id);
    if (const auto kept = key.key ? find_kept_feed(transaction, row.user_id, *key.key) : std::nullopt) {
        if (!std::ranges::equal(kept->fingerprint, key.fingerprint)) return refuse<idempotency_key_reused>;
        return repeated(context, transaction, *kept);
    }
    if (count_feeds(transaction, row.user_id) >= limits::feeds_per_user) return refuse<too_many_feeds>;
    insert_feed(transaction, row, hash_of(accounts_.feed_token(row.id.value)));
    keep_feed(transaction, row, key);
    insert_feed_event(context, transaction, row, "calendar_feed.created");
    insert_feed_access(context, transaction, "create", row.id, FeedAccess::allowed);
    transaction.commit();
    return Created<MadeFeed>{made(row)};
}

Result<Feed, not_found, version_mismatch> Feeds::rename(Context& context, http::Path<FeedId> id,
                                                        const FeedChange& change, http::IfMatch condition) {
    postgres::Transaction transaction(context.database());
    // Held to the end: of two renamings at once the second compares with what the first has made.
    const auto before = lock_feed(transaction, id.value, context.caller().user_id);
    if (!before || (condition.version && *condition.version != before->version)) {
        insert_feed_access(context, transaction, "rename", id.value, FeedAccess::denied);
        transaction.commit();
        if (before) return refuse<version_mismatch>;
        return refuse<not_found>;
    }
    const FeedRow row = rename_feed(transaction, id.value, change.name.value);
    insert_feed_event(context, transaction, row, "calendar_feed.renamed");
    insert_feed_access(context, transaction, "rename", row.id, FeedAccess::allowed);
    transaction.commit();
    return view_of(row);
}

Result<NoContent, not_found> Feeds::revoke(Context& context, http::Path<FeedId> id) {
    postgres::Transaction transaction(context.database());
    auto row = lock_feed(transaction, id.value, context.caller().user_id);
    insert_feed_access(context, transaction, "revoke", id.value,
                       row ? FeedAccess::allowed : FeedAccess::denied);
    if (row) {
        delete_feed(transaction, row->id);
        ++row->version;
        insert_feed_event(context, transaction, *row, "calendar_feed.revoked");
    }
    transaction.commit();
    if (!row) return refuse<not_found>;
    return NoContent{};
}

Result<TaggedFile, not_found, rate_limited> Feeds::read(Context& context, http::Path<FeedFile> file) {
    const auto feed =
        file.value.token.empty() ? std::nullopt : find_feed(context.database(), hash_of(file.value.token));
    if (!feed) {
        insert_feed_access(context, context.database(), "read", std::nullopt, FeedAccess::denied);
        return refuse<not_found>;
    }
    const auto limited = reads_.check(key_of(feed->id), {limits::feed_reads, limits::feed_reads_window});
    if (!limited.allowed)
        return refuse<rate_limited>.after_seconds(static_cast<int>(limited.retry_after.count()));

    auto owner = accounts_.subscriber(context, feed->user_id);
    const std::string address = context.caller().address;
    if (!owner) {
        insert_feed_access(context, context.database(), "read", feed->id, FeedAccess::denied);
        return refuse<not_found>;
    }
    // From here on it is the owner who reads, as far as rights and the access log go.
    owner->address = address;
    context.set_caller(*std::move(owner));
    CalendarWish wish;
    wish.name = feed->name;
    wish.detail = feed->busy_only ? CalendarDetail::busy_only : CalendarDetail::full;
    wish.whose = feed->include_relatives ? CalendarOf::own_and_relatives : CalendarOf::own;
    const std::string text = visits_.calendar(context, wish);
    if (!feed->last_read_at || *feed->last_read_at + limits::feed_read_noted <= context.now())
        note_feed_read(context.database(), feed->id, context.now());
    const auto digest = crypto::sha256(text);
    return TaggedFile{{"text/calendar; charset=utf-8", {}, text},
                      crypto::base64url(std::span(digest).first<16>())};
}

}  // namespace venera::notifications
