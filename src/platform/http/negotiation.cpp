#include "platform/http/negotiation.hpp"

#include <algorithm>

#include "platform/http/peer.hpp"
#include "platform/values/card_numbers.hpp"

namespace venera::http {

namespace {

constexpr std::string_view spaces = " \t";

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(spaces);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

// Takes the text up to the next `separator` off the front of `rest`.
std::string_view next(std::string_view& rest, char separator) {
    const std::size_t end = rest.find(separator);
    const std::string_view part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return trimmed(part);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool same(std::string_view text, std::string_view lower_case) {
    return std::ranges::equal(text, lower_case, {}, lower);
}

// A weight of zero in any of its spellings: "q=0", "q=0.000".
bool is_zero_weight(std::string_view parameter) {
    if (parameter.size() < 3 || lower(parameter[0]) != 'q' || parameter[1] != '=') return false;
    return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

bool accepts_json(std::optional<std::string_view> accept) {
    if (!accept || trimmed(*accept).empty()) return true;
    std::string_view rest = *accept;
    while (!rest.empty()) {
        std::string_view parameters = next(rest, ',');
        const std::string_view type = next(parameters, ';');
        const bool fits = same(type, "*/*") || same(type, "application/*") ||
                          same(type, "application/json") || same(type, "application/problem+json");
        bool refused = false;
        while (!parameters.empty()) refused = is_zero_weight(next(parameters, ';')) || refused;
        if (fits && !refused) return true;
    }
    return false;
}

bool is_json_type(std::optional<std::string_view> content_type) {
    if (!content_type) return false;
    std::string_view rest = *content_type;
    if (!same(next(rest, ';'), "application/json")) return false;
    if (rest.empty()) return true;
    const std::string_view parameter = next(rest, ';');
    return rest.empty() && (same(parameter, "charset=utf-8") || same(parameter, "charset=\"utf-8\""));
}

std::optional<std::string_view> bearer_token(std::string_view authorization) {
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() <= scheme.size() || !same(authorization.substr(0, scheme.size()), scheme)) {
        return std::nullopt;
    }
    return trimmed(authorization.substr(scheme.size()));
}

bool is_request_id(std::string_view text) {
    // It goes into logs: the number of a card does not.
    return !text.empty() && text.size() <= 64 && !holds_card_number(text) &&
           std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-';
           });
}

bool is_same_origin(const Request& request) {
    if (const auto site = request.header("sec-fetch-site")) return *site == "same-origin" || *site == "none";
    const auto origin = request.header("origin");
    if (!origin) return true;
    const auto host = request.header("host");
    if (!host) return false;
    // The scheme is not compared: behind a proxy that ends TLS we may not know ours.
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (origin->starts_with(scheme))
            return std::ranges::equal(origin->substr(scheme.size()), *host, {}, lower, lower);
    }
    return false;
}

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
    if (trimmed(if_none_match) == "*") return true;
    while (!if_none_match.empty()) {
        std::string_view tag = next(if_none_match, ',');
        if (tag.starts_with("W/")) tag.remove_prefix(2);
        if (tag == etag) return true;
    }
    return false;
}

std::string address_key(std::string_view address) {
    if (address.find(':') == std::string_view::npos) return std::string(address);
    const auto parsed = IpAddress::parse(address);
    if (!parsed) return std::string(address);
    return {parsed->bytes.begin(), parsed->bytes.begin() + 8};
}

bool is_loopback(std::string_view address) { return address == "::1" || address.starts_with("127."); }

}  // namespace venera::http
