// Who sends a request, by the proof that it carries. The identity context implements it; the edge only asks.
#pragma once
#include <optional>
#include <string_view>

#include "platform/http/access.hpp"
#include "platform/http/context.hpp"
#include "platform/values/instant.hpp"

namespace venera::http {

// Called on all threads at once. The edge fills in the caller's address.
class Authenticator {
public:
    virtual ~Authenticator() = default;

    // The caller of a valid access token; nothing if it is invalid, expired or revoked.
    virtual std::optional<Caller> authenticate(std::string_view bearer_token, Instant now) = 0;
    // True for an access token that was valid, and only its time is over.
    virtual bool is_expired(std::string_view bearer_token, Instant now) = 0;
    // The caller of a valid API key. The context's caller is an address alone.
    virtual std::optional<Caller> api_key(std::string_view key, Context& context) = 0;
};

}  // namespace venera::http
