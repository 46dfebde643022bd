#include "patients/sealing.hpp"

namespace venera::patients {

namespace {

std::string place_of(std::string_view column, PatientId patient) {
    return "patients.patients." + std::string(column) + "|" + patient.text();
}

std::string bound_to(PatientId patient, std::int32_t version) {
    return place_of("data_key", patient) + "|v" + std::to_string(version);
}

// A key with its version, between two wrappings.
class Wrapping {
public:
    // `ring` outlives it. Throws: crypto::Tampered if it has no such version.
    Wrapping(const crypto::SecretRing& ring, PatientId patient, std::int32_t kek_version)
        : patient_(patient), key_(ring.find(kek_version)) {
        if (!key_) throw crypto::Tampered("a data key names a key-encryption key that is gone");
    }

    crypto::SecretKey open(std::int32_t version, const crypto::Bytes& wrapped) const {
        const auto text = crypto::open(*key_, wrapped, bound_to(patient_, version));
        if (!text || text->size() != 32) throw crypto::Tampered("a data key does not open");
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(text->data());
        return crypto::SecretKey(std::span<const std::uint8_t>(bytes, 32));
    }
    crypto::Bytes close(std::int32_t version, const crypto::SecretKey& key) const {
        const std::string_view text(reinterpret_cast<const char*>(key.bytes().data()), key.bytes().size());
        return crypto::seal(*key_, text, bound_to(patient_, version));
    }

private:
    PatientId patient_;
    std::shared_ptr<const crypto::SecretKey> key_;
};

}  // namespace

WrappedKeys rewrapped(const crypto::SecretRing& key_encryption, PatientId patient, const WrappedKeys& keys) {
    WrappedKeys renewed = keys;
    renewed.kek_version = key_encryption.newest().number;
    if (!keys.data_key_wrapped) return renewed;
    const Wrapping from(key_encryption, patient, keys.kek_version);
    const Wrapping to(key_encryption, patient, renewed.kek_version);
    const auto move = [&](std::int32_t version, std::optional<crypto::Bytes>& wrapped) {
        if (wrapped) wrapped = to.close(version, from.open(version, *wrapped));
    };
    move(keys.key_version, renewed.data_key_wrapped);
    move(keys.key_version + 1, renewed.next_data_key_wrapped);
    move(keys.key_version - 1, renewed.previous_data_key_wrapped);
    return renewed;
}

WrappedKeys with_next(const crypto::SecretRing& key_encryption, PatientId patient, WrappedKeys keys) {
    keys.next_data_key_wrapped = Wrapping(key_encryption, patient, keys.kek_version)
                                     .close(keys.key_version + 1, crypto::SecretKey::random());
    return keys;
}

Sealing Sealing::fresh(PatientId patient) { return {patient, DataKey::fresh()}; }

Sealing Sealing::unwrap(const crypto::SecretRing& key_encryption, PatientId patient,
                        const WrappedKeys& keys) {
    if (!keys.data_key_wrapped) return {patient, nullptr};
    const Wrapping wrapping(key_encryption, patient, keys.kek_version);
    std::vector<DataKey::Version> versions;
    const auto add = [&](std::int32_t version, const std::optional<crypto::Bytes>& wrapped) {
        if (wrapped) versions.push_back({version, wrapping.open(version, *wrapped)});
    };
    add(keys.key_version, keys.data_key_wrapped);
    add(keys.key_version + 1, keys.next_data_key_wrapped);
    add(keys.key_version - 1, keys.previous_data_key_wrapped);
    return {patient, std::make_shared<const DataKey>(keys.key_version, std::move(versions))};
}

WrappedKeys Sealing::wrapped(const crypto::SecretRing& key_encryption) const {
    WrappedKeys keys;
    keys.kek_version = key_encryption.newest().number;
    keys.key_version = key().sealing();
    keys.data_key_wrapped = Wrapping(key_encryption, patient_, keys.kek_version)
                                .close(keys.key_version, *key().version(keys.key_version));
    return keys;
}

crypto::Bytes Sealing::seal(std::string_view column, std::string_view plaintext) const {
    return key().seal(plaintext, place_of(column, patient_));
}

std::string Sealing::open(std::string_view column, const crypto::Bytes& sealed) const {
    return key().open(sealed, place_of(column, patient_));
}

std::optional<crypto::Bytes> Sealing::renewed(std::string_view column,
                                              const std::optional<crypto::Bytes>& sealed) const {
    if (!sealed || key().is_newest(*sealed)) return sealed;
    return seal(column, open(column, *sealed));
}

const DataKey& Sealing::key() const {
    if (!data_key_) throw crypto::Tampered("sealed data of a person who was erased");
    return *data_key_;
}

}  // namespace venera::patients
