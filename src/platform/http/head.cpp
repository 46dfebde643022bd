#include "platform/http/head.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>

namespace venera::http {

namespace {

using Octets = std::array<bool, 256>;

constexpr std::uint8_t octet(char c) { return static_cast<std::uint8_t>(c); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

constexpr Octets alphanumeric_and(std::string_view others) {
    Octets table{};
    for (std::size_t i = 0; i < 128; ++i)
        table[i] = is_digit(static_cast<char>(i)) || is_alpha(static_cast<char>(i));
    for (const char c : others) table[octet(c)] = true;
    return table;
}

constexpr Octets token_octets = alphanumeric_and("!#$%&'*+-.^_`|~");     // RFC 9110, 5.6.2
constexpr Octets path_octets = alphanumeric_and("-._~!$&'()*+,;=:@/%");  // RFC 3986, 3.3
// Also what browsers and FHIR clients send unescaped in queries ("code=system|value").
constexpr Octets query_octets = alphanumeric_and("-._~!$&'()*+,;=:@/%?|^{}[]`");

constexpr Octets make_value_octets() {
    Octets table{};
    for (std::size_t i = 0x20; i < 256; ++i) table[i] = i != 0x7f;
    table['\t'] = true;
    return table;
}
constexpr Octets value_octets = make_value_octets();

bool all_of(std::string_view text, const Octets& table) {
    return std::all_of(text.begin(), text.end(), [&](char c) { return table[octet(c)]; });
}

bool same_ignoring_case(std::string_view text, std::string_view lower_case) {
    return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                      [](char a, char b) { return lower(a) == b; });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    const char l = lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

// Every "%" begins an escape of two hexadecimal digits, none of them NUL.
bool escapes_are_valid(std::string_view text) {
    for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 3)) {
        if (at + 2 >= text.size()) return false;
        const int high = hex_digit(text[at + 1]);
        const int low = hex_digit(text[at + 2]);
        if (high < 0 || low < 0 || (high == 0 && low == 0)) return false;
    }
    return true;
}

// "." and ".." as segments, also escaped: proxies and servers disagree about what they name.
bool has_dot_segment(std::string_view path) {
    for (std::size_t start = 1; start <= path.size();) {
        const std::size_t end = std::min(path.find('/', start), path.size());
        std::string_view segment = path.substr(start, end - start);
        int dots = 0;
        while (!segment.empty()) {
            const bool plain = segment.front() == '.';
            const bool escaped =
                segment.size() >= 3 && segment[0] == '%' && segment[1] == '2' && lower(segment[2]) == 'e';
            if (!plain && !escaped) break;
            segment.remove_prefix(plain ? 1 : 3);
            ++dots;
        }
        if (segment.empty() && (dots == 1 || dots == 2)) return true;
        start = end + 1;
    }
    return false;
}

Fault parse_target(std::string_view target, Request& request) {
    if (target.empty() || target.front() != '/') return faults::malformed;  // origin-form only
    const std::size_t question = std::min(target.find('?'), target.size());
    const std::string_view path = target.substr(0, question);
    const std::string_view query = target.substr(std::min(question + 1, target.size()));
    if (!all_of(path, path_octets) || !all_of(query, query_octets)) return faults::malformed;
    if (!escapes_are_valid(path) || !escapes_are_valid(query) || has_dot_segment(path))
        return faults::malformed;
    request.path.assign(path);
    request.query.assign(query);
    return faults::none;
}

Fault parse_method(std::string_view method, Request& request) {
    constexpr std::array<std::string_view, 7> allowed{"GET",    "POST", "PATCH",  "PUT",
                                                      "DELETE", "HEAD", "OPTIONS"};
    if (method == "TRACE" || method == "CONNECT") return faults::method;
    if (std::find(allowed.begin(), allowed.end(), method) == allowed.end()) return faults::not_implemented;
    request.method.assign(method);
    return faults::none;
}

enum class Version { http10, http11 };

Fault parse_version(std::string_view version, Version& out) {
    if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digit(version[5]) || version[6] != '.' ||
        !is_digit(version[7])) {
        return faults::malformed;
    }
    if (version[5] != '1' || version[7] > '1') return faults::version;
    out = version[7] == '1' ? Version::http11 : Version::http10;
    return faults::none;
}

