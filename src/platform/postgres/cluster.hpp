// A private PostgreSQL cluster: one data directory, reached only through a Unix socket, and the programs that
// make and run it. It knows nothing of supervision (embedded.hpp) or of throw-away use (testing/).
#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "platform/postgres/process.hpp"

namespace venera::postgres {

class Cluster {
public:
    struct Paths {
        std::filesystem::path data;     // PGDATA
        std::filesystem::path sockets;  // the directory of the socket; see usable_socket_directory()
        std::filesystem::path log;      // the server's log file
    };
    enum class Safety { durable, throw_away };

    Cluster(Paths paths, std::optional<Account> account, Safety safety);

    // The highest installed version, or for an existing cluster the version that made it.
    // Throws: std::runtime_error naming the package to install.
    static std::filesystem::path programs(const std::filesystem::path& data);

    bool initialised() const;
    // Owner `venera` with the password in `password_file`; every connection uses SCRAM.
    void initialise(const std::filesystem::path& password_file) const;
    // Rewrites the managed settings, then starts the postmaster and does not wait until it is ready.
    pid_t start(const std::map<std::string, std::string>& settings, int on_parent_death) const;
    // True once it accepts connections.
    bool accepts() const;
    // The postmaster that runs on this directory now, whoever started it.
    std::optional<pid_t> running() const;
    // After a postmaster was killed: waits for, then kills, the children it left, and removes its lock files,
    // so that the next one may start. Requires: no postmaster runs.
    void clean_up() const;
    // Fast shutdown; immediate after `patience`. Returns when it is gone.
    void stop(pid_t postmaster, std::chrono::milliseconds patience) const;

    const Paths& paths() const { return paths_; }
    // Keywords for libpq without user, password and database.
    std::string socket_keywords() const;

private:
    void write_settings(const std::map<std::string, std::string>& settings) const;

    Paths paths_;
    std::optional<Account> account_;
    Safety safety_;
};

// `wished`, or a short private directory below /tmp if the socket's path would be longer than the system
// allows (107). Made, with its owner and mode, if it does not exist.
std::filesystem::path usable_socket_directory(const std::filesystem::path& wished,
                                              std::optional<Account> account);

}  // namespace venera::postgres
