#include "platform/crypto/signatures.hpp"

#include <sodium.h>

namespace venera::crypto {

Signer::Signer(const SecretKey& seed) {
    crypto_sign_seed_keypair(public_key_.data(), secret_key_.data(), seed.bytes().data());
}

Signer::~Signer() { sodium_memzero(secret_key_.data(), secret_key_.size()); }

Signature Signer::sign(std::span<const std::uint8_t> message) const {
    Signature signature;
    crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secret_key_.data());
    return signature;
}

bool Signer::signed_here(std::span<const std::uint8_t> message,
                         std::span<const std::uint8_t> signature) const {
    return signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                       public_key_.data()) == 0;
}

}  // namespace venera::crypto
