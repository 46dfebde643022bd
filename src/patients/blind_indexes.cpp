#include "patients/blind_indexes.hpp"

namespace venera::patients {

namespace {

crypto::SecretKey field_key(const crypto::SecretKey& index_key, std::string_view field) {
    return crypto::SecretKey(
        crypto::hmac_sha256(index_key.bytes(), "patients.blind_index." + std::string(field)));
}

crypto::Bytes index(const crypto::SecretKey& key, std::string_view normalised) {
    const auto digest = crypto::hmac_sha256(key.bytes(), normalised);
    return {digest.begin(), digest.end()};
}

}  // namespace

BlindIndexes::BlindIndexes(const crypto::SecretKey& index_key)
    : phone_(field_key(index_key, "phone")),
      email_(field_key(index_key, "email")),
      national_id_(field_key(index_key, "national_id")) {}

crypto::Bytes BlindIndexes::of(const Phone& phone) const { return index(phone_, phone.value); }
crypto::Bytes BlindIndexes::of(const Email& email) const { return index(email_, email.normalised()); }
crypto::Bytes BlindIndexes::of(const NationalId& id) const { return index(national_id_, normalised(id)); }

}  // namespace venera::patients
