// What becomes of two people's data when they turn out to be one person. Pure; merging.cpp does it.
#pragma once
#include <optional>
#include <vector>

#include "patients/patients.hpp"
#include "patients/record.hpp"
#include "patients/relative_queries.hpp"

namespace venera::patients {

// What the profile that stays lacks and the other one has.
PatientChange gained(const Patient& stays, const Patient& goes);

// Both records' entries with who recorded them and when; the same said in both stays twice, because a machine
// does not know which of the two authors to forget. Nothing if a list would be longer than a record's may be.
std::optional<RecordContents> united(RecordContents stays, const RecordContents& goes);

// Consents in force of either of two profiles, once they are one person's.
struct UnitedConsents {
    // Of one with the other, and those that say again what another one says: they end as they are.
    std::vector<RelativeRow> ended;
    // With the parties that they have now. To be written after the others have ended.
    std::vector<RelativeRow> moved;
};
UnitedConsents united(std::vector<RelativeRow> consents, PatientId stays, PatientId goes);

}  // namespace venera::patients
