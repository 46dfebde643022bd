// Reading and writing medical records. A patient sees their own, a doctor those of the patients whom they
// treat, an administrator one with the glass broken; nobody else any, relatives neither. The desk does not
// come this far.
#pragma once
#include <functional>
#include <stdexcept>

#include "patients/patients.hpp"
#include "patients/record.hpp"
#include "patients/record_queries.hpp"
#include "patients/refusals.hpp"
#include "patients/sealing.hpp"
#include "platform/crypto/secret_ring.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"

namespace venera::patients {

struct RecordsTooLong : std::runtime_error {
    RecordsTooLong() : std::runtime_error("two records together have too many entries") {}
};

class Records {
public:
    // Both must outlive this object.
    Records(const crypto::SecretRing& key_encryption, Treatments& treatments)
        : key_encryption_(key_encryption), treatments_(treatments) {}

    using ReadAnswer = Result<MedicalRecord, not_found, break_glass_required>;
    ReadAnswer read(Context& context, http::Path<PatientId> patient);

    // Each replaces one list and answers with the whole record.
    using WriteAnswer =
        Result<MedicalRecord, not_found, break_glass_required, invalid_input, version_mismatch>;
    WriteAnswer write_allergies(Context& context, http::Path<PatientId> patient,
                                const std::vector<Allergy>& allergies, http::IfMatch condition);
    WriteAnswer write_medications(Context& context, http::Path<PatientId> patient,
                                  const std::vector<Medication>& medications, http::IfMatch condition);
    WriteAnswer write_medical_history(Context& context, http::Path<PatientId> patient,
                                      const std::vector<Condition>& conditions, http::IfMatch condition);

    // Of two profiles that become one: all entries are the one's that stays, as recorded, sealed anew with
    // its key. Requires: both profiles are locked. Throws: RecordsTooLong.
    void unite(Context& context, postgres::Transaction& transaction, PatientId goes, PatientId stays) const;

    // What the row holds. Throws: std::runtime_error if it was sealed for another patient or version.
    MedicalRecord opened(const RecordRow& row) const;

private:
    Result<RecordReach, break_glass_required> reach(Context& context, PatientId patient,
                                                    std::string_view action);
    using Edit = std::function<void(RecordContents& contents, const Recorded& author)>;
    void seal(const RecordContents& contents, RecordRow& row, Instant now) const;
    WriteAnswer write(Context& context, PatientId patient, http::IfMatch condition, const Edit& edit);
    template <class Entry>
    WriteAnswer replace(Context& context, PatientId patient, http::IfMatch condition,
                        std::vector<Entry> RecordContents::*list,
                        const std::vector<typename Entry::Given>& given);

    const crypto::SecretRing& key_encryption_;
    Treatments& treatments_;
};

// What a record holds. Throws: crypto::Tampered if it was sealed for another patient or version.
RecordContents opened_record(const Sealing& sealing, std::int64_t version, const crypto::Bytes& sealed);
// The column that a record is sealed for. Its version is part of it: an earlier record put back does not
// open.
std::string sealed_record_column(std::int64_t version);

}  // namespace venera::patients
