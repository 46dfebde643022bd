#include "payments/stripe_signature.hpp"

#include <charconv>

#include "payments/limits.hpp"
#include "platform/crypto/crypto.hpp"

namespace venera::payments {

namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct Header {
    std::string_view time;
    std::vector<std::string_view> signatures;
};

Header header_of(std::string_view text) {
    Header header;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        const auto part = text.substr(0, end);
        if (part.starts_with("t=")) header.time = part.substr(2);
        if (part.starts_with("v1=")) header.signatures.push_back(part.substr(3));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return header;
}

}  // namespace

bool is_signed(const SignedNews& news, const std::vector<std::string>& secrets, Instant now) {
    const Header header = header_of(news.header);
    std::int64_t time = 0;
    const auto [end, error] =
        std::from_chars(header.time.data(), header.time.data() + header.time.size(), time);
    if (error != std::errc{} || end != header.time.data() + header.time.size()) return false;
    const std::int64_t tolerance = limits::signature_tolerance.count();
    if (time < now.epoch_seconds() - tolerance || time > now.epoch_seconds() + tolerance) return false;
    const std::string content = std::string(header.time) + '.' + std::string(news.body);
    for (const std::string& secret : secrets) {
        const std::string expected = crypto::hex(crypto::hmac_sha256(bytes_of(secret), content));
        for (const std::string_view given : header.signatures)
            if (crypto::equal(bytes_of(expected), bytes_of(given))) return true;
    }
    return false;
}

}  // namespace venera::payments
