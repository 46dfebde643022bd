// The four accounts to look around with. They belong to the demo world: a server that is not started with
// --demo does not let them in.
#pragma once
#include "demo/world.hpp"
#include "platform/postgres/database.hpp"

namespace venera::demo {

inline constexpr std::string_view passphrase = "venera-demo-passphrase";

// admin@, staff@, doctor@ (the world's first doctor) and patient@venera.example (`patient`).
// Requires: none of them exists.
void insert_accounts(postgres::Executor& db, const World& world, const patients::NewPatient& patient,
                     Instant now);

}  // namespace venera::demo
