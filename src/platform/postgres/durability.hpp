// Whether PostgreSQL keeps what it has confirmed. An appointment that was answered 201 must survive a power
// cut.
#pragma once
#include <string>
#include <vector>

#include "platform/postgres/database.hpp"

namespace venera::postgres {

// The settings that allow a confirmed commit to be lost, as "fsync = off"; empty if all is well.
std::vector<std::string> unsafe_settings(Executor& database);

}  // namespace venera::postgres
