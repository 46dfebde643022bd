// The encodings of URLs and of HTML, strictly: percent-encoding (RFC 3986), query strings, UTF-8 and
// character escapes.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/json/json.hpp"

namespace venera::http {

// Valid UTF-8 (RFC 3629: shortest form, no surrogates) without U+0000.
bool is_text(std::string_view bytes);

// Nothing if an escape is broken or the result is not text.
std::optional<std::string> percent_decoded(std::string_view encoded);
// Escapes everything but unreserved characters.
std::string percent_encoded(std::string_view text);

// "a=1&b=x+y" into pairs, in order. Nothing if it is malformed or has more than 100 pairs.
std::optional<std::vector<json::Parameter>> decode_query(std::string_view query);

// `text` for use between tags and in quoted attributes of HTML.
std::string html_escaped(std::string_view text);

}  // namespace venera::http
