// The tokens that identity makes from its one secret key and the keys of its counts. Each use has a key of
// its own, derived with HMAC-SHA-256 and a label, so that none can stand for another.
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

class Secrets {
public:
    explicit Secrets(const crypto::SecretKey& master);

    // base64url(family || generation || HMAC(key, family || generation)): nobody stores it, anybody with the
    // key can make it again, which is how a lost answer can be repeated.
    std::string refresh_token(SessionId family, std::int64_t generation) const;
    // Nothing for what we did not make.
    std::optional<RefreshToken> read_refresh_token(std::string_view text) const;

    // The cookie of a device on which somebody signed in to this account: base64url(device || HMAC(key,
    // device || account)).
    std::string device_token(const Uuid& device, std::string_view email_normalised) const;
    std::optional<Uuid> read_device_token(std::string_view text, std::string_view email_normalised) const;

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
};

// SHA-256 of a token: what is stored of it.
crypto::Bytes hash_of(std::string_view token);

}  // namespace venera::identity
