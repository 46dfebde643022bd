#include "platform/values/utf8.hpp"

#include <cstddef>

namespace venera::text {
namespace {

struct Lead {
    std::size_t length;  // 0: cannot begin a code point
    char32_t bits;
    char32_t least;  // what a shorter form could say is overlong
};

Lead lead_of(unsigned char byte) {
    if (byte < 0x80) return {1, byte, 0};
    if (byte >= 0xc2 && byte <= 0xdf) return {2, byte & 0x1fU, 0x80};
    if (byte >= 0xe0 && byte <= 0xef) return {3, byte & 0x0fU, 0x800};
    if (byte >= 0xf0 && byte <= 0xf4) return {4, byte & 0x07U, 0x10000};
    return {0, 0, 0};
}

}  // namespace

bool take_code_point(std::string_view& rest, char32_t& code_point) {
    if (rest.empty()) return false;
    const Lead lead = lead_of(static_cast<unsigned char>(rest.front()));
    if (lead.length == 0 || rest.size() < lead.length) return false;
    char32_t value = lead.bits;
    for (std::size_t i = 1; i < lead.length; ++i) {
        const auto byte = static_cast<unsigned char>(rest[i]);
        if ((byte & 0xc0U) != 0x80U) return false;
        value = (value << 6) | (byte & 0x3fU);
    }
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    if (value < lead.least || value > 0x10ffff || surrogate) return false;
    rest.remove_prefix(lead.length);
    code_point = value;
    return true;
}

bool is_space(char32_t c) {
    return c == 0x20 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
           c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7f && c <= 0x9f); }

bool is_noncharacter(char32_t c) { return (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe; }

bool is_invisible(char32_t c) {
    struct Range {
        char32_t first;
        char32_t last;
    };
    // DerivedCoreProperties.txt of Unicode 15, and U+2800.
    static constexpr Range ranges[] = {
        {0xad, 0xad},       {0x34f, 0x34f},     {0x61c, 0x61c},     {0x115f, 0x1160}, {0x17b4, 0x17b5},
        {0x180b, 0x180f},   {0x200b, 0x200f},   {0x202a, 0x202e},   {0x2060, 0x206f}, {0x2800, 0x2800},
        {0x3164, 0x3164},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0}, {0xfff0, 0xfff8},
        {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
    };
    for (const Range& range : ranges)
        if (c >= range.first && c <= range.last) return true;
    return false;
}

}  // namespace venera::text