Fault parse_request_line(std::string_view line, const HeadLimits& limits, Request& request,
                         Version& version) {
    const std::size_t first = line.find(' ');
    if (first == std::string_view::npos || first == 0) return faults::malformed;
    const std::string_view method = line.substr(0, first);
    if (!all_of(method, token_octets)) return faults::malformed;
    const std::size_t second = line.find(' ', first + 1);
    if (std::min(second, line.size()) - first - 1 > limits.target) return faults::target_too_long;
    if (second == std::string_view::npos) return faults::malformed;
    if (const Fault fault = parse_version(line.substr(second + 1), version)) return fault;
    if (const Fault fault = parse_method(method, request)) return fault;
    return parse_target(line.substr(first + 1, second - first - 1), request);
}

// Fields that have one value: a second one is an attempt to have two readers choose differently.
constexpr std::array<std::string_view, 16> single_fields{"host",
                                                         "content-length",
                                                         "transfer-encoding",
                                                         "content-type",
                                                         "authorization",
                                                         "cookie",
                                                         "if-match",
                                                         "origin",
                                                         "idempotency-key",
                                                         "expect",
                                                         "x-api-key",
                                                         "content-encoding",
                                                         "x-purpose",
                                                         "sec-fetch-site",
                                                         "x-request-id",
                                                         "x-purpose-reason"};

// What the fields say about framing, gathered while they are parsed and decided afterwards. Views into the
// head.
struct Fields {
    std::uint32_t seen = 0;  // bit i: single_fields[i]
    std::string_view content_length;
    std::string_view transfer_encoding;
    std::string_view expect;
    std::string_view host;
    bool close = false;

    bool has(std::size_t index) const { return (seen >> index & 1U) != 0; }
};
constexpr std::size_t host_field = 0;
constexpr std::size_t length_field = 1;
constexpr std::size_t transfer_field = 2;
constexpr std::size_t expect_field = 9;
constexpr std::size_t encoding_field = 11;

bool lists_close(std::string_view connection) {
    while (!connection.empty()) {
        const std::size_t comma = std::min(connection.find(','), connection.size());
        if (same_ignoring_case(trimmed(connection.substr(0, comma)), "close")) return true;
        connection.remove_prefix(std::min(comma + 1, connection.size()));
    }
    return false;
}

Fault note_field(std::string_view name, std::string_view value, Fields& fields) {
    const auto* found = std::find(single_fields.begin(), single_fields.end(), name);
    if (found == single_fields.end()) {
        if (name == "connection" && lists_close(value)) fields.close = true;
        return faults::none;
    }
    const auto index = static_cast<std::size_t>(found - single_fields.begin());
    if (fields.has(index)) return faults::malformed;
    fields.seen |= 1U << index;
    if (index == host_field) fields.host = value;
    if (index == length_field) fields.content_length = value;
    if (index == transfer_field) fields.transfer_encoding = value;
    if (index == expect_field) fields.expect = value;
    return faults::none;
}

Fault parse_field(std::string_view line, Header& out, Fields& fields) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return faults::malformed;
    const std::string_view name = line.substr(0, colon);
    const std::string_view raw_value = line.substr(colon + 1);
    const std::string_view value = trimmed(raw_value);
    // A line that begins with a space (obs-fold) fails here too, as does a space before the colon.
    if (!all_of(name, token_octets) || !all_of(value, value_octets)) return faults::malformed;
    out.name.resize(name.size());
    std::transform(name.begin(), name.end(), out.name.begin(), lower);
    out.value.assign(value);
    // A tab around them is legal, but readers differ about it, and these two decide where the next request
    // begins.
    if ((out.name == "content-length" || out.name == "transfer-encoding") &&
        raw_value.find('\t') != raw_value.npos) {
        return faults::malformed;
    }
    return note_field(out.name, value, fields);
}

Fault parse_length(std::string_view text, std::size_t& out) {
    // 18 digits cannot overflow; no sign, list or space passes.
    if (text.empty() || text.size() > 18 || !std::all_of(text.begin(), text.end(), is_digit))
        return faults::malformed;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return faults::none;
}

Fault decide(const Fields& fields, Version version, Head& out) {
    if (!fields.has(host_field) || !is_host(fields.host)) return faults::malformed;
    if (fields.has(transfer_field)) {
        if (fields.has(length_field) || version == Version::http10) return faults::malformed;
        if (fields.transfer_encoding.empty()) return faults::malformed;
        if (!same_ignoring_case(fields.transfer_encoding, "chunked")) return faults::not_implemented;
        out.framing = Framing::chunked;
    } else if (fields.has(length_field)) {
        if (const Fault fault = parse_length(fields.content_length, out.content_length)) return fault;
        if (out.content_length > 0) out.framing = Framing::length;
    }
    if (fields.has(encoding_field)) return faults::content_encoding;
    if (fields.has(expect_field)) {
        if (!same_ignoring_case(fields.expect, "100-continue")) return faults::expectation;
        out.expects_continue = version == Version::http11;
    }
    out.close = fields.close || version == Version::http10;
    return faults::none;
}

