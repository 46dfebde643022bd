#include "identity/passwords.hpp"

#include "platform/crypto/crypto.hpp"

namespace venera::identity {

Passwords::Passwords(jobs::CpuPool& pool)
    : pool_(pool), nobodys_hash_(crypto::hash_password(crypto::base64url(crypto::random_bytes(32)))) {}

std::string Passwords::hash(Context& context, std::string_view password) const {
    std::string hash;
    pool_.run(context.wait(), [&] { hash = crypto::hash_password(password); });
    return hash;
}

bool Passwords::verify(Context& context, const std::optional<std::string>& hash,
                       std::string_view tried) const {
    const std::string& against = hash ? *hash : nobodys_hash_;
    bool matches = false;
    pool_.run(context.wait(), [&] { matches = crypto::verify_password(against, tried); });
    return matches && hash.has_value();
}

}  // namespace venera::identity
