// The program's settings: what `venera serve` can be told by a file, by VENERA_* variables and by flags. The
// initial values here are the defaults, and the only place where they stand. See loading.hpp for where values
// come from.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/config/fields.hpp"
#include "platform/json/json.hpp"
#include "platform/log/log.hpp"
#include "platform/values/text.hpp"

namespace venera::log {

BOOST_DESCRIBE_ENUM(Level, debug, info, warning, error)

}  // namespace venera::log

namespace venera::config {

using FilePath = Text<1000>;
using PerMinute = Whole<1, 1'000'000'000>;

struct Listen {
    Address address{"127.0.0.1"};
    Whole<0, 65535> port{8080};  // 0: any free one

    bool operator==(const Listen&) const = default;
};
BOOST_DESCRIBE_STRUCT(Listen, (), (address, port))

struct Database {
    std::optional<DatabaseUrl> url;  // absent: the embedded server under data_directory
    Whole<1, 500> pool_size{8};      // connections of each thread

    bool operator==(const Database&) const = default;
};
BOOST_DESCRIBE_STRUCT(Database, (), (url, pool_size))

struct Http {
    Whole<0, 64> threads{0};  // 0: one for each core
    std::optional<FilePath> tls_certificate;
    std::optional<FilePath> tls_key;
    std::vector<Subnet> trusted_proxies;
    std::vector<Origin> cors_origins;
    Whole<1, 1'000'000> max_connections{10'000};

    bool operator==(const Http&) const = default;
};
BOOST_DESCRIBE_STRUCT(Http, (),
                      (threads, tls_certificate, tls_key, trusted_proxies, cors_origins, max_connections))
void check(const Http& http, json::Issues& issues);

struct Limits {
    PerMinute anonymous_per_minute{600};  // of one address
    PerMinute auth_per_minute{60};        // of one address, on the routes that sign in
    PerMinute user_per_minute{1200};
    PerMinute api_key_per_minute{6000};
    bool loopback = false;  // whether the limits hold for loopback addresses too
    Whole<1, 100'000> password_queue{256};

    bool operator==(const Limits&) const = default;
};
BOOST_DESCRIBE_STRUCT(Limits, (),
                      (anonymous_per_minute, auth_per_minute, user_per_minute, api_key_per_minute, loopback,
                       password_queue))

struct Logging {
    FilePath file{"-"};  // "-": standard error
    log::Level level = log::Level::info;

    bool operator==(const Logging&) const = default;
};
BOOST_DESCRIBE_STRUCT(Logging, (), (file, level))

struct Identity {
    Text<200> issuer{"venera"};  // `iss` of access tokens

    bool operator==(const Identity&) const = default;
};
BOOST_DESCRIBE_STRUCT(Identity, (), (issuer))

struct Patients {
    Whole<0, 36'500> treating_days{365};  // how long a doctor may see a patient after a visit

    bool operator==(const Patients&) const = default;
};
BOOST_DESCRIBE_STRUCT(Patients, (), (treating_days))

struct Features {
    bool test_clock = false;  // the clock may be moved by POST: for tests
    bool demo = false;        // the demo world, and its accounts may sign in

    bool operator==(const Features&) const = default;
};
BOOST_DESCRIBE_STRUCT(Features, (), (test_clock, demo))

struct Settings {
    Listen listen;
    FilePath data_directory{"/var/lib/venera"};
    Database database;
    Http http;
    Limits limits;
    Logging log;
    Identity identity;
    Patients patients;
    Features features;

    bool operator==(const Settings&) const = default;
};
BOOST_DESCRIBE_STRUCT(Settings, (),
                      (listen, data_directory, database, http, limits, log, identity, patients, features))

// YAML that load() reads back, with the database's password masked: `venera config print`.
std::string to_yaml(const Settings& settings);

}  // namespace venera::config
