// Rules and model from a folder like data/triage, for training and tests; the server has its own inside.
#pragma once
#include <filesystem>

#include "triage/assessment.hpp"

namespace venera::triage {

// Throws: std::runtime_error, naming what is wrong.
RedFlags read_rules(const std::filesystem::path& data);
Triage read_triage(const std::filesystem::path& data);

}  // namespace venera::triage
