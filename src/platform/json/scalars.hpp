// Texts into scalar values, the same way for JSON and for parameters. Inside platform/json only.
#pragma once
#include <string_view>

#include "platform/json/shape.hpp"

namespace venera::json {

// `text` follows the JSON grammar of numbers. An empty code: no problem, and `out` is set.
Problem set_integer(const Shape& shape, std::string_view text, void* out);
Problem set_number(std::string_view text, void* out);
Problem set_choice(const Shape& shape, std::string_view text, void* out);
Problem set_text(std::string_view text, void* out);

// A finite double can hold the number.
bool is_in_range(std::string_view number);

}  // namespace venera::json
