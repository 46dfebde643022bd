#include "platform/crypto/jwt.hpp"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>

#include "platform/crypto/crypto.hpp"
#include "platform/json/json.hpp"

namespace venera::crypto {
namespace {

constexpr std::size_t longest_token = 4096;
constexpr std::size_t longest_header = 256;

bool is_plain(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool is_kid(std::string_view text) {
    return text.size() >= 8 && text.size() <= 64 && std::all_of(text.begin(), text.end(), is_plain);
}

// A reader of the only headers that we accept: one JSON object of plain strings, without white space and
// escapes.
class Header {
public:
    explicit Header(std::string_view text) : rest_(text) {}

    // The kid, if the members are exactly alg, typ and kid, each once and with our values.
    std::optional<std::string_view> kid() {
        std::optional<std::string_view> alg, typ, kid;
        if (!take('{')) return std::nullopt;
        for (int i = 0; i < 3; ++i) {
            if (i > 0 && !take(',')) return std::nullopt;
            const auto name = string();
            if (!name || !take(':')) return std::nullopt;
            const auto value = string();
            if (!value) return std::nullopt;
            auto* const place = *name == "alg"   ? &alg
                                : *name == "typ" ? &typ
                                : *name == "kid" ? &kid
                                                 : nullptr;
            if (place == nullptr || *place) return std::nullopt;
            *place = value;
        }
        if (!take('}') || !rest_.empty()) return std::nullopt;
        if (alg != "EdDSA" || typ != "at+jwt" || !is_kid(*kid)) return std::nullopt;
        return kid;
    }

private:
    bool take(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    std::optional<std::string_view> string() {
        if (!take('"')) return std::nullopt;
        const auto end =
            std::find_if_not(rest_.begin(), rest_.end(), [](char c) { return is_plain(c) || c == '+'; });
        const std::string_view text = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
        rest_.remove_prefix(text.size());
        if (!take('"')) return std::nullopt;
        return text;
    }

    std::string_view rest_;
};

std::string_view text_of(const Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string encode(std::string_view text) {
    return base64url({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

}  // namespace

std::string sign_jwt(const SigningKey& key, std::string_view claims_json) {
    if (!is_kid(key.kid)) throw std::invalid_argument("not a key id");
    if (sodium_is_zero(key.secret_key.data(), key.secret_key.size()) == 1) {
        throw std::invalid_argument("this key only verifies");
    }
    std::string token = encode(R"({"alg":"EdDSA","typ":"at+jwt","kid":")" + key.kid + R"("})");
    token += '.';
    token += encode(claims_json);
    std::array<std::uint8_t, crypto_sign_BYTES> signature;
    crypto_sign_detached(signature.data(), nullptr, reinterpret_cast<const unsigned char*>(token.data()),
                         token.size(), key.secret_key.data());
    token += '.';
    token += base64url(signature);
    if (token.size() > longest_token) throw std::length_error("the claims are too long for a token");
    return token;
}

std::optional<std::string> verify_jwt(const std::map<std::string, SigningKey, std::less<>>& keys,
                                      std::string_view token) {
    if (token.size() > longest_token || std::count(token.begin(), token.end(), '.') != 2) return std::nullopt;
    const std::size_t first = token.find('.');
    const std::size_t second = token.rfind('.');
    if (first > longest_header) return std::nullopt;

    const auto header = from_base64url(token.substr(0, first));
    if (!header) return std::nullopt;
    const auto kid = Header(text_of(*header)).kid();
    if (!kid) return std::nullopt;
    const auto key = keys.find(*kid);
    if (key == keys.end()) return std::nullopt;

    const auto signature = from_base64url(token.substr(second + 1));
    if (!signature || signature->size() != crypto_sign_BYTES) return std::nullopt;
    const std::string_view content = token.substr(0, second);
    if (crypto_sign_verify_detached(signature->data(), reinterpret_cast<const unsigned char*>(content.data()),
                                    content.size(), key->second.public_key.data()) != 0) {
        return std::nullopt;
    }
    const auto claims = from_base64url(token.substr(first + 1, second - first - 1));
    if (!claims || claims->empty() || claims->front() != '{') return std::nullopt;
    // Two claims of one name could mean one thing to us and another to a partner: is_json refuses duplicates.
    if (!json::is_json(text_of(*claims))) return std::nullopt;
    return std::string(text_of(*claims));
}

}  // namespace venera::crypto
