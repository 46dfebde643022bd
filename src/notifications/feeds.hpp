// Calendars to subscribe to: a patient's visits (and those of the people whom they act for), or a doctor's
// agenda, at an address that needs no sign-in. The address holds 256 random bits; only their SHA-256 is
// stored, and it is shown once. What a feed shows is asked of its owner's account each time it is read: of a
// disabled account, and of a revoked feed, it is the same 404 as of one that never was.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "notifications/feed_queries.hpp"
#include "notifications/notifications.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/rate_limit.hpp"
#include "platform/http/router.hpp"

namespace venera::notifications {

inline constexpr Refusal too_many_feeds{
    409,
    "too_many_feeds",
    {"Too many calendars", "This account has as many calendars as it can have; revoke one first."},
    {"Demasiados calendarios", "Esta cuenta no admite más calendarios; revoque uno primero."}};

struct NewFeed {
    Text<100> name;
    std::optional<bool> busy_only;          // absent: false
    std::optional<bool> include_relatives;  // absent: true; of a doctor's calendar it says nothing
};
BOOST_DESCRIBE_STRUCT(NewFeed, (), (name, busy_only, include_relatives))

struct FeedChange {
    Text<100> name;
};
BOOST_DESCRIBE_STRUCT(FeedChange, (), (name))

struct Feed {
    FeedId id;
    std::string name;
    bool busy_only = false;
    bool include_relatives = true;
    std::int64_t version = 1;
    Instant created_at;
    std::optional<Instant> last_read_at;  // to an hour
};
BOOST_DESCRIBE_STRUCT(Feed, (), (id, name, busy_only, include_relatives, version, created_at, last_read_at))

struct MadeFeed : Feed {
    std::string url;  // never shown again
};
BOOST_DESCRIBE_STRUCT(MadeFeed, (Feed), (url))

// "<token>.ics". What has another form is the name of no feed: it is looked for and not found.
struct FeedFile {
    static constexpr std::string_view schema = R"({"type":"string","example":"K5vD...0aQ.ics"})";

    std::string token;

    static Parsed<FeedFile> parse(std::string_view text);
    std::string text() const { return token + ".ics"; }
};

class Feeds {
public:
    // `origin`: of the web application, which serves the API as well.
    Feeds(Accounts& accounts, Visits& visits, std::string origin)
        : accounts_(accounts), visits_(visits), origin_(std::move(origin)) {}

    Page<Feed> list(Context& context);
    using MakeAnswer =
        Result<Created<MadeFeed>, too_many_feeds, not_found, invalid_input, idempotency_key_reused>;
    MakeAnswer create(Context& context, const NewFeed& wish, const http::IdempotencyKey& key);
    Result<Feed, not_found, version_mismatch> rename(Context& context, http::Path<FeedId> id,
                                                     const FeedChange& change, http::IfMatch condition);
    Result<NoContent, not_found> revoke(Context& context, http::Path<FeedId> id);

    // For anybody who has the address.
    Result<TaggedFile, not_found, rate_limited> read(Context& context, http::Path<FeedFile> file);

private:
    MadeFeed made(const FeedRow& row) const;
    MakeAnswer repeated(Context& context, postgres::Transaction& transaction, const KeptFeed& kept);

    Accounts& accounts_;
    Visits& visits_;
    std::string origin_;
    // An address that has spread must not become a burden; each replica counts for itself.
    http::RateLimits reads_;
};

}  // namespace venera::notifications
