#include "platform/values/csv.hpp"

#include "platform/values/utf8.hpp"

namespace venera {

namespace {

constexpr std::u32string_view beginnings = U"=+-@\u2212\uFE62\uFE63\uFE66\uFE6B\uFF0B\uFF0D\uFF1D\uFF20";
// Zero width, and the marks of direction and of byte order.
constexpr std::u32string_view invisible = U"\u00AD\u180E\u200B\u200C\u200D\u200E\u200F\u2060\uFEFF";

bool begins_a_formula(std::string_view text) {
    if (!text.empty() && text::is_control(static_cast<unsigned char>(text.front()))) return true;
    char32_t c = 0;
    while (text::take_code_point(text, c)) {
        if (beginnings.find(c) != std::u32string_view::npos) return true;
        if (!text::is_space(c) && !text::is_control(c) && invisible.find(c) == std::u32string_view::npos)
            return false;
    }
    return false;
}

}  // namespace

std::string csv_cell(std::string_view text) {
    std::string cell(begins_a_formula(text) ? "'" : "");
    cell += text;
    if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
    std::string quoted = "\"";
    for (const char c : cell) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

}  // namespace venera
