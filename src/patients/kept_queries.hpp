// The statements of what is kept of a person beside their profile: the medical record and the consents.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "patients/relative_queries.hpp"
#include "platform/postgres/database.hpp"

namespace venera::patients {

struct SealedRecord {
    PatientId patient_id;
    std::int64_t version = 0;
    postgres::Bytes contents_sealed;
    Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(SealedRecord, (), (patient_id, version, contents_sealed, updated_at))

std::optional<SealedRecord> find_sealed_record(postgres::Executor& db, PatientId patient);
// Holds the rows until the transaction ends, in the order of ids.
std::vector<SealedRecord> lock_sealed_records(postgres::Executor& db, const std::vector<PatientId>& patients);
// Requires: the row is held.
void write_sealed_record(postgres::Executor& db, const SealedRecord& record);

// Also one that has ended.
struct KeptConsent : RelativeRow {
    std::optional<Instant> ended_at;
    std::string first_name;  // of the other party
    std::string last_name;
};
BOOST_DESCRIBE_STRUCT(KeptConsent, (RelativeRow), (ended_at, first_name, last_name))
std::vector<KeptConsent> list_consents(postgres::Executor& db, PatientId party);
// Ends those that are in force or asked for. Returns what they are now.
std::vector<RelativeRow> end_consents(postgres::Executor& db, PatientId party, std::optional<UserId> by,
                                      Instant now);

// Profiles that were merged into this one, and those merged into them.
std::vector<PatientId> list_merged(postgres::Executor& db, PatientId into);

}  // namespace venera::patients
