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
    // `key_encryption` must have the keys that the stored data keys were wrapped with, `index` those that the
    // stored indexes were made with; both outlive this object.
    ProfileRows(const crypto::SecretRing& key_encryption, const crypto::SecretRing& index)
        : key_encryption_(key_encryption), indexes_(index) {}

    BlindIndexes& indexes() { return indexes_; }
    const BlindIndexes& indexes() const { return indexes_; }
    Sealing sealing_of(PatientId patient, const WrappedKeys& keys) const {
        return Sealing::unwrap(key_encryption_, patient, keys);
    }
    // The row of a new patient, sealed with `sealing`; it has no reference yet.
    PatientRow made(const NewPatient& patient, const Sealing& sealing, Instant now) const;
    void apply(const PatientChange& change, PatientRow& row) const;
    // Makes the blind indexes of what the row holds, all of the version that is written with.
    void index(PatientRow& row, const Sealing& sealing) const;
    Patient shown(const PatientRow& row) const;

private:
    const crypto::SecretRing& key_encryption_;
    BlindIndexes indexes_;
};

}  // namespace venera::patients
