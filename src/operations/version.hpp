// The version of the program, in one place for --version, /health and the contract.
#pragma once
#include <string_view>

namespace venera::operations {

inline constexpr std::string_view version = "0.1.0";

}  // namespace venera::operations
