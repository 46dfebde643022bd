// Schema migrations: the plain SQL files migrations/<context>/NNNN_<name>.sql, embedded in the binary. Each
// runs once, in its own transaction, under an advisory lock; its SHA-256 is kept in platform.migrations, so a
// file that changed after it ran is an error. Order: platform first, then the contexts by name, then by
// number.
#pragma once
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "platform/postgres/connection.hpp"

namespace venera::postgres {

struct EmbeddedFile {
    std::string_view path;  // "scheduling/0001_appointments.sql"
    std::string_view sql;
};

// The files of migrations/, as they were when the binary was built.
const std::vector<EmbeddedFile>& embedded_migrations();

// The files and the database contradict each other, or a file failed; what() says which.
struct MigrationError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Runs what has not run yet and makes the partitions of the coming days. Returns the paths that ran. Two at
// once: the second waits for the first and finds nothing to do. Requires: a connection as the owner
// (ConnectionOptions::for_tools). Throws: MigrationError, Unavailable.
std::vector<std::string> migrate(Connection& connection,
                                 const std::vector<EmbeddedFile>& files = embedded_migrations());

// The paths that would run; changes nothing. Throws: as migrate().
std::vector<std::string> pending(Connection& connection,
                                 const std::vector<EmbeddedFile>& files = embedded_migrations());

// The role that may not change access logs, or empty if it does not exist or this user may not become it:
// then the server works as the owner and should warn. For ConnectionOptions::role. Requires: migrated.
std::string application_role(Connection& connection);

// The partitions around `now`, for the daily job.
void ensure_partitions(Executor& database, Instant now);
// Drops the days that have been kept for long enough (platform.daily_tables); returns how many.
std::int32_t drop_old_days(Executor& database, Instant now);

}  // namespace venera::postgres
