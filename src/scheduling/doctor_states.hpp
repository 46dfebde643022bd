// What the availability index keeps of doctors, read from the database.
#pragma once
#include <vector>

#include "directory/directory.hpp"
#include "platform/postgres/database.hpp"
#include "scheduling/availability_index.hpp"

namespace venera::scheduling {

// The doctors as the database has them, in the order asked; unknown ones come back empty. Each part is at
// least as new as the call; all are of one moment only in a transaction that keeps one snapshot.
std::vector<DoctorState> read_states(postgres::Executor& db, directory::Directory& directory,
                                     const std::vector<DoctorId>& doctors, Instant now);

// The same, but visits as the booking path reads them, in `window`: what an index is checked against.
std::vector<DoctorState> read_truth(postgres::Executor& db, directory::Directory& directory,
                                    const std::vector<DoctorId>& doctors, const Period& window);

}  // namespace venera::scheduling
