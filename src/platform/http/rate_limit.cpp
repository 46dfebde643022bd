#include "platform/http/rate_limit.hpp"

#include <algorithm>
#include <functional>
#include <mutex>
#include <unordered_map>

namespace venera::http {

namespace {

using Steady = RateLimits::Steady;
using Nanoseconds = std::chrono::nanoseconds;

struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
        return std::hash<std::string_view>{}(text);
    }
};

// The theoretical arrival time: when the key will have its whole quota again.
using Arrivals = std::unordered_map<std::string, Steady, StringHash, std::equal_to<>>;

// How many entries are looked at to find one to forget.
constexpr std::size_t sample = 8;

void forget_one(Arrivals& arrivals, std::size_t hash) {
    // Looking at all would make a flood of new keys quadratic: of a small sample, the least indebted goes.
    auto victim = arrivals.end();
    std::size_t bucket = hash % arrivals.bucket_count();
    std::size_t seen = 0;
    for (std::size_t tries = 0; tries < arrivals.bucket_count() && seen < sample; ++tries) {
        for (auto entry = arrivals.begin(bucket); entry != arrivals.end(bucket); ++entry, ++seen) {
            if (victim == arrivals.end() || entry->second < victim->second)
                victim = arrivals.find(entry->first);
        }
        bucket = (bucket + 1) % arrivals.bucket_count();
    }
    if (victim != arrivals.end()) arrivals.erase(victim);
}

Limited verdict(const Limit& limit, Nanoseconds debt, Nanoseconds interval) {
    Limited result;
    const Nanoseconds window = limit.window;
    result.remaining = std::max<std::int64_t>(0, (window - debt) / interval);
    result.reset = std::chrono::ceil<std::chrono::seconds>(std::max(debt, Nanoseconds{0}));
    return result;
}

}  // namespace

struct RateLimits::Shard {
    // Loops of several threads count in one map: the lock keeps two requests of one key from both reading the
    // old arrival time. Sixteen shards keep the loops from waiting for each other.
    mutable std::mutex mutex;
    Arrivals arrivals;
};

RateLimits::RateLimits(std::size_t most_keys)
    : most_keys_per_shard_(std::max<std::size_t>(1, most_keys / shard_count)),
      shards_(new Shard[shard_count]) {}
RateLimits::~RateLimits() = default;

Limited RateLimits::check(std::string_view key, const Limit& limit, Steady now) {
    const std::size_t hash = StringHash{}(key);
    Shard& shard = shards_[hash >> 60U & (shard_count - 1)];
    const Nanoseconds window = limit.window;
    const Nanoseconds interval = std::max(window / std::max<std::int64_t>(1, limit.quota), Nanoseconds{1});

    const std::lock_guard lock(shard.mutex);
    auto found = shard.arrivals.find(key);
    const Steady arrival = found == shard.arrivals.end() ? now : std::max(found->second, now);
    // `debt` is what the key has used of its window, this request included.
    const Nanoseconds debt = arrival + interval - now;
    if (debt > window) {
        Limited result = verdict(limit, arrival - now, interval);
        result.allowed = false;
        result.remaining = 0;
        result.retry_after =
            std::max(std::chrono::ceil<std::chrono::seconds>(debt - window), std::chrono::seconds{1});
        return result;
    }
    if (found == shard.arrivals.end()) {
        if (shard.arrivals.size() >= most_keys_per_shard_) forget_one(shard.arrivals, hash);
        shard.arrivals.emplace(key, arrival + interval);
    } else {
        found->second = arrival + interval;
    }
    return verdict(limit, debt, interval);
}

std::size_t RateLimits::size() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < shard_count; ++i) {
        const std::lock_guard lock(shards_[i].mutex);
        count += shards_[i].arrivals.size();
    }
    return count;
}

std::string Limited::rate_limit(std::string_view policy) const {
    return '"' + std::string(policy) + "\";r=" + std::to_string(remaining) +
           ";t=" + std::to_string(reset.count());
}

std::string Limited::rate_limit_policy(const Limit& limit, std::string_view policy) {
    return '"' + std::string(policy) + "\";q=" + std::to_string(limit.quota) +
           ";w=" + std::to_string(limit.window.count());
}

}  // namespace venera::http
