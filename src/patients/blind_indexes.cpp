#include "patients/blind_indexes.hpp"

namespace venera::patients {

namespace {

crypto::Bytes index(const crypto::SecretKey& key, std::string_view field, std::string_view normalised) {
    const auto own = crypto::hmac_sha256(key.bytes(), "patients.blind_index." + std::string(field));
    const auto digest = crypto::hmac_sha256(own, normalised);
    return {digest.begin(), digest.end()};
}

}  // namespace

crypto::SecretRing::Version BlindIndexes::writing() const {
    const std::int32_t version = writing_;
    auto key = keys_.find(version);
    return key ? crypto::SecretRing::Version{version, std::move(key)} : keys_.newest();
}

crypto::Bytes BlindIndexes::of(const Phone& phone, const crypto::SecretKey& key) {
    return index(key, "phone", phone.value);
}
crypto::Bytes BlindIndexes::of(const Email& email, const crypto::SecretKey& key) {
    return index(key, "email", email.normalised());
}
crypto::Bytes BlindIndexes::of(const NationalId& id, const crypto::SecretKey& key) {
    return index(key, "national_id", normalised(id));
}

}  // namespace venera::patients
