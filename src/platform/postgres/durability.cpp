#include "platform/postgres/durability.hpp"

#include "platform/postgres/queries.hpp"

namespace venera::postgres {

std::vector<std::string> unsafe_settings(Executor& database) {
    std::vector<std::string> found;
    for (const Setting& one : database.all(durability_settings)) {
        // synchronous_commit also has local, remote_write and remote_apply: all of them flush the local log.
        if (one.setting == "off") found.push_back(one.name + " = off");
    }
    return found;
}

}  // namespace venera::postgres
