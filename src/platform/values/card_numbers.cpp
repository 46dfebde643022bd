#include "platform/values/card_numbers.hpp"

#include <array>
#include <cstddef>
#include <string>

namespace venera {

namespace {

constexpr std::size_t shortest = 13;
constexpr std::size_t longest = 19;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Prefixes from `least` to `most`, of numbers with so many digits.
struct Range {
    std::string_view least;
    std::string_view most;
    std::size_t shortest;
    std::size_t longest;
};
constexpr std::array ranges{
    Range{"4", "4", 13, 19},     Range{"51", "55", 16, 16}, Range{"2221", "2720", 16, 16},
    Range{"34", "34", 15, 15},   Range{"37", "37", 15, 15}, Range{"6011", "6011", 16, 19},
    Range{"644", "649", 16, 19}, Range{"65", "65", 16, 19}, Range{"300", "305", 14, 19},
    Range{"36", "36", 14, 19},   Range{"38", "39", 14, 19}, Range{"3528", "3589", 16, 19},
    Range{"62", "62", 16, 19},
};

bool is_card_number(std::string_view digits) {
    for (const Range& range : ranges) {
        const auto prefix = digits.substr(0, range.least.size());
        if (prefix < range.least || prefix > range.most) continue;
        if (digits.size() >= range.shortest && digits.size() <= range.longest) return passes_luhn(digits);
    }
    return false;
}

// Whether a number begins with the group at `begin` and ends with one of the groups after it.
bool begins_number(std::string_view text, std::size_t begin) {
    std::array<char, longest> digits{};
    std::size_t count = 0;
    for (std::size_t at = begin; at < text.size(); ++at) {
        if (is_digit(text[at])) {
            if (count == longest) return false;
            digits[count++] = text[at];
            const bool group_ends = at + 1 == text.size() || !is_digit(text[at + 1]);
            if (group_ends && count >= shortest && is_card_number({digits.data(), count})) return true;
        } else {
            const bool joins = text[at] == ' ' || text[at] == '-' || text[at] == '.';
            if (!joins || at + 1 == text.size() || !is_digit(text[at + 1])) return false;
        }
    }
    return false;
}

}  // namespace

bool passes_luhn(std::string_view digits) {
    int sum = 0;
    bool doubled = false;
    for (std::size_t i = digits.size(); i-- > 0; doubled = !doubled) {
        const int twice = (digits[i] - '0') * 2;
        sum += doubled ? twice / 10 + twice % 10 : twice / 2;
    }
    return sum > 0 && sum % 10 == 0;
}

bool holds_card_number(std::string_view text) {
    if (text.size() < shortest) return false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool group_begins = is_digit(text[at]) && (at == 0 || !is_digit(text[at - 1]));
        if (group_begins && begins_number(text, at)) return true;
    }
    return false;
}

}  // namespace venera
