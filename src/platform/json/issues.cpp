#include "platform/json/json.hpp"

namespace venera::json {

void Issues::add(std::string_view where, Problem problem) {
    ++count_;
    if (!full()) issues_.push_back({std::string(where), {}, problem.code, problem.detail});
}

void Issues::add_parameter(std::string_view name, Problem problem) {
    ++count_;
    if (!full()) issues_.push_back({{}, std::string(name), problem.code, problem.detail});
}

}  // namespace venera::json
