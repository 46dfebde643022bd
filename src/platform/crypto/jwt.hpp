// Access tokens: JWT with EdDSA (Ed25519) only, RFC 9068 (typ at+jwt). Keys live in a JWKS-like key ring with
// the states published -> signing -> verify-only -> gone.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "platform/values/instant.hpp"

namespace venera::crypto {

struct SigningKey {
    std::string kid;  // [A-Za-z0-9_-]{8,64}
    std::array<std::uint8_t, 32> public_key{};
    std::array<std::uint8_t, 64> secret_key{};  // empty (zero) on a replica that only verifies
};

// base64url(header).base64url(claims).base64url(signature); the header is exactly alg, typ=at+jwt, kid.
std::string sign_jwt(const SigningKey& key, std::string_view claims_json);

// The claims of a token whose form, header and signature hold, as JSON text; nothing otherwise. The claims'
// meaning (iss, aud, exp, ...) is the caller's to check. At most 4,096 bytes; canonical base64url only.
std::optional<std::string> verify_jwt(const std::map<std::string, SigningKey, std::less<>>& keys,
                                      std::string_view token);

}  // namespace venera::crypto
