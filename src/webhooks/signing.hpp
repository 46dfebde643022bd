// Signatures by Standard Webhooks 1.0 (https://www.standardwebhooks.com): HMAC-SHA-256 over
// "<id>.<timestamp>.<body>" with a secret that only the receiver and we know.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/crypto/crypto.hpp"
#include "webhooks/types.hpp"

namespace venera::webhooks {

// "whsec_" and the bytes in base64: how a secret is shown.
std::string text_of(std::string_view secret);

struct Signed {
    std::string_view id;
    std::int64_t timestamp = 0;  // seconds since 1970
    std::string_view body;
};
// "v1,<base64>", for each secret one, with spaces between.
std::string signature_of(const Signed& message, const std::vector<std::string>& secrets);

// Secrets at rest: sealed with the webhook key, bound to their endpoint.
class Secrets {
public:
    explicit Secrets(const crypto::SecretKey& key) : key_(key) {}

    static std::string make();  // 32 bytes
    crypto::Bytes seal(EndpointId endpoint, std::string_view secret) const;
    // Nothing if it is another endpoint's, damaged, or of another key.
    std::optional<std::string> open(EndpointId endpoint, const crypto::Bytes& sealed) const;

private:
    const crypto::SecretKey& key_;
};

}  // namespace venera::webhooks
