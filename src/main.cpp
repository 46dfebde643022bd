// The command line: reads the arguments, the settings, and calls one function of commands.hpp.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "operations/version.hpp"
#include "platform/config/loading.hpp"

namespace {

using venera::config::Settings;

// What every subcommand takes, and the flags of those that take more.
struct Where {
    std::string config;
    std::vector<venera::config::Sources::Flag> flags;
};

void add_setting(CLI::App& command, Where& where, const std::string& flag, std::string setting,
                 const std::string& help) {
    command.add_option_function<std::string>(
        flag,
        [&where, flag, setting](const std::string& value) {
            where.flags.push_back({setting, value, flag});
        },
        help);
}

void add_switch(CLI::App& command, Where& where, const std::string& flag, std::string setting,
                const std::string& help) {
    command.add_flag_callback(
        flag,
        [&where, flag, setting] {
            where.flags.push_back({setting, "true", flag});
        },
        help);
}

void add_where(CLI::App& command, Where& where) {
    command.add_option("--config", where.config, "Settings file (YAML)");
    add_setting(command, where, "--data", "data_directory", "Data directory");
    add_setting(command, where, "--database", "database.url",
                "PostgreSQL URL; without it, an embedded server is used");
}

// ADDRESS:PORT, also [::1]:PORT.
void set_listen(Where& where, const std::string& listen) {
    const auto colon = listen.rfind(':');
    if (colon == std::string::npos) throw CLI::ValidationError("--listen", "must be ADDRESS:PORT");
    auto address = listen.substr(0, colon);
    const bool bracketed = address.starts_with('[') && address.ends_with(']');
    // Without brackets, ::1:80 may mean a port or be all address.
    if (!bracketed && address.find(':') != std::string::npos) {
        throw CLI::ValidationError("--listen", "must have brackets around an IPv6 address: [ADDRESS]:PORT");
    }
    if (bracketed) address = address.substr(1, address.size() - 2);
    where.flags.push_back({"listen.address", address, "--listen"});
    where.flags.push_back({"listen.port", listen.substr(colon + 1), "--listen"});
}

// The settings by file, environment and flags, or a message and nothing.
std::optional<Settings> settings_of(const Where& where) {
    venera::config::Sources sources;
    if (!where.config.empty()) sources.file = where.config;
    sources.environment = venera::config::environment();
    sources.flags = where.flags;
    try {
        return venera::config::load(sources);
    } catch (const venera::config::Invalid& invalid) {
        for (const auto& problem : invalid.problems) std::fprintf(stderr, "venera: %s\n", problem.c_str());
        return std::nullopt;
    }
}

template <class Command>
void on(CLI::App& command, const Where& where, int& status, Command run) {
    command.callback([&where, &status, run] {
        const auto settings = settings_of(where);
        status = settings ? run(*settings) : 1;
    });
}

void add_serve(CLI::App& app, Where& where, int& status) {
    auto* serve = app.add_subcommand("serve", "Run the server");
    add_where(*serve, where);
    serve->add_option_function<std::string>(
        "--listen", [&where](const std::string& listen) { set_listen(where, listen); },
        "ADDRESS:PORT; port 0 takes a free one");
    add_switch(*serve, where, "--demo", "features.demo", "Load the demo world and admit its accounts");
    add_switch(*serve, where, "--test-clock", "features.test_clock", "Let tests move the time forward");
    add_switch(*serve, where, "--allow-private-webhooks", "webhooks.allow_private",
               "Let webhooks be on this machine, in private networks and without TLS: for tests and demos");
    on(*serve, where, status, [](const Settings& settings) { return venera::serve(settings); });
}

void add_database_commands(CLI::App& app, Where& where, int& status) {
    auto* migrate = app.add_subcommand("migrate", "Bring the database's schema up to date");
    add_where(*migrate, where);
    auto kind = std::make_shared<venera::Migration>(venera::Migration::run);
    migrate->add_flag_callback(
        "--check", [kind] { *kind = venera::Migration::check; },
        "Change nothing; fail if something would run");
    on(*migrate, where, status,
       [kind](const Settings& settings) { return venera::migrate(settings, *kind); });

    auto* demo = app.add_subcommand("demo", "Load the demo world into an empty database");
    add_where(*demo, where);
    auto size = std::make_shared<venera::DemoSize>();
    demo->add_option("--doctors", size->doctors, "How many")->check(CLI::Range(1, 2'000'000));
    demo->add_option("--patients", size->patients, "How many")->check(CLI::Range(1, 5'000'000));
    demo->add_option("--seed", size->seed, "The same seed gives the same world");
    on(*demo, where, status, [size](const Settings& settings) { return venera::load_demo(settings, *size); });

    auto* index = app.add_subcommand("index", "The availability index")->require_subcommand(1);
    auto* verify = index->add_subcommand("verify", "Compare the free times of the index with the database");
    add_where(*verify, where);
    auto doctors = std::make_shared<std::size_t>(std::numeric_limits<std::size_t>::max());
    verify->add_option("--doctors", *doctors, "At most so many, spread over all");
    on(*verify, where, status,
       [doctors](const Settings& settings) { return venera::verify_index(settings, *doctors); });

    auto* url =
        app.add_subcommand("database-url", "Print the URL of the database, with the owner's credentials");
    add_where(*url, where);
    on(*url, where, status, venera::print_database_url);
}

void add_key_commands(CLI::App& app, Where& where, int& status) {
    auto* keys =
        app.add_subcommand("keys", "Keys of access tokens and of patients' data")->require_subcommand(1);
    auto* rotate = keys->add_subcommand("rotate", "Begin to sign access tokens with the next key");
    add_where(*rotate, where);
    on(*rotate, where, status, venera::rotate_keys);

    auto* wrapping = keys->add_subcommand("rotate-kek", "Wrap all data keys with a new key-encryption key");
    add_where(*wrapping, where);
    on(*wrapping, where, status, [](const Settings& settings) {
        return venera::rotate_patient_keys(settings, venera::PatientKeys::key_encryption);
    });
    auto* data = keys->add_subcommand("rotate-data", "Seal everything again with new data keys");
    add_where(*data, where);
    on(*data, where, status, [](const Settings& settings) {
        return venera::rotate_patient_keys(settings, venera::PatientKeys::data);
    });
    auto* index = keys->add_subcommand("rotate-index", "Make all blind indexes again with a new key");
    add_where(*index, where);
    on(*index, where, status, [](const Settings& settings) {
        return venera::rotate_patient_keys(settings, venera::PatientKeys::index);
    });
}

void add_audit_commands(CLI::App& app, Where& where, int& status) {
    auto* audit = app.add_subcommand("audit", "The access logs")->require_subcommand(1);
    auto* verify = audit->add_subcommand("verify", "Compare the access logs with their seals");
    add_where(*verify, where);
    auto seals = std::make_shared<std::string>();
    verify->add_option("--seals", *seals,
                       "File of exported seals; without it, the one in the data directory");
    on(*verify, where, status,
       [seals](const Settings& settings) { return venera::verify_audit(settings, *seals); });
}

void add_payment_commands(CLI::App& app, Where& where, int& status) {
    auto* payments = app.add_subcommand("payments", "Payments and their ledger")->require_subcommand(1);
    auto* reconcile = payments->add_subcommand("reconcile", "Compare the ledger with the provider's list");
    add_where(*reconcile, where);
    auto days = std::make_shared<std::int64_t>(31);
    reconcile->add_option("--days", *days, "How far back")->check(CLI::Range(1, 36'500));
    on(*reconcile, where, status,
       [days](const Settings& settings) { return venera::reconcile_payments(settings, *days); });
}

void add_triage_commands(CLI::App& app, int& status) {
    auto* triage = app.add_subcommand("triage", "The model and the rules of triage")->require_subcommand(1);
    auto* train = triage->add_subcommand("train", "Train the model anew");
    auto wish = std::make_shared<venera::TriageTraining>();
    train->add_option("--from", wish->data, "Folder with phrases and the development set");
    train->add_option("--open", wish->open, "Folder with the open corpora, if they are to be used");
    train->add_option("--to", wish->output, "Where the model goes; without it, model.bin beside the phrases");
    train->add_option("--seed", wish->seed, "The same seed gives the same model");
    train->callback([wish, &status] { status = venera::train_triage(*wish); });

    auto* evaluate = triage->add_subcommand("evaluate", "Measure triage on labelled texts");
    auto measured = std::make_shared<venera::TriageEvaluation>();
    evaluate->add_option("file", measured->file, "JSON lines {text, lang, specialty: [codes], emergency}")
        ->required();
    evaluate->add_option("--from", measured->data,
                         "Folder with rules and a model; without it, the program's own");
    evaluate->add_flag_callback(
        "--mistakes", [measured] { measured->report = venera::TriageReport::mistakes; },
        "Also print the texts that went wrong");
    evaluate->callback([measured, &status] { status = venera::evaluate_triage(*measured); });
}

void add_admin_commands(CLI::App& app, Where& where, int& status) {
    auto* admin = app.add_subcommand("admin", "Administrators")->require_subcommand(1);
    auto* create = admin->add_subcommand("create", "Create an administrator");
    add_where(*create, where);
    auto email = std::make_shared<std::string>();
    auto password_file = std::make_shared<std::string>();
    create->add_option("--email", *email, "E-mail address")->required();
    create
        ->add_option("--password-file", *password_file,
                     "File with the password in its first line; - is standard input")
        ->required();
    on(*create, where, status, [email, password_file](const Settings& settings) {
        return venera::create_admin(settings, *email, *password_file);
    });

    add_key_commands(app, where, status);

    auto* config = app.add_subcommand("config", "Settings")->require_subcommand(1);
    auto* check = config->add_subcommand("check", "Read the settings and say what is wrong with them");
    add_where(*check, where);
    on(*check, where, status,
       [](const Settings&) { return std::puts("The settings are good.") < 0 ? 1 : 0; });
    auto* print = config->add_subcommand("print", "Print the settings in force, without secrets");
    add_where(*print, where);
    on(*print, where, status, venera::print_config);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Venera: healthcare appointments"};
    app.require_subcommand(1);
    Where where;
    int status = 0;
    add_serve(app, where, status);
    add_database_commands(app, where, status);
    add_audit_commands(app, where, status);
    add_payment_commands(app, where, status);
    add_admin_commands(app, where, status);
    add_triage_commands(app, status);
    app.add_subcommand("openapi", "Print the API's contract")->callback([&] {
        status = venera::print_openapi();
    });
    app.add_subcommand("version", "Print the version")->callback([] {
        std::printf("venera %s\n", std::string(venera::operations::version).c_str());
    });
    try {
        app.parse(argc, argv);
        return status;
    } catch (const CLI::RequiredError& error) {
        // "A subcommand is required" would not help who mistyped one.
        const auto unknown = app.remaining(true);
        return unknown.empty() ? app.exit(error) : app.exit(CLI::ExtrasError(unknown));
    } catch (const CLI::ParseError& error) {
        return app.exit(error);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "venera: %s\n", error.what());
        return 1;
    }
}
