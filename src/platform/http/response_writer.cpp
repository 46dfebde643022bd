#include "platform/http/response_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace venera::http {

namespace {

void append_number(std::string& out, std::size_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto octet = static_cast<std::uint8_t>(c);
        return (octet < 0x20 && c != '\t') || octet == 0x7f;
    });
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    if (has_control(name) || has_control(value)) return;
    out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::string_view reason_phrase(int status) {
    struct Phrase {
        int status;
        std::string_view text;
    };
    static constexpr std::array<Phrase, 37> phrases{{{100, "Continue"},
                                                     {200, "OK"},
                                                     {201, "Created"},
                                                     {202, "Accepted"},
                                                     {204, "No Content"},
                                                     {206, "Partial Content"},
                                                     {301, "Moved Permanently"},
                                                     {302, "Found"},
                                                     {303, "See Other"},
                                                     {304, "Not Modified"},
                                                     {307, "Temporary Redirect"},
                                                     {308, "Permanent Redirect"},
                                                     {400, "Bad Request"},
                                                     {401, "Unauthorized"},
                                                     {402, "Payment Required"},
                                                     {403, "Forbidden"},
                                                     {404, "Not Found"},
                                                     {405, "Method Not Allowed"},
                                                     {406, "Not Acceptable"},
                                                     {408, "Request Timeout"},
                                                     {409, "Conflict"},
                                                     {410, "Gone"},
                                                     {411, "Length Required"},
                                                     {412, "Precondition Failed"},
                                                     {413, "Content Too Large"},
                                                     {414, "URI Too Long"},
                                                     {415, "Unsupported Media Type"},
                                                     {416, "Range Not Satisfiable"},
                                                     {417, "Expectation Failed"},
                                                     {422, "Unprocessable Content"},
                                                     {429, "Too Many Requests"},
                                                     {431, "Request Header Fields Too Large"},
                                                     {500, "Internal Server Error"},
                                                     {501, "Not Implemented"},
                                                     {502, "Bad Gateway"},
                                                     {503, "Service Unavailable"},
                                                     {505, "HTTP Version Not Supported"}}};
    for (const Phrase& phrase : phrases) {
        if (phrase.status == status) return phrase.text;
    }
    return "Unknown";
}

std::string_view HttpDate::text(std::time_t now) {
    if (now != second_) {
        std::tm parts{};
        ::gmtime_r(&now, &parts);
        // The C locale's names are those of RFC 9110, 5.6.7; the program never sets another.
        size_ = std::strftime(text_.data(), text_.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
        second_ = now;
    }
    return {text_.data(), size_};
}

void append_head(std::string& out, const Response& response, std::string_view date, Persistence persistence) {
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::size_t>(response.status));
    out.append(" ").append(reason_phrase(response.status)).append("\r\nDate: ").append(date).append("\r\n");
    if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
    if (has_body(response.status) && !response.tail) {
        out.append("Content-Length: ");
        append_number(out, response.body.size());
        out.append("\r\n");
    }
    for (const Header& header : response.headers) append_field(out, header.name, header.value);
    if (persistence == Persistence::close) out.append("Connection: close\r\n");
    out.append("\r\n");
}

}  // namespace venera::http
