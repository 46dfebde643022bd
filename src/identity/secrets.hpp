// The tokens that identity makes from its secret keys, and the keys of its counts. Each use has a key of its
// own, derived with HMAC-SHA-256 and a label, so that none can stand for another.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "identity/rules.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/values/uuid.hpp"

namespace venera::identity {

// A genuine refresh token: which family, and its number there.
struct RefreshToken {
    SessionId family;
    std::int64_t generation = 1;
};

// Two keys, because they are replaced on different days: a new key of sessions signs everybody out, and must
// not take anybody's second factor away with that.
struct SecretKeys {
    const crypto::SecretKey& sessions;
    const crypto::SecretKey& second_factors;
};

class Secrets {
public:
    explicit Secrets(const SecretKeys& keys);

    // base64url(family || generation || HMAC(key, family || generation)): nobody stores it, anybody with the
    // key can make it again, which is how a lost answer can be repeated.
    std::string refresh_token(SessionId family, std::int64_t generation) const;
    // Nothing for what we did not make.
    std::optional<RefreshToken> read_refresh_token(std::string_view text) const;

    // The cookie of a device on which somebody signed in to this account: base64url(device || HMAC(key,
    // device || account || password hash)). Another password makes every device unknown.
    std::string device_token(const Uuid& device, UserId account, std::string_view password_hash) const;
    std::optional<Uuid> read_device_token(std::string_view text, UserId account,
                                          std::string_view password_hash) const;

    // What a mailed link carries: base64url(id || HMAC(key, id)), so that the mail can be written after the
    // commit although only the token's SHA-256 is stored.
    std::string link_token(const Uuid& id) const;
    std::optional<Uuid> read_link_token(std::string_view text) const;

    // The secret in the address of a calendar: base64url(HMAC(key, "calendar feed" || id)), so that a lost
    // answer can be repeated although only the token's SHA-256 is stored.
    std::string feed_token(const Uuid& id) const;

    // What a right password is worth until the second factor follows: base64url(account || second of its end
    // || HMAC(key, both || password hash)). Another password ends it.
    std::string challenge(UserId account, Instant until, std::string_view password_hash) const;
    // Whose challenge a text claims to be; is_challenge() tells whether it is one.
    static std::optional<UserId> account_of_challenge(std::string_view text);
    bool is_challenge(std::string_view text, UserId account, Instant now,
                      std::string_view password_hash) const;

    // The secrets of authenticators at rest.
    crypto::Bytes seal_second_factor(UserId account, std::string_view secret) const;
    // Nothing if it was sealed with another key or for another account.
    std::optional<std::string> open_second_factor(UserId account, const crypto::Bytes& sealed) const;
    crypto::Bytes recovery_code_hash(UserId account, std::string_view code) const;

    // What wrong passwords are counted under; `where` is a device or an address.
    crypto::Bytes attempts_key(AttemptKind kind, std::string_view email_normalised,
                               std::string_view where) const;

    // A fingerprint of a body with a password in it, safe to store: it cannot be guessed without the key.
    crypto::Bytes sealed_fingerprint(std::span<const std::uint8_t> fingerprint) const;

private:
    crypto::SecretKey refresh_;
    crypto::SecretKey device_;
    crypto::SecretKey attempts_;
    crypto::SecretKey fingerprint_;
    crypto::SecretKey link_;
    crypto::SecretKey challenge_;
    crypto::SecretKey second_factor_;
    crypto::SecretKey recovery_code_;
};

// SHA-256 of a token: what is stored of it.
crypto::Bytes hash_of(std::string_view token);

}  // namespace venera::identity
