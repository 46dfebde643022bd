#include "platform/json/scalars.hpp"

#include <charconv>
#include <system_error>

#include "platform/json/problems.hpp"

namespace venera::json {

Problem set_integer(const Shape& shape, std::string_view text, void* out) {
    std::int64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{} || value < shape.least || value > shape.most) return problems::out_of_range;
    shape.set_integer(out, value);
    return {};
}

Problem set_number(std::string_view text, void* out) {
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{}) return problems::out_of_range;
    *static_cast<double*>(out) = value;
    return {};
}

Problem set_choice(const Shape& shape, std::string_view text, void* out) {
    for (const Choice& choice : shape.choices) {
        if (choice.name != text) continue;
        shape.set_integer(out, choice.value);
        return {};
    }
    return problems::not_allowed;
}

Problem set_text(std::string_view text, void* out) {
    if (text.find('\0') != std::string_view::npos) return problems::control_character;
    *static_cast<std::string*>(out) = text;
    return {};
}

bool is_in_range(std::string_view number) {
    double value = 0;
    return set_number(number, &value).code.empty();
}

}  // namespace venera::json
