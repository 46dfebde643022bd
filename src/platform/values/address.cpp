// E-mail addresses and URLs: the texts that name a place on the network.
#include <algorithm>
#include <charconv>
#include <cstdint>

#include "platform/values/text.hpp"

namespace venera {
namespace {

constexpr Problem not_an_email{"not_an_email", "must be an e-mail address, such as ana@example.com"};
constexpr Problem not_a_url{"not_a_url", "must be an absolute http or https URL"};
constexpr Problem url_too_long{"too_long", "must have at most 2000 characters"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

// RFC 5321, 4.1.2: Dot-string, of RFC 5322's atext.
bool is_dot_atom(std::string_view text) {
    constexpr std::string_view specials = "!#$%&'*+-/=?^_`{|}~";
    char before = '.';
    for (const char c : text) {
        const bool atom = is_letter(c) || is_digit(c) || specials.find(c) != std::string_view::npos;
        if (!atom && (c != '.' || before == '.')) return false;
        before = c;
    }
    return before != '.';
}

bool is_label(std::string_view label) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    return std::all_of(label.begin(), label.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

// RFC 1123, 2.1: labels joined by dots; the last one is not a number, or it would be an IPv4 address.
bool is_host_name(std::string_view host, std::size_t least_labels) {
    if (host.size() > 253) return false;
    std::size_t labels = 0;
    std::string_view label;
    for (std::size_t dot = 0; dot != std::string_view::npos; ++labels) {
        dot = host.find('.');
        label = host.substr(0, dot);
        if (!is_label(label)) return false;
        if (dot != std::string_view::npos) host.remove_prefix(dot + 1);
    }
    return labels >= least_labels && !std::all_of(label.begin(), label.end(), is_digit);
}

// A decimal number without leading zeros, at most `most`.
bool is_number(std::string_view text, std::uint32_t most) {
    std::uint32_t value = 0;
    if (text.empty() || text.size() > 5 || !std::all_of(text.begin(), text.end(), is_digit)) return false;
    if (text.size() > 1 && text.front() == '0') return false;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value <= most;
}

bool is_ipv4(std::string_view host) {
    for (int part = 0; part < 4; ++part) {
        const std::size_t dot = part < 3 ? host.find('.') : host.size();
        if (dot == std::string_view::npos || !is_number(host.substr(0, dot), 255)) return false;
        host.remove_prefix(std::min(dot + 1, host.size()));
    }
    return true;
}

// RFC 4291, 2.2, without zones and without an embedded IPv4 address: eight groups, or fewer around one "::".
bool is_ipv6(std::string_view host) {
    const std::size_t gap = host.find("::");
    if (gap != std::string_view::npos && host.find("::", gap + 1) != std::string_view::npos) return false;
    const auto groups_of = [](std::string_view text) -> int {
        int groups = 0;
        while (!text.empty()) {
            const std::size_t colon = text.find(':');
            const std::string_view group = text.substr(0, colon);
            if (group.empty() || group.size() > 4 || !std::all_of(group.begin(), group.end(), is_hex))
                return -1;
            ++groups;
            if (colon == std::string_view::npos) break;
            text.remove_prefix(colon + 1);
            if (text.empty()) return -1;
        }
        return groups;
    };
    if (gap == std::string_view::npos) return groups_of(host) == 8;
    const int before = groups_of(host.substr(0, gap));
    const int after = groups_of(host.substr(gap + 2));
    return before >= 0 && after >= 0 && before + after < 8;
}

bool is_authority(std::string_view authority) {
    if (authority.starts_with('[')) {
        const std::size_t end = authority.find(']');
        if (end == std::string_view::npos || !is_ipv6(authority.substr(1, end - 1))) return false;
        authority.remove_prefix(end + 1);
        if (authority.empty()) return true;
        return authority.front() == ':' && authority != ":0" && is_number(authority.substr(1), 65535);
    }
    const std::size_t colon = authority.find(':');
    if (colon != std::string_view::npos) {
        const std::string_view port = authority.substr(colon + 1);
        if (port == "0" || !is_number(port, 65535)) return false;
    }
    const std::string_view host = authority.substr(0, colon);
    return is_ipv4(host) || is_host_name(host, 1);
}

// RFC 3986: path, query and fragment of characters that need no encoding, or encoded. At most one "#".
bool is_path_and_query(std::string_view text) {
    constexpr std::string_view others = "-._~!$&'()*+,;=:@/?";
    std::size_t fragments = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (is_letter(c) || is_digit(c) || others.find(c) != std::string_view::npos) continue;
        if (c == '#' && ++fragments == 1) continue;
        if (c != '%' || i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
        i += 2;
    }
    return true;
}

}  // namespace

Parsed<Email> Email::parse(std::string_view text) {
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos || text.size() > 254) return not_an_email;
    const std::string_view local = text.substr(0, at);
    const std::string_view host = text.substr(at + 1);
    if (local.size() > 64 || !is_dot_atom(local) || !is_host_name(host, 2)) return not_an_email;
    return Email{std::string(local) + "@" + lower_case(host)};
}

std::string Email::normalised() const { return lower_case(value); }

Parsed<Url> Url::parse(std::string_view text) {
    if (text.size() > 2000) return url_too_long;
    std::string_view rest = text;
    if (rest.starts_with("https://")) {
        rest.remove_prefix(8);
    } else if (rest.starts_with("http://")) {
        rest.remove_prefix(7);
    } else {
        return not_a_url;
    }
    const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
    if (!is_authority(rest.substr(0, end)) || !is_path_and_query(rest.substr(end))) return not_a_url;
    return Url{std::string(text)};
}

}  // namespace venera
