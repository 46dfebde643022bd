// Access tokens: JWT (EdDSA, RFC 9068) that live for ten minutes and say who calls. Signed at sign-in and
// refresh, verified on every request; a verified one is remembered by its hash until it expires, because
// verifying costs 64 us.
#pragma once
#include <array>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "identity/queries.hpp"
#include "identity/revoked_sessions.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/crypto/keys.hpp"
#include "platform/http/access.hpp"

namespace venera::identity {

// `iss` and `aud`.
struct TokenNames {
    std::string issuer = "venera";
    std::string audience = "venera";
};

class AccessTokens {
public:
    // Keys and sessions must outlive this object. Accounts of the roles `second_factor_of` that have no
    // second factor get tokens that are good for adding one only.
    AccessTokens(const crypto::KeyRing& keys, const RevokedSessions& revoked, TokenNames names,
                 std::vector<AccountRole> second_factor_of = {});

    std::string sign(const AccountRow& account, SessionId session, Instant now) const;

    // The caller of a valid token; nothing if it is invalid, expired or revoked.
    std::optional<Caller> authenticate(std::string_view bearer_token, Instant now);
    // True for a token that was valid, and only its time is over.
    bool is_expired(std::string_view bearer_token, Instant now);

    std::string jwks() const { return keys_.keys()->jwks; }

private:
    struct Verified {
        Caller caller;
        Instant not_before;
        Instant expires_at;
    };
    struct HashOfDigest {
        std::size_t operator()(const crypto::Digest& digest) const noexcept;
    };
    // Sixteen parts, so that threads rarely meet at one lock.
    struct Part {
        std::mutex mutex;
        std::unordered_map<crypto::Digest, Verified, HashOfDigest> tokens;
    };

    std::optional<Verified> verify(std::string_view token) const;
    std::optional<Verified> remembered(const crypto::Digest& digest);
    void remember(const crypto::Digest& digest, const Verified& verified, Instant now);

    const crypto::KeyRing& keys_;
    const RevokedSessions& revoked_;
    TokenNames names_;
    std::vector<AccountRole> second_factor_of_;
    std::array<Part, 16> parts_;
};

}  // namespace venera::identity
