#include "platform/values/uuid.hpp"

#include <sodium.h>

#include <algorithm>

namespace venera {
namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::array<std::size_t, 4> dashes = {8, 13, 18, 23};

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_dash(std::size_t position) {
    return std::find(dashes.begin(), dashes.end(), position) != dashes.end();
}

}  // namespace

std::optional<Uuid> Uuid::parse(std::string_view text) {
    if (text.size() != 36) return std::nullopt;
    Uuid uuid;
    std::size_t nibble = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_dash(i)) {
            if (text[i] != '-') return std::nullopt;
            continue;
        }
        const int digit = digit_of(text[i]);
        if (digit < 0) return std::nullopt;
        const int shift = nibble % 2 == 0 ? 4 : 0;
        uuid.bytes[nibble / 2] = static_cast<std::uint8_t>(uuid.bytes[nibble / 2] | (digit << shift));
        ++nibble;
    }
    return uuid;
}

void Uuid::append_text(std::string& out) const {
    std::array<char, 36> text;
    std::size_t at = 0;
    for (const std::uint8_t byte : bytes) {
        if (is_dash(at)) text[at++] = '-';
        text[at++] = digits[byte >> 4];
        text[at++] = digits[byte & 15];
    }
    out.append(text.data(), text.size());
}

std::string Uuid::text() const {
    std::string out;
    append_text(out);
    return out;
}

std::string Uuid::hex() const {
    std::string out(32, '0');
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    return out;
}

// RFC 9562, 5.7: unix_ts_ms (48 bits), version 7, 12 random bits, variant 10, 62 random bits.
Uuid make_uuid(Instant now) {
    Uuid uuid;
    randombytes_buf(uuid.bytes.data(), uuid.bytes.size());
    const auto since_1970 = std::chrono::floor<std::chrono::milliseconds>(now.value.time_since_epoch());
    auto milliseconds = static_cast<std::uint64_t>(since_1970.count());
    for (std::size_t i = 6; i-- > 0; milliseconds >>= 8) {
        uuid.bytes[i] = static_cast<std::uint8_t>(milliseconds & 0xff);
    }
    uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0f) | 0x70);
    uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3f) | 0x80);
    return uuid;
}

}  // namespace venera
