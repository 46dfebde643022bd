// The PostgreSQL of an installation that has none: a private cluster below the data directory, made on first
// use, reached through a Unix socket only, restarted when it crashes. Several programs may use one data
// directory: the first starts the server, the others attach, the last one stops it. If they are killed, a
// guardian process waits a few seconds for another user, which then finds the server still warm, before it
// stops it.
//   <data>/postgres/{cluster, socket, log, password, lock, users}
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "platform/log/log.hpp"

namespace venera::postgres {

// As root: gives the data directory to the system user venera, else postgres, and becomes that user for good.
// Otherwise does nothing. Call it before anything is opened or started. Throws: std::runtime_error, also for
// a system directory.
void drop_privileges(const std::filesystem::path& data);

class EmbeddedServer {
public:
    // Returns when the server accepts connections and the database exists: about 3 s the first time, below 1
    // s later. Throws: std::runtime_error saying what to do.
    static std::unique_ptr<EmbeddedServer> attach_or_start(const std::filesystem::path& data, log::Log& log);
    // Stops the server if nobody else uses it; open transactions are rolled back.
    ~EmbeddedServer();
    EmbeddedServer(const EmbeddedServer&) = delete;
    EmbeddedServer& operator=(const EmbeddedServer&) = delete;

    // The owner's credentials, for libpq and for psql. Never log it.
    const std::string& database_url() const;
    // False if the server was started by another program.
    bool started_here() const;

private:
    struct Supervisor;
    explicit EmbeddedServer(std::unique_ptr<Supervisor> supervisor);

    std::unique_ptr<Supervisor> supervisor_;
};

// The owner's credentials of a data directory, whether its server runs or not. Throws: std::runtime_error if
// it has none.
std::string embedded_database_url(const std::filesystem::path& data);

// What the managed configuration file sets for a machine of this much memory.
std::map<std::string, std::string> embedded_settings(std::uint64_t memory_bytes,
                                                     const std::filesystem::path& log_directory);

}  // namespace venera::postgres
