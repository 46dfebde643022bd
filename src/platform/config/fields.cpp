#include "platform/config/fields.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace venera::config {
namespace {

// The number of bits of a well-formed address, 0 for anything else.
int address_bits(std::string_view text) {
    if (text.size() > INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos) return 0;
    const std::string terminated(text);
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    if (::inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1) return 32;
    if (::inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return 128;
    return 0;
}

bool is_number(std::string_view text, int least, int most) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && std::to_string(number) == text &&
           number >= least && number <= most;
}

bool is_host(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']'))
        return address_bits(host.substr(1, host.size() - 2)) == 128;
    return !host.empty() && host.size() <= 253 && host.front() != '.' && host.back() != '.' &&
           std::all_of(host.begin(), host.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
           });
}

// Replaces [from, to) by ***. The position after it.
std::size_t mask(std::string& text, std::size_t from, std::size_t to) {
    text.replace(from, to - from, "***");
    return from + 3;
}

// The end of a key=value value that begins at `at`: quoted values end with their quote.
std::size_t end_of_value(const std::string& text, std::size_t at) {
    if (at >= text.size() || text[at] != '\'') return std::min(text.find_first_of(" \t\n&", at), text.size());
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '\'') {
            return i + 1;
        }
    }
    return text.size();
}

}  // namespace

Parsed<Address> Address::parse(std::string_view text) {
    if (address_bits(text) == 0)
        return Problem{"not_an_address", "must be an IPv4 or IPv6 address, such as 127.0.0.1"};
    return Address{std::string(text)};
}

Parsed<Subnet> Subnet::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    const int bits = address_bits(text.substr(0, slash));
    if (bits == 0 || (slash != std::string_view::npos && !is_number(text.substr(slash + 1), 0, bits))) {
        return Problem{"not_a_network", "must be an address or a network, such as 10.0.0.0/8"};
    }
    return Subnet{std::string(text)};
}

Parsed<Origin> Origin::parse(std::string_view text) {
    constexpr Problem wrong{"not_an_origin",
                            "must be a web origin, such as https://clinic.example, without a path"};
    const bool secure = text.starts_with("https://");
    if (!secure && !text.starts_with("http://")) return wrong;
    std::string_view host = text.substr(secure ? 8 : 7);
    const std::size_t colon =
        host.find(':', host.starts_with('[') ? std::min(host.find(']'), host.size()) : 0);
    if (colon != std::string_view::npos) {
        const std::string_view port = host.substr(colon + 1);
        // A browser leaves the default port out, so an entry with it would never match.
        if (!is_number(port, 1, 65535) || port == (secure ? "443" : "80")) return wrong;
        host = host.substr(0, colon);
    }
    if (!is_host(host)) return wrong;
    return Origin{std::string(text)};
}

Parsed<DatabaseUrl> DatabaseUrl::parse(std::string_view text) {
    const bool is_url = text.starts_with("postgresql://") || text.starts_with("postgres://");
    const bool is_clean =
        std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20; });
    if (text.size() > 4000 || !is_clean || (!is_url && text.find('=') == std::string_view::npos)) {
        return Problem{"not_a_database", "must be a PostgreSQL URL, such as postgresql://venera@host/venera"};
    }
    return DatabaseUrl{std::string(text)};
}

std::string DatabaseUrl::masked() const {
    std::string text = value;
    const std::size_t scheme = text.find("://");
    if (scheme != std::string::npos) {
        const std::size_t start = scheme + 3;
        // A password with a raw @ or / in it is not a valid URL, but must not be printed either: the last @
        // counts.
        const std::size_t at = text.rfind('@', std::min(text.find('?', start), text.size()));
        const std::size_t colon = text.find(':', start);
        if (at != std::string::npos && at > start && colon < at) mask(text, colon + 1, at);
    }
    for (const std::string_view key : {"password", "sslpassword"}) {
        for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at)) {
            at += key.size();
            std::size_t value_at = text.find_first_not_of(" \t", at);
            if (value_at == std::string::npos || text[value_at] != '=') continue;
            value_at = std::min(text.find_first_not_of(" \t", value_at + 1), text.size());
            at = mask(text, value_at, end_of_value(text, value_at));
        }
    }
    return text;
}

}  // namespace venera::config
