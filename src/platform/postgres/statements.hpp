// The check that lets C++ and SQL trust each other: prepares every statement of the program on a migrated
// database and compares parameters, column names, types and nullability with the C++ types. A query test of
// each context calls it.
#pragma once
#include <string>
#include <vector>

#include "platform/postgres/connection.hpp"

namespace venera::postgres {

// One line per problem, statement first; empty if all agree. Requires: every statement's library is linked
// whole.
std::vector<std::string> check_statements(Connection& connection);

}  // namespace venera::postgres
