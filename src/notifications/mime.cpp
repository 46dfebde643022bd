#include "notifications/mime.hpp"

#include <date/date.h>
#include <sodium.h>

#include <chrono>
#include <vector>

namespace venera::notifications {

namespace {

constexpr std::string_view digits = "0123456789ABCDEF";

bool is_plain(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

void add_hex(std::string& out, char c) {
    const auto byte = static_cast<unsigned char>(c);
    out += '=';
    out += digits[byte >> 4];
    out += digits[byte & 15];
}

// RFC 2047, "Q": words of at most 75 characters, none of which splits a character, one a line.
std::string encoded_words(std::string_view text) {
    constexpr std::string_view begin = "=?utf-8?Q?";
    constexpr std::size_t most = 56;
    std::string out(begin);
    std::size_t length = 0;
    for (std::size_t at = 0; at < text.size();) {
        std::string one;
        do {
            if (is_plain(text[at]))
                one += text[at];
            else if (text[at] == ' ')
                one += '_';
            else
                add_hex(one, text[at]);
            ++at;
        } while (at < text.size() && is_continuation(text[at]));
        if (length + one.size() > most) {
            out.append("?=\r\n ").append(begin);
            length = 0;
        }
        out += one;
        length += one.size();
    }
    return out + "?=";
}

// RFC 5322, section 3.3, in UTC.
std::string date_of(Instant at) {
    return date::format("%a, %d %b %Y %T +0000", std::chrono::floor<std::chrono::seconds>(at.value));
}

std::string base64_lines(std::string_view bytes) {
    constexpr std::size_t per_line = 57;  // 76 characters
    std::string out;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(per_line, bytes.size()))) {
        const auto part = bytes.substr(0, per_line);
        std::string line(sodium_base64_ENCODED_LEN(part.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
        sodium_bin2base64(line.data(), line.size(), reinterpret_cast<const unsigned char*>(part.data()),
                          part.size(), sodium_base64_VARIANT_ORIGINAL);
        line.pop_back();
        out += line + "\r\n";
    }
    return out;
}

std::string part(std::string_view type, std::string_view encoding, const std::string& body,
                 std::string_view extra = {}) {
    std::string out = "Content-Type: " + std::string(type) +
                      "\r\nContent-Transfer-Encoding: " + std::string(encoding) + "\r\n";
    out += extra;
    return out + "\r\n" + body;
}

std::string multipart(std::string_view subtype, const std::string& boundary,
                      const std::vector<std::string>& parts) {
    std::string out =
        "Content-Type: multipart/" + std::string(subtype) + ";\r\n boundary=\"" + boundary + "\"\r\n\r\n";
    for (const std::string& one : parts) out += "--" + boundary + "\r\n" + one + "\r\n";
    return out + "--" + boundary + "--\r\n";
}

// A name in front of an address (RFC 5322, 3.2.5): what more than letters, digits and spaces is in it would
// have a meaning there.
std::string phrase(std::string_view name) {
    const bool is_bare = std::ranges::all_of(name, [](char c) { return is_plain(c) || c == ' '; });
    return is_bare ? std::string(name) : encoded_words(name);
}

}  // namespace

std::string quoted_printable(std::string_view text) {
    constexpr std::size_t most = 75;
    std::string out;
    std::string line;
    const auto end_line = [&] {
        // A space at the end of a line would be lost on the way.
        if (!line.empty() && line.back() == ' ') {
            line.pop_back();
            add_hex(line, ' ');
        }
        out += line + "\r\n";
        line.clear();
    };
    for (const char c : text) {
        if (c == '\n') {
            end_line();
            continue;
        }
        std::string one;
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte > 0x7e || c == '=')
            add_hex(one, c);
        else
            one += c;
        if (line.size() + one.size() > most) {
            out += line + "=\r\n";
            line.clear();
        }
        line += one;
    }
    if (!line.empty()) end_line();
    return out;
}

std::string header_line(std::string_view name, std::string_view value) {
    std::string one_line(value);
    bool is_ascii = true;
    for (char& c : one_line) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) c = ' ';
        is_ascii = is_ascii && byte < 0x80;
    }
    return std::string(name) + ": " + (is_ascii ? one_line : encoded_words(one_line)) + "\r\n";
}

std::string message_of(const Content& content) {
    const std::string host = content.from.substr(content.from.find('@') + 1);
    std::string out = "From: " + phrase(content.from_name) + " <" + content.from + ">\r\n";
    out += header_line("To", "<" + content.to + ">");
    out += header_line("Subject", content.subject);
    out += header_line("Date", date_of(content.date));
    out += header_line("Message-ID", "<" + content.id + "@" + host + ">");
    out += header_line("MIME-Version", "1.0");
    out += header_line("Content-Language", content.language);
    out += header_line("Auto-Submitted", "auto-generated");
    const std::string alternative =
        multipart("alternative", "alternative-" + content.id,
                  {part("text/plain; charset=utf-8", "quoted-printable", quoted_printable(content.text)),
                   part("text/html; charset=utf-8", "quoted-printable", quoted_printable(content.html))});
    if (!content.calendar) return out + alternative;
    const Calendar& calendar = *content.calendar;
    return out + multipart("mixed", "mixed-" + content.id,
                           {alternative,
                            part("text/calendar; charset=utf-8; method=" + calendar.method, "base64",
                                 base64_lines(calendar.entry),
                                 "Content-Disposition: attachment; filename=\"appointment.ics\"\r\n")});
}

}  // namespace venera::notifications
