#include "commands.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "audit/verifier.hpp"
#include "demo/loader.hpp"
#include "identity/accounts.hpp"
#include "installation.hpp"
#include "patients/kept_profile.hpp"
#include "patients/kept_record.hpp"
#include "patients/kept_relatives.hpp"
#include "patients/limits.hpp"
#include "patients/rotation.hpp"
#include "patients/rotation_queries.hpp"
#include "payments/reconciling.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/postgres/migrations.hpp"
#include "roles.hpp"

namespace venera {

namespace {

using config::Settings;

int fail(const std::string& message) {
    std::fprintf(stderr, "venera: %s\n", message.c_str());
    return 1;
}

// The first line of a file, or of standard input for "-".
std::optional<std::string> first_line(const std::string& file) {
    std::string line;
    if (file == "-") return std::getline(std::cin, line) ? std::optional{line} : std::nullopt;
    std::ifstream stream(file);
    return std::getline(stream, line) ? std::optional{line} : std::nullopt;
}

// A folder that dies with its owner, for keys that nobody will use.
class ScratchFolder {
public:
    ScratchFolder()
        : path_(std::filesystem::temp_directory_path() / ("venera-" + crypto::hex(crypto::random_bytes(8)))) {
        std::filesystem::create_directory(path_);
        std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
    }
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

patients::Rotation::Report rotated(patients::Rotation& rotation, PatientKeys kind) {
    switch (kind) {
        case PatientKeys::key_encryption:
            return rotation.rotate_key_encryption();
        case PatientKeys::data:
            return rotation.rotate_data();
        case PatientKeys::index:
            return rotation.rotate_index();
    }
    std::abort();
}

}  // namespace

int migrate(const Settings& settings, Migration kind) {
    Installation installation(settings);
    fibers::PollWait wait;
    postgres::Connection connection(installation.tool_options(), wait);
    if (kind == Migration::run) {
        for (const auto& path : postgres::migrate(connection)) std::printf("ran %s\n", path.c_str());
        return 0;
    }
    const auto pending = postgres::pending(connection);
    for (const auto& path : pending) std::printf("pending %s\n", path.c_str());
    return pending.empty() ? 0 : 1;
}

int load_demo(const Settings& settings, const DemoSize& size) {
    Installation installation(settings);
    installation.migrate();
    const auto master = load_master_keys(settings);
    fibers::PollWait wait;
    metrics::Metrics metrics;
    postgres::Pool pool(installation.tool_options(), 1, metrics, installation.log());
    postgres::Database database(pool, wait);
    const auto loaded =
        demo::load(database, {master.key_encryption, master.index}, {size.doctors, size.patients, size.seed},
                   Clock{}.now(), installation.log());
    std::printf("%zu clinics, %zu doctors, %zu patients, %zu appointments\n", loaded.clinics, loaded.doctors,
                loaded.patients, loaded.appointments);
    return 0;
}

int print_openapi() {
    crypto::initialise();
    const ScratchFolder folder;
    const Settings settings;
    Clock clock;
    log::Log log("-", log::Level::error);
    metrics::Metrics metrics;
    crypto::KeyRing keys(folder.path() / "keys", clock.now());
    const MasterKeys master{crypto::SecretRing(crypto::SecretKey::random()),
                            crypto::SecretKey::random(),
                            crypto::SecretKey::random(),
                            crypto::SecretKey::random(),
                            crypto::SecretRing(crypto::SecretKey::random()),
                            crypto::SecretKey::random(),
                            crypto::SecretKey::random(),
                            crypto::SecretKey::random()};
    const Application application(settings, clock, keys, master, log, metrics);
    std::fputs(application.openapi().c_str(), stdout);
    return 0;
}

int verify_index(const Settings& settings, std::size_t doctors) {
    Installation installation(settings);
    fibers::PollWait wait;
    metrics::Metrics metrics;
    postgres::Pool pool(installation.tool_options(), 1, metrics, installation.log());
    postgres::Database database(pool, wait);
    directory::Doctors directory;
    const auto verified = scheduling::verify_index(database, directory, Clock{}, doctors);
    for (const auto& difference : verified.differences)
        std::printf(
            "%s %s listed by %s\n", difference.doctor.text().c_str(),
            difference.start ? difference.start->text().c_str() : "the doctor is not",
            difference.start ? std::string(scheduling::name_of(difference.by)).c_str() : "both alike");
    std::printf("%zu doctors, %zu differences\n", verified.doctors, verified.differences.size());
    return verified.differences.empty() ? 0 : 1;
}

int verify_audit(const Settings& settings, const std::string& seals) {
    Installation installation(settings);
    const auto master = load_master_keys(settings);
    const auto exported = seals.empty() ? seals_file(settings) : std::filesystem::path{seals};
    fibers::PollWait wait;
    postgres::Connection connection(installation.tool_options(), wait);
    // One state of the database, whatever is sealed or dropped meanwhile.
    connection.script("begin transaction isolation level repeatable read, read only");
    const auto verified = audit::Verifier(connection, master.audit, exported).verify();
    if (verified.problem) {
        std::printf("%s\n", verified.problem->c_str());
        return 1;
    }
    std::printf("%lld rows in %lld seals are as they were sealed; %lld are not sealed yet\n",
                static_cast<long long>(verified.rows), static_cast<long long>(verified.seals),
                static_cast<long long>(verified.unsealed));
    std::printf("%lld exported seals are in the chain\n", static_cast<long long>(verified.exported));
    if (!verified.file_problem) return 0;
    std::printf("%s; what was cut off the end of the logs may not be found\n",
                verified.file_problem->c_str());
    return 2;
}

int reconcile_payments(const Settings& settings, std::int64_t days) {
    Installation installation(settings);
    fibers::PollWait wait;
    metrics::Metrics metrics;
    postgres::Pool pool(installation.tool_options(), 1, metrics, installation.log());
    postgres::Database database(pool, wait);
    Clock clock;
    operations::TestClock(clock).refresh(database);
    Caller console;
    console.kind = Caller::Kind::job;
    Context context(console, clock, database, installation.log(), tracing::Trace::from(""), "reconcile");
    net::Transfers transfers(payment_transfer_options());
    const auto provider = payment_provider_of(settings, transfers);
    const auto reconciled =
        payments::reconcile(context, *provider, context.now() - std::chrono::hours{24 * days});
    for (const auto& one : reconciled.differences) {
        const char* const what = one.what == payments::Difference::What::not_in_ledger ? "not in the ledger"
                                 : one.what == payments::Difference::What::not_at_provider
                                     ? "not at the provider"
                                     : "another amount in the ledger";
        std::printf("%s %lld %s %s: %s\n", one.movement.transaction_id.c_str(),
                    static_cast<long long>(one.movement.amount_cents), one.movement.currency.value.c_str(),
                    one.movement.at.text().c_str(), what);
    }
    std::printf("%zu movements, %zu differences, %lld under way\n", reconciled.movements,
                reconciled.differences.size(), static_cast<long long>(reconciled.under_way));
    return reconciled.differences.empty() ? 0 : 1;
}

int create_admin(const Settings& settings, const std::string& email, const std::string& password_file) {
    const auto line = first_line(password_file);
    if (!line) return fail("cannot read a password from " + password_file);
    const auto address = Email::parse(email);
    if (!address) return fail("--email " + std::string(address.problem().detail));
    const auto password = Password::parse(*line);
    if (!password) return fail("the password " + std::string(password.problem().detail));
    Installation installation(settings);
    installation.migrate();
    fibers::PollWait wait;
    metrics::Metrics metrics;
    postgres::Pool pool(installation.tool_options(), 1, metrics, installation.log());
    postgres::Database database(pool, wait);
    const Clock clock;
    Caller console;
    console.kind = Caller::Kind::job;
    Context context(console, clock, database, installation.log(), tracing::Trace::from(""), "create-admin");
    const auto created = identity::create_admin(context, {.email = *address, .password = *password});
    // Its type has been checked above: what is left to refuse is that the password can be guessed.
    if (created.is<invalid_input>())
        return fail("the password " + std::string(identity::weak_password.detail));
    if (!created) return fail(std::string(created.refusal().english.detail));
    std::printf("created %s\n", (*created).text().c_str());
    return 0;
}

int rotate_keys(const Settings& settings) {
    become_owner(settings);
    crypto::initialise();
    Clock clock;
    crypto::KeyRing keys(token_keys_directory(settings), clock.now());
    keys.rotate(clock.now());
    for (const auto& key : keys.keys()->list) std::printf("%s\n", key.kid.c_str());
    return 0;
}

int rotate_patient_keys(const Settings& settings, PatientKeys kind) {
    Installation installation(settings);
    installation.migrate();
    auto master = load_master_keys(settings);
    fibers::PollWait wait;
    metrics::Metrics metrics;
    // The lock is this session's: it ends with the process, however that ends.
    postgres::Connection session(installation.tool_options(), wait);
    if (!patients::take_rotation_lock(session)) return fail("another rotation of keys is running");
    postgres::Pool pool(installation.tool_options(), 1, metrics, installation.log());
    postgres::Database database(pool, wait);
    Clock clock;
    operations::TestClock(clock).refresh(database);
    patients::ProfileRows rows(master.key_encryption, master.index);
    patients::KeptProfile profile(rows);
    scheduling::NoOccupancy nobody;
    scheduling::KeptVisits visits(nobody);
    patients::KeptRecord record;
    patients::KeptRelatives relatives;
    // The account has nothing sealed with a patient's key.
    const patients::Keepers keepers{&profile, &record, &relatives, &visits};
    patients::Rotation rotation({database, master.key_encryption, master.index, rows, keepers, clock,
                                 installation.log(), [&] { wait.sleep(patients::limits::rotation_pause); }});
    const auto report = rotated(rotation, kind);
    std::printf("%lld patients, %lld texts sealed again, %lld patients with data that does not open\n",
                static_cast<long long>(report.patients), static_cast<long long>(report.texts),
                static_cast<long long>(report.rejected));
    return report.rejected == 0 ? 0 : 1;
}

int print_database_url(const Settings& settings) {
    const auto& given = settings.database.url;
    std::puts(given ? given->value.c_str()
                    : postgres::embedded_database_url(settings.data_directory.value).c_str());
    return 0;
}

int print_config(const Settings& settings) {
    std::fputs(config::to_yaml(settings).c_str(), stdout);
    return 0;
}

}  // namespace venera
