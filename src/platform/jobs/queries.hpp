// The statement of the leader's lock.
#pragma once
#include "platform/postgres/statement.hpp"

namespace venera::jobs {

// True if this session has the lock, now or since before.
extern const postgres::Statement<bool(std::int64_t)> hold_lock;

}  // namespace venera::jobs
