// The statements of an erasure.
#pragma once
#include <vector>

#include "platform/postgres/database.hpp"
#include "platform/values/instant.hpp"
#include "platform/values/uuid.hpp"

namespace venera::patients {

// Leaves a tombstone: id, reference, counts and times. Requires: not erased yet.
void erase_patient(postgres::Executor& db, PatientId patient, Instant now);
std::vector<PatientId> erased_since(postgres::Executor& db, Instant since);

}  // namespace venera::patients
