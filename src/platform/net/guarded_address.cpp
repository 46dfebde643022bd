#include "platform/net/guarded_address.hpp"

#include <algorithm>
#include <array>

namespace venera::net {

namespace {

struct Block {
    std::array<std::uint8_t, 16> base;
    int bits;
};

constexpr Block ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, int bits) {
    return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, 0}, 96 + bits};
}
constexpr Block ipv6(std::uint16_t first, std::uint16_t second, int bits) {
    return {{static_cast<std::uint8_t>(first >> 8), static_cast<std::uint8_t>(first & 0xff),
             static_cast<std::uint8_t>(second >> 8), static_cast<std::uint8_t>(second & 0xff)},
            bits};
}

// https://www.iana.org/assignments/iana-ipv4-special-registry and .../multicast-addresses
constexpr std::array closed_ipv4{
    ipv4(0, 0, 0, 8),        // this network
    ipv4(10, 0, 0, 8),       // private
    ipv4(100, 64, 0, 10),    // shared behind carriers' NAT
    ipv4(127, 0, 0, 8),      // loopback
    ipv4(169, 254, 0, 16),   // link-local: metadata services
    ipv4(172, 16, 0, 12),    // private
    ipv4(192, 0, 0, 24),     // protocol assignments
    ipv4(192, 0, 2, 24),     // documentation
    ipv4(192, 88, 99, 24),   // relays of 6to4
    ipv4(192, 168, 0, 16),   // private
    ipv4(198, 18, 0, 15),    // benchmarks
    ipv4(198, 51, 100, 24),  // documentation
    ipv4(203, 0, 113, 24),   // documentation
    ipv4(224, 0, 0, 4),      // multicast
    ipv4(240, 0, 0, 4),      // reserved, broadcast
};
// https://www.iana.org/assignments/iana-ipv6-special-registry: within global unicast, 2000::/3.
constexpr Block global_unicast = ipv6(0x2000, 0, 3);
constexpr std::array closed_ipv6{
    ipv6(0x2001, 0, 23),       // protocol assignments: Teredo, benchmarks, ORCHID
    ipv6(0x2001, 0x0db8, 32),  // documentation
    ipv6(0x2002, 0, 16),       // 6to4
    ipv6(0x3fff, 0, 20),       // documentation
};
constexpr Block mapped_ipv4{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
constexpr Block nat64 = ipv6(0x0064, 0xff9b, 96);

bool is_in(const http::IpAddress& address, const Block& block) {
    return http::Network{http::IpAddress{block.base}, block.bits}.contains(address);
}

template <std::size_t Count>
bool is_in_any(const http::IpAddress& address, const std::array<Block, Count>& blocks) {
    return std::ranges::any_of(blocks, [&](const Block& block) { return is_in(address, block); });
}

}  // namespace

bool is_public(const http::IpAddress& address) {
    if (is_in(address, mapped_ipv4)) return !is_in_any(address, closed_ipv4);
    if (is_in(address, nat64)) {
        http::IpAddress inner{mapped_ipv4.base};
        std::copy(address.bytes.begin() + 12, address.bytes.end(), inner.bytes.begin() + 12);
        return is_public(inner);
    }
    return is_in(address, global_unicast) && !is_in_any(address, closed_ipv6);
}

bool may_reach(const http::IpAddress& address, Reach reach) {
    return reach == Reach::anywhere || is_public(address);
}

}  // namespace venera::net
