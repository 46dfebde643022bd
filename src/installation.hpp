// The database of an installation, embedded or given, and the log: what every command that touches data
// begins with.
#pragma once
#include <memory>
#include <string>

#include "platform/config/settings.hpp"
#include "platform/log/log.hpp"
#include "platform/postgres/connection.hpp"
#include "platform/postgres/embedded.hpp"

namespace venera {

// Started as root with an embedded server, the process gives up its rights, for good.
void become_owner(const config::Settings& settings);

class Installation {
public:
    // Finds or starts the embedded server unless a database is given. Throws: std::runtime_error saying what
    // to do.
    explicit Installation(const config::Settings& settings);

    const std::string& database_url() const { return url_; }
    log::Log& log() { return log_; }
    // As the owner, without time-outs.
    postgres::ConnectionOptions tool_options() const { return postgres::ConnectionOptions::for_tools(url_); }
    // Brings the schema up to date; returns the role that the server is to work as (empty: the owner's).
    std::string migrate();

private:
    log::Log log_;
    std::unique_ptr<postgres::EmbeddedServer> embedded_;
    std::string url_;
};

}  // namespace venera
