// Between a profile as it is said and shown, and its row: sealing, opening and the blind indexes. Sealed
// columns are opened here and nowhere else.
#pragma once
#include "patients/blind_indexes.hpp"
#include "patients/patients.hpp"
#include "patients/queries.hpp"
#include "patients/sealing.hpp"

namespace venera::patients {

class ProfileRows {
public:
    // `key_encryption_key` must be the one that the stored data keys were wrapped with, `index_key` the one
    // that the stored indexes were made with; the first must outlive this object.
    ProfileRows(const crypto::SecretKey& key_encryption_key, const crypto::SecretKey& index_key)
        : key_encryption_key_(key_encryption_key), indexes_(index_key) {}

    const BlindIndexes& indexes() const { return indexes_; }
    Sealing sealing_of(PatientId patient, const postgres::Bytes& wrapped) const {
        return Sealing::unwrap(key_encryption_key_, patient, wrapped);
    }
    // The row of a new patient, sealed with `sealing`; it has no reference yet.
    PatientRow made(const NewPatient& patient, const Sealing& sealing, Instant now) const;
    void apply(const PatientChange& change, PatientRow& row) const;
    Patient shown(const PatientRow& row) const;

private:
    const crypto::SecretKey& key_encryption_key_;
    BlindIndexes indexes_;
};

}  // namespace venera::patients
