// The statements over everything that is kept here of one person.
#pragma once
#include <cstdint>
#include <vector>

#include "notifications/types.hpp"
#include "platform/postgres/database.hpp"

namespace venera::notifications {

// The earliest first.
std::vector<ShownMessage> list_messages_of(postgres::Executor& db, const std::vector<Uuid>& recipients);
// Ends what waits or was given up, and removes what administrators wrote. What a worker has just now stays
// its own: it alone knows whether the message went. Says how many rows it changed.
std::int64_t end_messages_of(postgres::Executor& db, const std::vector<Uuid>& recipients, Instant now);
// What the account has wished for.
std::int64_t forget_account(postgres::Executor& db, UserId user);

}  // namespace venera::notifications
