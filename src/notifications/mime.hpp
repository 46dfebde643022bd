// A message in the form in which mail travels (RFC 5322, RFC 2045-2047). What stands in a header cannot end
// it.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "platform/values/instant.hpp"

namespace venera::notifications {

// "Name: value" with its line end, folded. Control characters of the value become spaces, so that it stays
// one header; bytes outside ASCII are encoded (RFC 2047).
std::string header_line(std::string_view name, std::string_view value);

struct Calendar {
    std::string method;  // "REQUEST", "CANCEL"
    std::string entry;
};

struct Content {
    std::string id;  // of the Message-ID, before the "@"
    std::string from_name;
    std::string from;
    std::string to;
    std::string subject;
    std::string language;
    Instant date;
    std::string text;  // LF line ends
    std::string html;
    std::optional<Calendar> calendar;
};
// The whole message with CR LF line ends, in ASCII, no line longer than 78 bytes but the addresses'. The same
// content gives the same bytes.
std::string message_of(const Content& content);

std::string quoted_printable(std::string_view text);

}  // namespace venera::notifications
