#include "platform/http/encoding.hpp"

#include <cstdint>

namespace venera::http {

namespace {

constexpr std::size_t most_parameters = 100;

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

enum class Plus { literal, space };

std::optional<std::string> decoded(std::string_view encoded, Plus plus) {
    std::string out;
    out.reserve(encoded.size());
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        const char c = encoded[i];
        if (c == '%') {
            if (i + 2 >= encoded.size()) return std::nullopt;
            const int high = hex_digit(encoded[i + 1]);
            const int low = hex_digit(encoded[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus == Plus::space) {
            out += ' ';
        } else {
            out += c;
        }
    }
    if (!is_text(out)) return std::nullopt;
    return out;
}

// The length of the sequence that `lead` begins, and the range of its second byte (RFC 3629, section 4); 0:
// none.
struct Sequence {
    std::size_t length;
    unsigned char least;
    unsigned char most;
};
Sequence sequence_of(unsigned char lead) {
    if (lead >= 0xC2 && lead <= 0xDF) return {2, 0x80, 0xBF};
    if (lead == 0xE0) return {3, 0xA0, 0xBF};
    if (lead == 0xED) return {3, 0x80, 0x9F};
    if (lead >= 0xE1 && lead <= 0xEF) return {3, 0x80, 0xBF};
    if (lead == 0xF0) return {4, 0x90, 0xBF};
    if (lead >= 0xF1 && lead <= 0xF3) return {4, 0x80, 0xBF};
    if (lead == 0xF4) return {4, 0x80, 0x8F};
    return {0, 0, 0};
}

}  // namespace

bool is_text(std::string_view bytes) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    for (std::size_t i = 0; i < bytes.size();) {
        if (at(i) < 0x80) {
            if (at(i) == 0) return false;
            ++i;
            continue;
        }
        const Sequence sequence = sequence_of(at(i));
        if (sequence.length == 0 || i + sequence.length > bytes.size()) return false;
        if (at(i + 1) < sequence.least || at(i + 1) > sequence.most) return false;
        for (std::size_t k = 2; k < sequence.length; ++k) {
            if ((at(i + k) & 0xC0) != 0x80) return false;
        }
        i += sequence.length;
    }
    return true;
}

std::optional<std::string> percent_decoded(std::string_view encoded) {
    return decoded(encoded, Plus::literal);
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                c == '-' || c == '.' || c == '_' || c == '~';
        if (unreserved) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

std::optional<std::vector<json::Parameter>> decode_query(std::string_view query) {
    std::vector<json::Parameter> parameters;
    while (!query.empty()) {
        const std::size_t end = query.find('&');
        const std::string_view pair = query.substr(0, end);
        query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        auto name = decoded(pair.substr(0, equals), Plus::space);
        auto value = decoded(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1),
                             Plus::space);
        if (!name || !value || parameters.size() == most_parameters) return std::nullopt;
        parameters.push_back({*std::move(name), *std::move(value)});
    }
    return parameters;
}

std::string html_escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 16);
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

}  // namespace venera::http
