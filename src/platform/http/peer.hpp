// Who is at the other end: the address of the connection, or the one that a trusted proxy names in
// X-Forwarded-For. An address counts only if every hop after it is trusted, since anybody can send the
// header.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.hpp"
#include "platform/values/field.hpp"

struct sockaddr_storage;

namespace venera::http {

// An IPv6 address; IPv4 as ::ffff:a.b.c.d.
struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};

    auto operator<=>(const IpAddress&) const = default;
    static std::optional<IpAddress> parse(std::string_view text);
    static IpAddress of(const sockaddr_storage& address);
    std::string text() const;  // IPv4 in its own notation
    bool is_loopback() const;
};

// "10.0.0.0/8", "fd00::/8" or a single address.
struct Network {
    static constexpr std::string_view schema = R"({"type":"string","example":"10.0.0.0/8"})";

    IpAddress base;
    int bits = 128;  // of the IPv6 form

    auto operator<=>(const Network&) const = default;
    static Parsed<Network> parse(std::string_view text);
    std::string text() const;
    bool contains(const IpAddress& address) const;
};

// Sets peer_address and, if a trusted proxy says so, secure. Requires: request.secure tells of the connection
// itself.
void identify_peer(Request& request, const IpAddress& connected, const std::vector<Network>& trusted_proxies);

}  // namespace venera::http
