#include "platform/values/card_numbers.hpp"

#include <array>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>

#include "platform/values/utf8.hpp"

namespace venera {

namespace {

constexpr std::size_t shortest = 13;
constexpr std::size_t longest = 19;

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

// What a reader takes for a digit: ASCII, full-width and Arabic-Indic ones.
std::optional<char> digit_of(char32_t c) {
    for (const char32_t zero : U"0\uFF10\u0660\u06F0") {
        if (zero != 0 && c >= zero && c <= zero + 9) return static_cast<char>('0' + (c - zero));
    }
    return std::nullopt;
}

bool is_invisible(char32_t c) {
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
}

bool is_blank(char32_t c) { return text::is_space(c) || c == '\n' || c == '\r' || c == '\t'; }

// Punctuation and other signs: ASCII and Latin-1 ones, dashes, bullets, full-width ones. Not '+' and ':', by
// which telephone numbers and times begin.
bool is_mark(char32_t c) {
    constexpr std::u32string_view marks =
        U"!\"#$%&'()*,-./;<=>?@[\\]^_`{|}~\u00AC\u00AF\u00B7\u2212\u2215\u30FB";
    return marks.find(c) != std::u32string_view::npos || (c >= 0x2010 && c <= 0x2027) ||
           (c >= 0x2030 && c <= 0x205E) || (c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF3B && c <= 0xFF40);
}

// What stands between two groups of digits.
struct Gap {
    std::array<char32_t, 3> marks{};  // without what is blank
    std::size_t marked = 0;
    std::size_t blanks = 0;
    bool is_plain = false;  // one space, dash or dot
    bool joins = true;

    void add(char32_t c) {
        if (is_blank(c))
            ++blanks;
        else if (is_mark(c) && marked < marks.size())
            marks[marked++] = c;
        else
            joins = false;
        is_plain = blanks + marked == 1 && (c == ' ' || c == '-' || c == '.');
        joins = joins && blanks <= 4;
    }
};

// The digits that follow each other, and how they are grouped.
class Groups {
public:
    Groups() = default;
    Groups(const Groups&) = delete;
    Groups& operator=(const Groups&) = delete;
    // A number must not stay behind on the stack.
    ~Groups() { ::explicit_bzero(digits_.data(), digits_.size()); }

    bool is_full() const { return count_ == longest; }
    void add(char digit) {
        digits_[count_++] = digit;
        ++sizes_[groups_];
    }
    // After the last digit of a group.
    bool ends_number() const {
        return count_ >= shortest && (is_plain_ || (is_even_ && is_printed())) &&
               is_card_number({digits_.data(), count_});
    }
    // False if no number goes on after it.
    bool add(const Gap& gap) {
        if (!gap.joins) return false;
        if (groups_ > 0) is_even_ = is_even_ && gap.marks == first_.marks;
        if (groups_ == 0) first_ = gap;
        is_plain_ = is_plain_ && gap.is_plain;
        ++groups_;
        return is_plain_ || is_even_;
    }

private:
    // As cards show their numbers: in fours, or as 4-6-4 and 4-6-5. Other numbers seldom come so.
    bool is_printed() const {
        if (groups_ == 2 && sizes_[0] == 4 && sizes_[1] == 6) return sizes_[2] == 4 || sizes_[2] == 5;
        for (std::size_t i = 0; i < groups_; ++i) {
            if (sizes_[i] != 4) return false;
        }
        return sizes_[groups_] <= 4;
    }

    std::array<char, longest> digits_{};
    std::array<std::size_t, longest> sizes_{};
    std::size_t count_ = 0;
    std::size_t groups_ = 0;  // before the one that goes on
    Gap first_{};
    bool is_plain_ = true;  // all gaps
    bool is_even_ = true;   // the same marks in all gaps
};

// The next sign that can be seen; nothing at the end. What is no UTF-8 is some sign.
std::optional<char32_t> next(std::string_view& rest) {
    while (!rest.empty()) {
        char32_t c = 0xFFFD;
        if (!text::take_code_point(rest, c)) rest.remove_prefix(1);
        if (!is_invisible(c)) return c;
    }
    return std::nullopt;
}

// Whether a number begins with the group at the beginning of `rest`, and ends with one of the groups.
bool begins_number(std::string_view rest) {
    Groups groups;
    auto sign = next(rest);
    for (;;) {
        for (; sign && digit_of(*sign); sign = next(rest)) {
            if (groups.is_full()) return false;
            groups.add(*digit_of(*sign));
        }
        if (groups.ends_number()) return true;
        Gap gap;
        for (; sign && gap.joins && !digit_of(*sign); sign = next(rest)) gap.add(*sign);
        if (!sign || !groups.add(gap)) return false;
    }
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
    bool in_group = false;
    for (auto rest = text; !rest.empty();) {
        const auto from = rest;
        const auto sign = next(rest);
        const bool is_digit = sign && digit_of(*sign);
        if (is_digit && !in_group && begins_number(from)) return true;
        in_group = is_digit;
    }
    return false;
}

}  // namespace venera
