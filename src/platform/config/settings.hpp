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
#include "platform/values/uuid.hpp"

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
    Whole<1, 100'000> streams_per_user{10};  // of events, open at once
    Whole<1, 1'000'000> streams_per_address{200};
    Whole<1, 1'000'000> streams{5'000};  // of this process; at most half of http.max_connections

    bool operator==(const Limits&) const = default;
};
BOOST_DESCRIBE_STRUCT(Limits, (),
                      (anonymous_per_minute, auth_per_minute, user_per_minute, api_key_per_minute, loopback,
                       password_queue, streams_per_user, streams_per_address, streams))

struct Logging {
    FilePath file{"-"};  // "-": standard error
    log::Level level = log::Level::info;

    bool operator==(const Logging&) const = default;
};
BOOST_DESCRIBE_STRUCT(Logging, (), (file, level))

enum class AccountRole : std::uint8_t { patient, doctor, staff, admin };
BOOST_DESCRIBE_ENUM(AccountRole, patient, doctor, staff, admin)

struct Identity {
    Text<200> issuer{"venera"};                  // `iss` of access tokens
    Origin web_origin{"http://localhost:8080"};  // of the web application, where the links in mails lead
    std::vector<AccountRole> require_second_factor{AccountRole::admin};

    bool operator==(const Identity&) const = default;
};
BOOST_DESCRIBE_STRUCT(Identity, (), (issuer, web_origin, require_second_factor))

struct Patients {
    Whole<0, 36'500> treating_days{365};  // how long a doctor may see a patient after a visit

    bool operator==(const Patients&) const = default;
};
BOOST_DESCRIBE_STRUCT(Patients, (), (treating_days))

enum class MailSecurity : std::uint8_t { starttls, tls, none };
BOOST_DESCRIBE_ENUM(MailSecurity, starttls, tls, none)

struct Mail {
    std::optional<Text<253>> smtp_host;  // absent: mail lies in the Maildir mail/ of data_directory
    Whole<1, 65535> smtp_port{587};
    MailSecurity smtp_security = MailSecurity::starttls;
    std::optional<Text<254>> smtp_user;
    std::optional<FilePath> smtp_password_file;   // readable by its owner only
    std::optional<FilePath> smtp_authority_file;  // certificates to trust instead of the system's
    std::optional<Email> sender;                  // absent: no-reply@ the host of identity.web_origin
    Text<100> sender_name{"Venera"};
    Whole<1, 64> workers{4};  // mails on their way at once

    bool operator==(const Mail&) const = default;
};
BOOST_DESCRIBE_STRUCT(Mail, (),
                      (smtp_host, smtp_port, smtp_security, smtp_user, smtp_password_file,
                       smtp_authority_file, sender, sender_name, workers))
void check(const Mail& mail, json::Issues& issues);

struct Reminders {
    std::vector<Whole<1, 168>> hours{{24}, {2}};  // before a visit, for clinics that do not say it themselves
    Whole<0, 23> quiet_from{22};                  // hours of the clinic's day; equal ones: no quiet hours
    Whole<0, 23> quiet_until{7};

    bool operator==(const Reminders&) const = default;
};
BOOST_DESCRIBE_STRUCT(Reminders, (), (hours, quiet_from, quiet_until))

struct Webhooks {
    bool allow_private = false;              // also loopback, private networks and plain http
    std::optional<FilePath> authority_file;  // certificates to trust instead of the system's

    bool operator==(const Webhooks&) const = default;
};
BOOST_DESCRIBE_STRUCT(Webhooks, (), (allow_private, authority_file))

// A language model that may be asked beside the own model, with the person's consent.
struct LanguageModel {
    std::optional<Url> url;  // of an OpenAI-compatible ".../chat/completions"; absent: off
    Text<100> model{"default"};
    std::optional<FilePath> key_file;  // readable by its owner only
    bool allow_private = false;        // also loopback, private networks and plain http

    bool operator==(const LanguageModel&) const = default;
};
BOOST_DESCRIBE_STRUCT(LanguageModel, (), (url, model, key_file, allow_private))
void check(const LanguageModel& language_model, json::Issues& issues);

struct Triage {
    std::optional<Country> country;  // whose emergency number is told to who does not say where they are
    LanguageModel llm;

    bool operator==(const Triage&) const = default;
};
BOOST_DESCRIBE_STRUCT(Triage, (), (country, llm))

using RetentionDays = Whole<365, 36'500>;

struct Retention {
    RetentionDays reads{2'190};
    RetentionDays writes{3'650};
    RetentionDays denied{2'190};

    bool operator==(const Retention&) const = default;
};
BOOST_DESCRIBE_STRUCT(Retention, (), (reads, writes, denied))

struct Audit {
    Whole<1, 3600> seal_seconds{5};        // how often new rows of the access logs are sealed
    std::optional<FilePath> seals_file;    // absent: audit/seals.jsonl in data_directory
    Retention retention_days;              // of the access logs, by what was done
    std::vector<PatientId> held_patients;  // under a legal hold: their accesses are kept

    bool operator==(const Audit&) const = default;
};
BOOST_DESCRIBE_STRUCT(Audit, (), (seal_seconds, seals_file, retention_days, held_patients))

enum class PaymentProvider : std::uint8_t { sandbox, stripe };
BOOST_DESCRIBE_ENUM(PaymentProvider, sandbox, stripe)

struct Payments {
    PaymentProvider provider = PaymentProvider::sandbox;
    // False: only what the provider's own form made of a card. Stripe never takes any other.
    bool accept_raw_cards = true;
    std::optional<FilePath> stripe_key_file;  // "sk_..."; readable by its owner only
    std::optional<FilePath>
        stripe_webhook_secrets_file;  // "whsec_...", one a line: two while one is replaced
    Url stripe_url{"https://api.stripe.com"};

    bool operator==(const Payments&) const = default;
};
BOOST_DESCRIBE_STRUCT(Payments, (),
                      (provider, accept_raw_cards, stripe_key_file, stripe_webhook_secrets_file, stripe_url))
void check(const Payments& payments, json::Issues& issues);

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
    Audit audit;
    Mail mail;
    Reminders reminders;
    Webhooks webhooks;
    Payments payments;
    Triage triage;
    Features features;

    bool operator==(const Settings&) const = default;
};
BOOST_DESCRIBE_STRUCT(Settings, (),
                      (listen, data_directory, database, http, limits, log, identity, patients, audit, mail,
                       reminders, webhooks, payments, triage, features))

// YAML that load() reads back, but for secrets, which their types mask: `venera config print`.
std::string to_yaml(const Settings& settings);

// One setting as it is in force.
struct SettingView {
    std::string name;  // "limits.auth_per_minute"
    std::optional<Json> value{};
    bool is_default = true;
};
BOOST_DESCRIBE_STRUCT(SettingView, (), (name, value, is_default))

// All of them, in the order of the file; secrets are masked by their types.
std::vector<SettingView> views_of(const Settings& settings);

}  // namespace venera::config
