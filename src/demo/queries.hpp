// The one statement that is the demo world's own: all data it writes through the import queries of each
// context.
#pragma once
#include "platform/postgres/database.hpp"

namespace venera::demo {

// Waits, for as long as it takes, until nobody else loads a world into this database; the lock ends with the
// transaction.
void take_turn(postgres::Transaction& transaction);

}  // namespace venera::demo
