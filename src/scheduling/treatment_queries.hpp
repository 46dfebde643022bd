// Who has, had or will have a visit with whom.
#pragma once
#include <vector>

#include "platform/postgres/database.hpp"
#include "platform/values/uuid.hpp"

namespace venera::scheduling {

// Of these patients, those with a visit to the doctor that began at `since` or later, or that is ahead.
std::vector<PatientId> find_treated(postgres::Executor& db, DoctorId doctor,
                                    const std::vector<PatientId>& patients, Instant since);
// All of them, by id.
std::vector<PatientId> list_treated(postgres::Executor& db, DoctorId doctor, Instant since);

}  // namespace venera::scheduling
