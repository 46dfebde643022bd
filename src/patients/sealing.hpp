// How a patient's columns are sealed: with a data key of their own, itself sealed ("wrapped") with the
// installation's key-encryption key. Every ciphertext is bound to its column, its row and the key's version,
// so none can be moved.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "platform/crypto/crypto.hpp"
#include "platform/values/uuid.hpp"

namespace venera::patients {

class Sealing {
public:
    // The key of a new patient.
    static Sealing fresh(PatientId patient);
    // Throws: std::runtime_error if `wrapped` was not made with this key-encryption key for this patient.
    static Sealing unwrap(const crypto::SecretKey& key_encryption_key, PatientId patient,
                          const crypto::Bytes& wrapped);

    crypto::Bytes wrapped(const crypto::SecretKey& key_encryption_key) const;
    crypto::Bytes seal(std::string_view column, std::string_view plaintext) const;
    // Throws: std::runtime_error if the bytes were not sealed here.
    std::string open(std::string_view column, const crypto::Bytes& sealed) const;
    const std::shared_ptr<const crypto::SecretKey>& data_key() const { return data_key_; }

private:
    Sealing(PatientId patient, std::shared_ptr<const crypto::SecretKey> data_key)
        : patient_(patient), data_key_(std::move(data_key)) {}

    PatientId patient_;
    std::shared_ptr<const crypto::SecretKey> data_key_;
};

}  // namespace venera::patients
