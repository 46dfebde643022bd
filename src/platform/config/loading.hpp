// Where settings come from: the defaults, then a YAML file, then VENERA_* variables, then flags, each laid
// over the one before. All problems are found at once, and each names its place: "venera.yaml:12:
// /limits/loopback: must be ...".
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "platform/config/settings.hpp"

namespace venera::config {

struct Sources {
    std::optional<std::filesystem::path> file;
    // By name. VENERA_LIMITS__LOOPBACK sets limits.loopback (two underscores go one level down); lists are
    // separated by commas. A name with two underscores must be a setting; others are ours only if they name
    // one, since an environment holds many things (Kubernetes sets VENERA_PORT for a service of that name).
    std::map<std::string, std::string> environment;
    struct Flag {
        std::string setting;  // "limits.loopback"
        std::string value;
        std::string flag;  // "--limit-loopback": what a problem names
    };
    std::vector<Flag> flags;
};

struct Invalid : std::runtime_error {
    explicit Invalid(std::vector<std::string> all);
    std::vector<std::string> problems;  // sentences for the operator, a secret's value never among them
};

// Throws: Invalid, with every problem.
Settings load(const Sources& sources);

// The VENERA_* variables of this process. Call before threads start.
std::map<std::string, std::string> environment();

}  // namespace venera::config
