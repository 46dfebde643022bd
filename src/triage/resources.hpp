// The files of data/triage that the program carries: the model and the rules.
#pragma once
#include <string_view>
#include <vector>

namespace venera::triage {

struct Resource {
    std::string_view name;
    std::string_view text;
};

std::string_view embedded_model();
// In the order of their names.
std::vector<Resource> embedded_rules();

}  // namespace venera::triage
