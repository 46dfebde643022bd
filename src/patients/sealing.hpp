// How a patient's columns are sealed: with a data key of their own, itself sealed ("wrapped") with the
// installation's key-encryption key. Every ciphertext is bound to its column, its row and the key's version,
// so none can be moved.
#pragma once
#include <boost/describe/class.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "patients/data_key.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/crypto/secret_ring.hpp"
#include "platform/values/uuid.hpp"

namespace venera::patients {

// The data key as it lies in a row of patients. A rotation adds the next version, makes it the present one,
// and drops the previous one when nothing needs it. All gone: the person was erased.
struct WrappedKeys {
    std::int32_t kek_version = 1;
    std::int32_t key_version = 1;
    std::optional<crypto::Bytes> data_key_wrapped;
    std::optional<crypto::Bytes> next_data_key_wrapped;
    std::optional<crypto::Bytes> previous_data_key_wrapped;
};
BOOST_DESCRIBE_STRUCT(WrappedKeys, (),
                      (kek_version, key_version, data_key_wrapped, next_data_key_wrapped,
                       previous_data_key_wrapped))

// The same keys under the newest key-encryption key.
// Throws: crypto::Tampered if they do not open with the one that the row names.
WrappedKeys rewrapped(const crypto::SecretRing& key_encryption, PatientId patient, const WrappedKeys& keys);
// With a random key as the next version.
WrappedKeys with_next(const crypto::SecretRing& key_encryption, PatientId patient, WrappedKeys keys);

class Sealing {
public:
    // `data_key` is null if the person was erased.
    Sealing(PatientId patient, std::shared_ptr<const DataKey> data_key)
        : patient_(patient), data_key_(std::move(data_key)) {}
    // The key of a new patient.
    static Sealing fresh(PatientId patient);
    // Without any key, nothing can be sealed or opened. Throws: crypto::Tampered if the keys were not wrapped
    // with this key-encryption key for this patient.
    static Sealing unwrap(const crypto::SecretRing& key_encryption, PatientId patient,
                          const WrappedKeys& keys);

    WrappedKeys wrapped(const crypto::SecretRing& key_encryption) const;
    crypto::Bytes seal(std::string_view column, std::string_view plaintext) const;
    // Throws: crypto::Tampered if the bytes were not sealed here.
    std::string open(std::string_view column, const crypto::Bytes& sealed) const;
    // What the newest key sealed stays as it is.
    std::optional<crypto::Bytes> renewed(std::string_view column,
                                         const std::optional<crypto::Bytes>& sealed) const;
    // Null if the person was erased.
    const std::shared_ptr<const DataKey>& data_key() const { return data_key_; }

private:
    const DataKey& key() const;

    PatientId patient_;
    std::shared_ptr<const DataKey> data_key_;
};

}  // namespace venera::patients
