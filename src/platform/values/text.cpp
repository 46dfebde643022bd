#include "platform/values/text.hpp"

#include "platform/values/card_numbers.hpp"
#include "platform/values/utf8.hpp"

namespace venera {
namespace text {
namespace {

constexpr Problem none{};
constexpr Problem invalid_utf8{"invalid_utf8", "must be valid UTF-8"};
constexpr Problem control_character{"control_character", "must not contain control characters"};
constexpr Problem surrounding_space{"surrounding_space", "must not begin or end with white space"};
constexpr Problem invisible{"invisible", "must have something to be seen"};
constexpr Problem empty{"too_short", "must not be empty"};
constexpr Problem too_short{"too_short", "is too short"};
constexpr Problem too_long{"too_long", "is too long"};
constexpr Problem card_number{"card_number", "must not contain the number of a payment card"};

struct Survey {
    std::size_t length = 0;  // in code points
    bool valid = true;       // as UTF-8
    bool refused = false;    // has a character that text must not have
    bool space_first = false;
    bool space_last = false;
    bool visible = false;  // has a character that shows something
};

bool is_line_break_or_tab(char32_t c, std::string_view rest) {
    return c == '\n' || c == '\t' || (c == '\r' && rest.starts_with('\n'));
}

Survey survey(std::string_view rest, Lines lines) {
    Survey found;
    for (char32_t c = 0; !rest.empty(); ++found.length) {
        found.valid = take_code_point(rest, c);
        if (!found.valid) return found;
        const bool layout = lines == Lines::many && is_line_break_or_tab(c, rest);
        if ((is_control(c) && !layout) || is_noncharacter(c)) found.refused = true;
        found.space_last = layout || is_space(c);
        if (found.length == 0) found.space_first = found.space_last;
        if (!found.visible) found.visible = !found.space_last && !is_invisible(c);
    }
    return found;
}

}  // namespace

Problem problem_of(std::string_view value, std::size_t least, std::size_t most, Lines lines) {
    const Survey found = survey(value, lines);
    if (!found.valid) return invalid_utf8;
    if (found.refused) return control_character;
    if (found.space_first || found.space_last) return surrounding_space;
    if (found.length < least) return value.empty() ? empty : too_short;
    if (found.length > most) return too_long;
    if (!value.empty() && !found.visible) return invisible;
    // Free text is stored and shown: what belongs to a bank must not come here, by whatever mistake.
    if (holds_card_number(value)) return card_number;
    return none;
}

std::string schema_of(std::size_t least, std::size_t most) {
    std::string schema = R"({"type":"string")";
    if (least > 0) schema += ",\"minLength\":" + std::to_string(least);
    schema += ",\"maxLength\":" + std::to_string(most) + "}";
    return schema;
}

std::optional<std::size_t> code_points(std::string_view value) {
    std::size_t count = 0;
    for (char32_t c = 0; !value.empty(); ++count) {
        if (!take_code_point(value, c)) return std::nullopt;
    }
    return count;
}

}  // namespace text

Parsed<Password> Password::parse(std::string_view text) {
    constexpr std::size_t least = 12;
    constexpr std::size_t most = 128;
    const auto length = text::code_points(text);
    if (!length) return text::invalid_utf8;
    if (text.find('\0') != std::string_view::npos) return text::control_character;
    if (*length < least) return Problem{"too_short", text::Detail<least>::at_least()};
    if (*length > most) return Problem{"too_long", text::Detail<most>::at_most()};
    return Password{std::string(text)};
}

Parsed<Phone> Phone::parse(std::string_view text) {
    constexpr Problem not_a_phone{"not_a_phone",
                                  "must be a telephone number with its country code, such as +51987654321"};
    constexpr std::size_t longest = 32;
    constexpr std::string_view separators = " .-()";
    if (!text.starts_with('+') || text.size() > longest) return not_a_phone;
    std::string number = "+";
    for (const char c : text.substr(1)) {
        if (separators.find(c) != std::string_view::npos) continue;
        if (c < '0' || c > '9') return not_a_phone;
        number += c;
    }
    // ITU-T E.164: at most 15 digits, and no country code begins with 0.
    const std::size_t digits = number.size() - 1;
    if (digits < 8 || digits > 15 || number[1] == '0') return not_a_phone;
    return Phone{std::move(number)};
}

Parsed<Code> Code::parse(std::string_view text) {
    constexpr Problem not_a_code{"not_a_code",
                                 "must be lower case letters and digits, in words joined by single dashes"};
    constexpr std::size_t longest = 64;
    if (text.empty() || text.size() > longest) return not_a_code;
    char before = '-';
    for (const char c : text) {
        const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!word && (c != '-' || before == '-')) return not_a_code;
        before = c;
    }
    if (before == '-') return not_a_code;
    return Code{std::string(text)};
}

}  // namespace venera
