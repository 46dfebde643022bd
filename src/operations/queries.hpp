// The statements of operations: the database's health and the test clock.
#pragma once
#include <chrono>

#include "platform/postgres/database.hpp"

namespace venera::operations {

// The database's own clock, to compare with ours.
Instant database_time(postgres::Executor& db);
// Adds to the offset of the test clock and returns the new one.
std::chrono::seconds add_to_offset(postgres::Executor& db, std::chrono::seconds by);
std::chrono::seconds read_offset(postgres::Executor& db);

}  // namespace venera::operations
