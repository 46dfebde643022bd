// Rate limits by GCRA, the generic cell rate algorithm (ITU-T I.371): one time per key, no windows to
// straddle and no timer. A key may use its whole quota at once and gets it back evenly over the window. Kept
// in memory and bounded.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace venera::http {

struct Limit {
    std::int64_t quota = 600;         // requests ...
    std::chrono::seconds window{60};  // ... per window, and at once
};

struct Limited {
    bool allowed = true;
    std::int64_t remaining = 0;     // requests that would pass right now
    std::chrono::seconds reset{0};  // until the whole quota is there again, rounded up
    std::chrono::seconds retry_after{
        0};  // if refused: until the next request would pass, rounded up, at least 1

    // The two fields of draft-ietf-httpapi-ratelimit-headers-11: `"default";r=50;t=30` and
    // `"default";q=100;w=60`.
    std::string rate_limit(std::string_view policy = "default") const;
    static std::string rate_limit_policy(const Limit& limit, std::string_view policy = "default");
};

class RateLimits {
public:
    using Steady = std::chrono::steady_clock::time_point;

    // Remembers about `most_keys` keys; beyond that, the one that is closest to having its whole quota is
    // forgotten.
    explicit RateLimits(std::size_t most_keys = 100'000);
    ~RateLimits();

    // Counts one request of `key`, unless it is over its limit. Thread-safe.
    // Requires: one key is always used with one limit.
    Limited check(std::string_view key, const Limit& limit, Steady now = std::chrono::steady_clock::now());
    std::size_t size() const;

private:
    struct Shard;
    static constexpr std::size_t shard_count = 16;

    std::size_t most_keys_per_shard_;
    std::unique_ptr<Shard[]> shards_;
};

}  // namespace venera::http
