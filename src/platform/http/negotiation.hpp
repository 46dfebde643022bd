// What the headers of a request ask for, as plain questions: media types, origin, tokens, conditions.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.hpp"

namespace venera::http {

// Whether an Accept field allows JSON, also as application/problem+json. An absent or empty field allows
// anything.
bool accepts_json(std::optional<std::string_view> accept);
// "application/json", alone or with charset=utf-8.
bool is_json_type(std::optional<std::string_view> content_type);
// The token of "Bearer <token>"; the scheme in any case. Nothing for another scheme.
std::optional<std::string_view> bearer_token(std::string_view authorization);
// A request id that a client may choose: 1 to 64 of A-Z a-z 0-9 . _ -
bool is_request_id(std::string_view text);

// Whether a cookie may be honoured: the browser says that the request comes from our own pages
// (Sec-Fetch-Site) or its Origin is our Host. A client that sends neither is no browser: what a page makes a
// browser send always has one of them on a POST, and our cookies are SameSite=Strict besides.
bool is_same_origin(const Request& request);

// Whether one of the tags in If-None-Match is `etag`, compared weakly (RFC 9110, section 13.1.2).
bool matches_etag(std::string_view if_none_match, std::string_view etag);

// "10.0.0.7" as it is, an IPv6 address by its first 64 bits: one customer owns all the rest.
std::string address_key(std::string_view address);
bool is_loopback(std::string_view address);

}  // namespace venera::http
