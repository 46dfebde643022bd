// The statements over the account of a patient.
#pragma once
#include <optional>
#include <string>

#include "identity/queries.hpp"

namespace venera::identity {

std::optional<AccountRow> find_account_of(postgres::Executor& db, PatientId patient);
// Holds the row until the transaction ends.
std::optional<AccountRow> lock_account_of(postgres::Executor& db, PatientId patient);
// Disables the account for good, and takes out who it was and where they signed in.
void anonymise_account(postgres::Executor& db, UserId id, Instant now);
// The account stops being a patient's.
void detach_patient(postgres::Executor& db, UserId id, Instant now);

}  // namespace venera::identity
