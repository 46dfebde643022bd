// The decisions of identity without I/O: how long sessions live, what a refresh token that comes back means,
// and how long guessing has to wait. The README explains why.
#pragma once
#include <boost/describe/enum.hpp>
#include <chrono>
#include <cstdint>
#include <optional>

#include "identity/types.hpp"
#include "platform/values/instant.hpp"

namespace venera::identity {

// Sessions end after `idle` without a refresh and `absolute` after the sign-in, whichever comes first.
struct SessionPolicy {
    std::chrono::seconds idle;
    std::chrono::seconds absolute;
};
SessionPolicy session_policy(AccountRole role);

// A family of refresh tokens at one moment.
struct FamilyState {
    std::int64_t generation = 1;  // of the newest token
    Instant rotated_at;           // when the newest token replaced its predecessor
    Instant idle_until;
    Instant expires_at;
    std::optional<Instant> revoked_at;
};

// What the genuine token `presented` of a family means when it could not simply be rotated.
enum class Presented : std::uint8_t {
    ended,           // the session is over
    same_successor,  // the direct predecessor, just now: a lost answer or a second tab, gets the same
                     // successor
    reused,          // an old token in somebody else's hands: the family must die
};
Presented judge(const FamilyState& family, std::int64_t presented, Instant now);

// What wrong passwords are counted under.
enum class AttemptKind : std::uint8_t {
    device,  // (account, known device): the only count that stands against somebody who signed in before
    account_on_address,  // (account, address)
    account,             // from anywhere but known devices
    address,             // whatever the account
};

struct Attempts {
    std::int32_t failures = 0;  // in a row
    Instant last_at;
    Instant next_at;  // no attempt is accepted before
};

// How long one must wait after `failures` wrong passwords in a row. Never shrinks as failures grow.
std::chrono::seconds delay_after(AttemptKind kind, std::int32_t failures);
// How long until the next attempt is accepted; zero: now.
std::chrono::seconds wait_before(const Attempts& attempts, Instant now);
// The count with one more attempt, which counts as a failure until it turns out right. Requires: no wait.
Attempts after_attempt(AttemptKind kind, const Attempts& attempts, Instant now);

}  // namespace venera::identity
