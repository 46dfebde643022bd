// Signatures of Stripe's webhooks (https://docs.stripe.com/webhooks#verify-manually): "t=<seconds>,v1=<hex>",
// HMAC-SHA-256 over "<t>.<body>" with a secret that both sides know.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "platform/values/instant.hpp"

namespace venera::payments {

struct SignedNews {
    std::string_view header;
    std::string_view body;  // as it came, byte by byte
};
// By any of the secrets (two, while one takes the place of the other), and not longer ago, or further ahead,
// than the tolerance.
bool is_signed(const SignedNews& news, const std::vector<std::string>& secrets, Instant now);

}  // namespace venera::payments
