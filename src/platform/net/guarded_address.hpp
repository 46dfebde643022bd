// Which addresses the server lets itself be sent to. A URL that somebody else wrote must not make it speak to
// its own machine, its neighbours or the cloud's metadata: it reaches public unicast addresses and nothing
// else. Asked with the address that a socket is about to be opened to, never with a name.
#pragma once
#include <cstdint>

#include "platform/http/peer.hpp"

namespace venera::net {

enum class Reach : std::uint8_t {
    public_only,
    anywhere,  // tests and demos: loopback and private networks too
};

// Whether an address belongs to the public internet, by IANA's special-purpose registries (RFC 6890). An
// IPv4 address inside of an IPv6 one (mapped, NAT64) counts as what it is; other ways to wrap one (6to4,
// Teredo) are never public.
bool is_public(const http::IpAddress& address);

bool may_reach(const http::IpAddress& address, Reach reach);

}  // namespace venera::net
