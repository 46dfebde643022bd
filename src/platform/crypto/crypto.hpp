// The few primitives the product needs, by libsodium. Call initialise() once at start.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace venera::crypto {

using Digest = std::array<std::uint8_t, 32>;
using Bytes = std::vector<std::uint8_t>;

void initialise();  // Throws std::runtime_error if libsodium cannot start.

Digest sha256(std::string_view data);
Digest hmac_sha256(std::span<const std::uint8_t> key, std::string_view data);
Bytes random_bytes(std::size_t count);
std::string base64url(std::span<const std::uint8_t> data);   // no padding
std::optional<Bytes> from_base64url(std::string_view text);  // canonical only
std::string hex(std::span<const std::uint8_t> data);
bool equal(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b);  // constant time

// Argon2id, t=2, m=19 MiB, p=1: "$argon2id$v=19$m=19456,t=2,p=1$...". About 40 ms of a core: run it in
// jobs::CpuPool.
std::string hash_password(std::string_view password);
bool verify_password(std::string_view hash, std::string_view password);

// A 256-bit key that cannot be logged or copied by accident; wiped when it dies.
class SecretKey {
public:
    explicit SecretKey(std::span<const std::uint8_t> bytes);  // Requires: 32 bytes.
    static SecretKey random();
    SecretKey(SecretKey&&) noexcept;
    SecretKey& operator=(SecretKey&&) noexcept;
    ~SecretKey();
    std::span<const std::uint8_t> bytes() const { return bytes_; }

private:
    std::array<std::uint8_t, 32> bytes_;
};

// XChaCha20-Poly1305 with a fresh nonce: nonce || ciphertext. `bound_to` is the associated data
// ("table.column row patient version").
Bytes seal(const SecretKey& key, std::string_view plaintext, std::string_view bound_to);
std::optional<std::string> open(const SecretKey& key, std::span<const std::uint8_t> sealed,
                                std::string_view bound_to);

// What was sealed does not open: it is damaged, or was moved from somewhere else, or put back from an earlier
// time. The edge raises an alarm and tells the client nothing of it.
class Tampered : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace venera::crypto
