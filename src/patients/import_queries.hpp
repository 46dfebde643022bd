// Many patients at once, for the demo world and for moving in from another system. One statement per batch;
// each patient gets their line in the access log, but no event: nobody is to be told that the past has
// happened.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "patients/profile_rows.hpp"
#include "platform/postgres/database.hpp"

namespace venera::patients {

struct ImportedPatient {
    NewPatient patient;
    std::string reference;
};

// Seals and inserts them; returns their cards in the same order.
// Throws: postgres::ConstraintViolation if an id, a reference or a national id is taken.
std::vector<std::shared_ptr<const PatientCard>> import_patients(postgres::Executor& db,
                                                                const std::vector<ImportedPatient>& patients,
                                                                const ProfileRows& rows, Instant now);
// True if there is any patient.
bool has_patients(postgres::Executor& db);

}  // namespace venera::patients
