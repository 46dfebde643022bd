// What scheduling throws away when its time is over.
#pragma once
#include <cstdint>

#include "platform/postgres/database.hpp"

namespace venera::scheduling {

// Deletes idempotency keys past their 48 hours, a batch at a time; returns how many.
std::int64_t forget_old_keys(postgres::Executor& db, Instant now);

}  // namespace venera::scheduling
