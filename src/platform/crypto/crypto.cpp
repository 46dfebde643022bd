#include "platform/crypto/crypto.hpp"

#include <sodium.h>
#include <sodium/randombytes_internal_random.h>

#include <algorithm>
#include <stdexcept>

namespace venera::crypto {
namespace {

constexpr unsigned long long password_passes = 2;
constexpr std::size_t password_memory = std::size_t{19} * 1024 * 1024;
constexpr std::string_view password_prefix = "$argon2id$v=19$m=19456,t=2,p=1$";

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* octets(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

void initialise() {
    // Random bytes are wanted several times in every request: libsodium's own generator takes its seed from
    // the system once for each thread instead of asking it every time.
    randombytes_set_implementation(&randombytes_internal_implementation);
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not start");
}

Digest sha256(std::string_view data) {
    Digest digest;
    crypto_hash_sha256(digest.data(), octets(data), data.size());
    return digest;
}

Digest hmac_sha256(std::span<const std::uint8_t> key, std::string_view data) {
    Digest digest;
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.data(), key.size());
    crypto_auth_hmacsha256_update(&state, octets(data), data.size());
    crypto_auth_hmacsha256_final(&state, digest.data());
    sodium_memzero(&state, sizeof state);
    return digest;
}

Bytes random_bytes(std::size_t count) {
    Bytes bytes(count);
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

namespace {

std::string to_base64(std::span<const std::uint8_t> data, int variant) {
    std::string text(sodium_base64_encoded_len(data.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), data.data(), data.size(), variant);
    text.pop_back();  // libsodium counts and writes a final NUL
    return text;
}

}  // namespace

std::string base64(std::span<const std::uint8_t> data) {
    return to_base64(data, sodium_base64_VARIANT_ORIGINAL);
}

std::string base64url(std::span<const std::uint8_t> data) {
    return to_base64(data, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::optional<Bytes> from_base64url(std::string_view text) {
    Bytes bytes(text.size() / 4 * 3 + 3);
    std::size_t size = 0;
    // Without an end pointer libsodium refuses anything left over, and it refuses set bits beyond the last
    // octet.
    if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) {
        return std::nullopt;
    }
    bytes.resize(size);
    // libsodium 1.0.18 also takes some octets outside of the alphabet (0x80 as "_"), so one value would have
    // two texts.
    if (base64url(bytes) != text) return std::nullopt;
    return bytes;
}

std::string hex(std::span<const std::uint8_t> data) {
    std::string text(data.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), data.data(), data.size());
    text.pop_back();
    return text;
}

bool equal(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string hash_password(std::string_view password) {
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), password_passes, password_memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw std::runtime_error("no memory for Argon2id");
    }
    return hash.data();
}

bool verify_password(std::string_view hash, std::string_view password) {
    // The parameters are checked first: a hash of somebody else's making could ask for any amount of memory.
    if (!hash.starts_with(password_prefix) || hash.size() >= crypto_pwhash_STRBYTES) return false;
    if (hash.find('\0') != std::string_view::npos) return false;
    const std::string terminated(hash);
    return crypto_pwhash_str_verify(terminated.c_str(), password.data(), password.size()) == 0;
}

SecretKey::SecretKey(std::span<const std::uint8_t> bytes) {
    if (bytes.size() != bytes_.size()) throw std::invalid_argument("a secret key has 32 bytes");
    std::copy(bytes.begin(), bytes.end(), bytes_.begin());
}

SecretKey SecretKey::random() {
    std::array<std::uint8_t, 32> bytes;
    randombytes_buf(bytes.data(), bytes.size());
    SecretKey key(bytes);
    sodium_memzero(bytes.data(), bytes.size());
    return key;
}

SecretKey::SecretKey(SecretKey&& other) noexcept : bytes_(other.bytes_) {
    sodium_memzero(other.bytes_.data(), other.bytes_.size());
}

SecretKey& SecretKey::operator=(SecretKey&& other) noexcept {
    if (this != &other) {
        bytes_ = other.bytes_;
        sodium_memzero(other.bytes_.data(), other.bytes_.size());
    }
    return *this;
}

SecretKey::~SecretKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

Bytes seal(const SecretKey& key, std::string_view plaintext, std::string_view bound_to) {
    Bytes sealed(nonce_size + plaintext.size() + tag_size);
    randombytes_buf(sealed.data(), nonce_size);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + nonce_size, nullptr, octets(plaintext),
                                               plaintext.size(), octets(bound_to), bound_to.size(), nullptr,
                                               sealed.data(), key.bytes().data());
    return sealed;
}

std::optional<std::string> open(const SecretKey& key, std::span<const std::uint8_t> sealed,
                                std::string_view bound_to) {
    if (sealed.size() < nonce_size + tag_size) return std::nullopt;
    std::string plaintext(sealed.size() - nonce_size - tag_size, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(plaintext.data()),
                                                   nullptr, nullptr, sealed.data() + nonce_size,
                                                   sealed.size() - nonce_size, octets(bound_to),
                                                   bound_to.size(), sealed.data(), key.bytes().data()) != 0) {
        return std::nullopt;
    }
    return plaintext;
}

}  // namespace venera::crypto
