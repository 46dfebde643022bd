// Slows down guessing: wrong passwords in a row are counted in the database, so that the delays hold on every
// replica and survive a restart. What each count means is in rules.hpp, why there are four in the README.
#pragma once
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "identity/queries.hpp"
#include "identity/secrets.hpp"

namespace venera::identity {

// The counts that one attempt falls under, in the order of their keys.
struct Counts {
    struct Count {
        AttemptKind kind;
        Bytes key;
    };
    std::vector<Count> all;
};

// What is being guessed: passwords and codes have counts of their own.
enum class Guessed : std::uint8_t { password, code };

// Whether this machine itself is an address that is slowed down (settings: limits.loopback). What is counted
// for an account is counted from everywhere.
enum class Loopback : std::uint8_t { exempt, counted };

class LoginDelays {
public:
    LoginDelays(const Secrets& secrets, Loopback loopback) : secrets_(secrets), loopback_(loopback) {}

    // Of a sign-in: a known device has a count of its own and is not held up by what others do.
    Counts counts(std::string_view email_normalised, const std::optional<Uuid>& device,
                  std::string_view address, Guessed guessed = Guessed::password) const;
    // Of a signed-in user who gives the password again.
    Counts counts(std::string_view email_normalised, SessionId session, Guessed guessed) const;

    // Takes an attempt: zero and it counts as a failure until settle(), or how long to wait and nothing is
    // counted.
    std::chrono::seconds take(Context& context, const Counts& counts) const;
    // The password was right.
    void settle(postgres::Executor& db, const Counts& counts) const;

private:
    const Secrets& secrets_;
    Loopback loopback_;
};

}  // namespace venera::identity
