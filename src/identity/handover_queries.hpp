// Whose profiles they are.
#pragma once
#include <optional>
#include <vector>

#include "platform/postgres/database.hpp"
#include "platform/values/uuid.hpp"

namespace venera::identity {

// Holds the rows until the transaction ends.
void lock_accounts_of(postgres::Executor& db, const std::vector<PatientId>& patients);
std::optional<UserId> find_account_of(postgres::Executor& db, PatientId patient);

}  // namespace venera::identity
