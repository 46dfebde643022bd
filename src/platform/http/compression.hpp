// Compressed answers: brotli or gzip, as Accept-Encoding prefers (RFC 9110, 12.5.3), for text of more than 1
// kB.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/message.hpp"

namespace venera::http {

enum class Coding { identity, gzip, brotli };

// The best coding that the client takes; of equal weights brotli, then gzip.
Coding preferred_coding(std::optional<std::string_view> accept_encoding);

// Whether `media_type` (parameters allowed) is text that gets smaller.
bool is_compressible(std::string_view media_type);

std::string compressed(std::string_view body, Coding coding);

// Compresses the body if it is worth it and sets Content-Encoding and Vary. Answers that set cookies are left
// alone: the size of secret and chosen text compressed together tells of the secret (BREACH).
void compress(Response& response, std::optional<std::string_view> accept_encoding);

}  // namespace venera::http
