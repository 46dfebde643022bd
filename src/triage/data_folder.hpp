// Rules and model from a folder like data/triage, for training and tests; the server has its own inside.
#pragma once
#include <filesystem>
#include <vector>

#include "triage/assessment.hpp"

namespace venera::triage {

// The files of the rules, in the order in which they are read.
std::vector<std::filesystem::path> rule_files(const std::filesystem::path& data);
// Throws: std::runtime_error, naming what is wrong.
RedFlags read_rules(const std::filesystem::path& data);
Triage read_triage(const std::filesystem::path& data);

}  // namespace venera::triage
