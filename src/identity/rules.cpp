#include "identity/rules.hpp"

#include <algorithm>
#include <cstdlib>

#include "identity/limits.hpp"

namespace venera::identity {

namespace {

using std::chrono::hours;
using std::chrono::seconds;

// `free` failures cost nothing, the next ones 1, 2, 4, ... seconds up to `longest`; silence of
// `forgotten_after` resets.
struct Curve {
    std::int32_t free;
    seconds longest;
    seconds forgotten_after;
};

Curve curve_of(AttemptKind kind) {
    switch (kind) {
        case AttemptKind::device:
            return {10, hours{1}, hours{24}};
        case AttemptKind::account_on_address:
            return {10, hours{1}, hours{24}};
        case AttemptKind::account:
            return {30, hours{1}, hours{24 * 7}};
        // Soft, because a whole hospital may share one address; spraying still falls to one attempt a minute.
        case AttemptKind::address:
            return {60, seconds{60}, hours{1}};
    }
    std::abort();
}

// At the hundredth wrong password in a row, one attempt a day is left (NIST SP 800-63B 5.2.2 allows at most
// 100).
constexpr std::int32_t most_in_a_row = 100;
constexpr seconds after_most = hours{24};

}  // namespace

SessionPolicy session_policy(AccountRole role) {
    switch (role) {
        case AccountRole::patient:
            return {hours{24}, hours{24 * 30}};
        case AccountRole::doctor:
        case AccountRole::staff:
        case AccountRole::admin:
            return {std::chrono::minutes{30}, hours{12}};
    }
    std::abort();
}

Presented judge(const FamilyState& family, std::int64_t presented, Instant now) {
    if (family.revoked_at || now >= family.idle_until || now >= family.expires_at) return Presented::ended;
    // The newest token did not rotate although the session lives: its account may not sign in any more.
    if (presented >= family.generation) return Presented::ended;
    const bool is_predecessor = presented == family.generation - 1;
    if (is_predecessor && now <= family.rotated_at + limits::rotation_grace) return Presented::same_successor;
    return Presented::reused;
}

seconds delay_after(AttemptKind kind, std::int32_t failures) {
    const Curve curve = curve_of(kind);
    if (failures <= curve.free) return seconds{0};
    if (failures >= most_in_a_row && kind != AttemptKind::address) return after_most;
    const int doublings = std::min(failures - curve.free - 1, 30);
    return std::min(seconds{std::int64_t{1} << doublings}, curve.longest);
}

seconds wait_before(const Attempts& attempts, Instant now) {
    // Without a delay, an attempt that began before the last one and waited for its lock is as good as one
    // after.
    if (now >= attempts.next_at || attempts.next_at == attempts.last_at) return seconds{0};
    return std::chrono::ceil<seconds>(attempts.next_at - now);
}

Attempts after_attempt(AttemptKind kind, const Attempts& attempts, Instant now) {
    const bool forgotten = now > attempts.last_at + curve_of(kind).forgotten_after;
    const std::int32_t failures = std::min(forgotten ? 1 : attempts.failures + 1, 1'000'000);
    return {failures, now, now + delay_after(kind, failures)};
}

}  // namespace venera::identity
