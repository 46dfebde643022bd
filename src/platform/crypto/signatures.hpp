// Ed25519 signatures of the installation's own making: whoever holds the seed signs and verifies.
#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "platform/crypto/crypto.hpp"

namespace venera::crypto {

using Signature = std::array<std::uint8_t, 64>;

class Signer {
public:
    // The key pair follows from the seed, which is copied.
    explicit Signer(const SecretKey& seed);
    ~Signer();
    Signer(const Signer&) = delete;
    Signer& operator=(const Signer&) = delete;

    Signature sign(std::span<const std::uint8_t> message) const;
    std::span<const std::uint8_t, 32> public_key() const { return public_key_; }
    bool signed_here(std::span<const std::uint8_t> message, std::span<const std::uint8_t> signature) const;

private:
    std::array<std::uint8_t, 32> public_key_{};
    std::array<std::uint8_t, 64> secret_key_{};
};

}  // namespace venera::crypto
