// Whose profile it is.
#pragma once
#include <optional>

#include "platform/postgres/database.hpp"
#include "platform/values/uuid.hpp"

namespace venera::identity {

std::optional<UserId> find_account_of(postgres::Executor& db, PatientId patient);

}  // namespace venera::identity
