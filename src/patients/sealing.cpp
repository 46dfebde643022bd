#include "patients/sealing.hpp"

#include <stdexcept>

#include "patients/limits.hpp"

namespace venera::patients {

namespace {

std::string bound_to(std::string_view column, PatientId patient) {
    return "patients.patients." + std::string(column) + "|" + patient.text() + "|v" +
           std::to_string(limits::key_version);
}

}  // namespace

Sealing Sealing::fresh(PatientId patient) {
    return {patient, std::make_shared<const crypto::SecretKey>(crypto::SecretKey::random())};
}

Sealing Sealing::unwrap(const crypto::SecretKey& key_encryption_key, PatientId patient,
                        const crypto::Bytes& wrapped) {
    const auto key = crypto::open(key_encryption_key, wrapped, bound_to("data_key", patient));
    if (!key || key->size() != 32) {
        throw std::runtime_error("a patient's data key does not open with this key-encryption key");
    }
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(key->data());
    return {patient, std::make_shared<const crypto::SecretKey>(std::span<const std::uint8_t>(bytes, 32))};
}

crypto::Bytes Sealing::wrapped(const crypto::SecretKey& key_encryption_key) const {
    const auto bytes = data_key_->bytes();
    const std::string_view plaintext(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return crypto::seal(key_encryption_key, plaintext, bound_to("data_key", patient_));
}

crypto::Bytes Sealing::seal(std::string_view column, std::string_view plaintext) const {
    return crypto::seal(*data_key_, plaintext, bound_to(column, patient_));
}

std::string Sealing::open(std::string_view column, const crypto::Bytes& sealed) const {
    auto plaintext = crypto::open(*data_key_, sealed, bound_to(column, patient_));
    if (!plaintext) throw std::runtime_error("a sealed column of a patient does not open");
    return *std::move(plaintext);
}

}  // namespace venera::patients
