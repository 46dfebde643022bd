#include "platform/http/peer.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace venera::http {

namespace {

constexpr std::array<std::uint8_t, 12> ipv4_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int ipv4_prefix_bits = 96;

bool is_ipv4(const IpAddress& address) {
    return std::equal(ipv4_prefix.begin(), ipv4_prefix.end(), address.bytes.begin());
}

IpAddress from_ipv4(const void* four_bytes) {
    IpAddress address;
    std::copy(ipv4_prefix.begin(), ipv4_prefix.end(), address.bytes.begin());
    std::memcpy(address.bytes.data() + ipv4_prefix.size(), four_bytes, 4);
    return address;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

bool is_trusted(const IpAddress& address, const std::vector<Network>& networks) {
    return std::any_of(networks.begin(), networks.end(),
                       [&](const Network& network) { return network.contains(address); });
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    std::array<char, INET6_ADDRSTRLEN> copy{};
    if (text.size() >= copy.size()) return std::nullopt;
    std::copy(text.begin(), text.end(), copy.begin());
    IpAddress address;
    if (::inet_pton(AF_INET6, copy.data(), address.bytes.data()) == 1) return address;
    std::array<std::uint8_t, 4> four{};
    if (::inet_pton(AF_INET, copy.data(), four.data()) == 1) return from_ipv4(four.data());
    return std::nullopt;
}

IpAddress IpAddress::of(const sockaddr_storage& address) {
    // Copied out: the two views of the storage are different types.
    if (address.ss_family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, &address, sizeof four);
        return from_ipv4(&four.sin_addr);
    }
    sockaddr_in6 six{};
    std::memcpy(&six, &address, sizeof six);
    IpAddress result;
    std::memcpy(result.bytes.data(), &six.sin6_addr, result.bytes.size());
    return result;
}

std::string IpAddress::text() const {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    const bool four = is_ipv4(*this);
    const void* source = four ? bytes.data() + ipv4_prefix.size() : bytes.data();
    if (::inet_ntop(four ? AF_INET : AF_INET6, source, buffer.data(), buffer.size()) == nullptr) return {};
    return buffer.data();
}

bool IpAddress::is_loopback() const {
    if (is_ipv4(*this)) return bytes[ipv4_prefix.size()] == 127;
    return std::all_of(bytes.begin(), bytes.end() - 1, [](std::uint8_t b) { return b == 0; }) &&
           bytes.back() == 1;
}

Parsed<Network> Network::parse(std::string_view text) {
    constexpr Problem problem{"not_a_network", "must be an IP address or network such as 10.0.0.0/8"};
    const std::size_t slash = text.find('/');
    const auto base = IpAddress::parse(text.substr(0, slash));
    if (!base) return problem;
    Network network{*base, 128};
    if (slash == std::string_view::npos) return network;
    const std::string_view digits = text.substr(slash + 1);
    int bits = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    const bool four = text.substr(0, slash).find(':') == std::string_view::npos;
    if (error != std::errc{} || end != digits.data() + digits.size()) return problem;
    if (bits < 0 || bits > (four ? 32 : 128)) return problem;
    network.bits = four ? bits + ipv4_prefix_bits : bits;
    return network;
}

std::string Network::text() const {
    const bool four = is_ipv4(base) && bits >= ipv4_prefix_bits;
    return base.text() + "/" + std::to_string(four ? bits - ipv4_prefix_bits : bits);
}

bool Network::contains(const IpAddress& address) const {
    const auto whole = static_cast<std::size_t>(bits / 8);
    if (!std::equal(base.bytes.begin(), base.bytes.begin() + bits / 8, address.bytes.begin())) return false;
    const int rest = bits % 8;
    if (rest == 0) return true;
    const int shift = 8 - rest;
    return (base.bytes[whole] >> shift) == (address.bytes[whole] >> shift);
}

void identify_peer(Request& request, const IpAddress& connected,
                   const std::vector<Network>& trusted_proxies) {
    IpAddress client = connected;
    if (is_trusted(connected, trusted_proxies)) {
        // From the last hop backwards, over all fields in order.
        bool more = true;
        for (auto field = request.headers.rbegin(); more && field != request.headers.rend(); ++field) {
            if (field->name != "x-forwarded-for") continue;
            std::string_view hops = field->value;
            while (more && !hops.empty()) {
                const std::size_t comma = hops.rfind(',');
                const auto hop = IpAddress::parse(
                    trimmed(comma == std::string_view::npos ? hops : hops.substr(comma + 1)));
                hops = comma == std::string_view::npos ? std::string_view{} : hops.substr(0, comma);
                if (hop) client = *hop;
                more = hop && is_trusted(*hop, trusted_proxies);
            }
        }
        if (request.header("x-forwarded-proto") == "https") request.secure = true;
    }
    request.peer_address = client.text();
}

}  // namespace venera::http