bool is_dns_name(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    if (name.empty() || name.size() > 253) return false;
    while (true) {
        const std::size_t dot = std::min(name.find('.'), name.size());
        const std::string_view label = name.substr(0, dot);
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        // Underscores are no host names, but container networks use them.
        if (!std::all_of(label.begin(), label.end(),
                         [](char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '_'; })) {
            return false;
        }
        if (dot == name.size())
            return !std::all_of(label.begin(), label.end(), is_digit);  // "1.2.3" is no name
        name.remove_prefix(dot + 1);
    }
}

bool is_address(int family, std::string_view text) {
    std::array<char, INET6_ADDRSTRLEN> copy{};
    if (text.size() >= copy.size()) return false;
    std::copy(text.begin(), text.end(), copy.begin());
    std::array<unsigned char, 16> address{};
    return ::inet_pton(family, copy.data(), address.data()) == 1;
}

bool is_port(std::string_view text) {
    unsigned int port = 0;
    if (text.empty() || text.size() > 5 || !std::all_of(text.begin(), text.end(), is_digit)) return false;
    std::from_chars(text.data(), text.data() + text.size(), port);
    return port <= 65535;
}

}  // namespace

bool is_host(std::string_view host) {
    if (host.starts_with('[')) {
        const std::size_t end = host.find(']');
        if (end == std::string_view::npos || !is_address(AF_INET6, host.substr(1, end - 1))) return false;
        const std::string_view rest = host.substr(end + 1);
        return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
    }
    const std::size_t colon = host.find(':');
    if (colon != std::string_view::npos && !is_port(host.substr(colon + 1))) return false;
    const std::string_view name = host.substr(0, colon);
    return is_dns_name(name) || is_address(AF_INET, name);
}

void HeadScanner::reset() {
    scanned_ = 0;
    target_end_ = 0;
    size_.reset();
}

Fault HeadScanner::scan(std::string_view received) {
    // The empty line may begin in what was scanned before.
    const std::size_t end = received.find("\r\n\r\n", scanned_ < 3 ? 0 : scanned_ - 3);
    if (end == std::string_view::npos) return scan_incomplete(received);
    if (end + 4 > limits_.bytes) {
        const std::size_t line = received.find("\r\n");
        return line > limits_.target + 64 ? faults::target_too_long : faults::head_too_large;
    }
    size_ = end + 4;
    return faults::none;
}

Fault HeadScanner::scan_incomplete(std::string_view received) {
    for (; scanned_ < received.size(); ++scanned_) {
        const char c = received[scanned_];
        const bool after_return = scanned_ > 0 && received[scanned_ - 1] == '\r';
        if ((c == '\n') != after_return) return faults::malformed;  // CR and LF only as a pair
        if (c == '\n' && target_end_ == 0) target_end_ = scanned_;
        if (c != '\r' && c != '\n' && !value_octets[octet(c)]) return faults::malformed;
    }
    // Methods and the version take less than 64 bytes together.
    if (target_end_ == 0 && received.size() > limits_.target + 64) return faults::target_too_long;
    if (received.size() > limits_.bytes) return faults::head_too_large;
    return faults::none;
}

Fault parse_head(std::string_view head, const HeadLimits& limits, Request& request, Head& out) {
    out = {};
    const auto next_line = [&head]() -> std::string_view {
        const std::size_t end = head.find("\r\n");
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(std::min(line.size() + 2, head.size()));
        return line;
    };
    Version version = Version::http11;
    if (const Fault fault = parse_request_line(next_line(), limits, request, version)) return fault;
    Fields fields;
    std::size_t count = 0;
    for (std::string_view line = next_line(); !line.empty(); line = next_line()) {
        if (count == limits.fields) return faults::head_too_large;
        // The strings of the connection's previous request are used again.
        if (count == request.headers.size()) request.headers.emplace_back();
        if (const Fault fault = parse_field(line, request.headers[count], fields)) return fault;
        ++count;
    }
    request.headers.resize(count);
    return decide(fields, version, out);
}

}  // namespace venera::http
