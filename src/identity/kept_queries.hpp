// The statements that take out of an account who it was.
#pragma once
#include "platform/postgres/database.hpp"
#include "platform/values/instant.hpp"
#include "platform/values/uuid.hpp"

namespace venera::identity {

// Disables the account for good, and takes out who it was and where they signed in.
void anonymise_account(postgres::Executor& db, UserId id, Instant now);
// What proved who they are, and mails that wait for them; also what a request has added since.
void forget_proofs(postgres::Executor& db, UserId id);
// The account stops being a patient's.
void detach_patient(postgres::Executor& db, UserId id, Instant now);

}  // namespace venera::identity
