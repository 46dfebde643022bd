// The subcommands of the program, one function each. All take where the data is, and work beside a running
// server.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "platform/config/settings.hpp"

namespace venera {

// Ends with 0, or with 1 after a message on standard error.
int serve(const config::Settings& settings);

enum class Migration { run, check };
// check: nothing is changed; 1 if something would run.
int migrate(const config::Settings& settings, Migration kind);

struct DemoSize {
    std::size_t doctors = 240;
    std::size_t patients = 600;
    std::uint64_t seed = 1;
};
int load_demo(const config::Settings& settings, const DemoSize& size);

// Prints the contract.
int print_openapi();

// Compares an availability index of its own with the database; 1 if they differ. At most `doctors`, spread
// over all.
int verify_index(const config::Settings& settings, std::size_t doctors);

// Compares the ledger with the provider's list, from so many days ago; 1 if they differ.
int reconcile_payments(const config::Settings& settings, std::int64_t days);

// Compares the access logs with their seals; 1 if they differ. `seals` is a file of exported ones; empty: the
// one that the server writes, if it is there.
int verify_audit(const config::Settings& settings, const std::string& seals);

int create_admin(const config::Settings& settings, const std::string& email,
                 const std::string& password_file);
int rotate_keys(const config::Settings& settings);
enum class PatientKeys { key_encryption, data, index };
// Replaces the keys that patients' data is sealed with or found by, beside running servers; 1 if something
// did not open.
int rotate_patient_keys(const config::Settings& settings, PatientKeys kind);
// Prints a URL with the owner's credentials for psql and backups.
int print_database_url(const config::Settings& settings);
int print_config(const config::Settings& settings);

struct TriageTraining {
    std::string data = "data/triage";
    std::string open;    // folder of the open corpora; empty: our own data alone
    std::string output;  // empty: model.bin in `data`
    std::uint64_t seed = 1;
};
int train_triage(const TriageTraining& wish);
enum class TriageReport : std::uint8_t { figures, mistakes };
struct TriageEvaluation {
    std::string file;  // JSON lines {text, lang, specialty, emergency}
    std::string data;  // folder of other rules and another model; empty: the program's own
    TriageReport report = TriageReport::figures;
};
int evaluate_triage(const TriageEvaluation& wish);

}  // namespace venera
