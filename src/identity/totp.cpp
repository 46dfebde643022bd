#include "identity/totp.hpp"

#include <liboath/oath.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "platform/crypto/crypto.hpp"

namespace venera::identity::totp {

namespace {

constexpr std::int64_t step_seconds = 30;
constexpr unsigned digits = 6;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// RFC 3986: what needs no escape.
bool is_unreserved(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char& c : text) {
        if (is_unreserved(c)) {
            out += c;
        } else {
            out += '%' + crypto::hex(bytes_of({&c, 1}));
        }
    }
    return out;
}

}  // namespace

std::string code_at(std::string_view secret, std::int64_t step) {
    std::array<char, digits + 1> code{};
    const int status = oath_hotp_generate(secret.data(), secret.size(), static_cast<std::uint64_t>(step),
                                          digits, false, OATH_HOTP_DYNAMIC_TRUNCATION, code.data());
    if (status != OATH_OK) throw std::runtime_error(oath_strerror_name(status));
    return code.data();
}

std::optional<std::int64_t> step_of(std::string_view secret, std::string_view code, Instant now) {
    if (code.size() != digits) return std::nullopt;
    const std::int64_t current = now.epoch_seconds() / step_seconds;
    for (const std::int64_t step : {current, current - 1, current + 1}) {
        if (crypto::equal(bytes_of(code_at(secret, step)), bytes_of(code))) return step;
    }
    return std::nullopt;
}

std::string base32(std::string_view secret) {
    char* text = nullptr;
    std::size_t size = 0;
    if (oath_base32_encode(secret.data(), secret.size(), &text, &size) != OATH_OK) throw std::bad_alloc();
    const std::unique_ptr<char, decltype(&std::free)> owned(text, &std::free);
    std::string out(text, size);
    while (out.ends_with('=')) out.pop_back();
    return out;
}

std::string uri(std::string_view secret, std::string_view account) {
    return "otpauth://totp/Venera:" + escaped(account) + "?secret=" + base32(secret) +
           "&issuer=Venera&algorithm=SHA1&digits=6&period=30";
}

}  // namespace venera::identity::totp
