// One-time codes of authenticator apps: RFC 6238 with SHA-1, 6 digits and 30 seconds, as all of them do, by
// liboath.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/values/instant.hpp"

namespace venera::identity::totp {

inline constexpr std::size_t secret_bytes = 20;  // RFC 4226, section 4: as many as SHA-1 gives

// The code of a step: `epoch seconds / 30`.
std::string code_at(std::string_view secret, std::int64_t step);
// The step whose code this is: now's, or its neighbour's for clocks that differ.
std::optional<std::int64_t> step_of(std::string_view secret, std::string_view code, Instant now);

// For typing: RFC 4648 base 32 without padding.
std::string base32(std::string_view secret);
// For scanning: the Key URI format of authenticator apps.
std::string uri(std::string_view secret, std::string_view account);

}  // namespace venera::identity::totp
