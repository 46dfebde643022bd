#include "triage/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "triage/limits.hpp"

namespace venera::triage {

namespace {

constexpr char32_t none = 0;
constexpr char32_t invalid = 0xFFFD;

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool is_small(char32_t c) { return c >= 'a' && c <= 'z'; }

// Soft hyphens and signs of no width, which come along with what is pasted.
bool is_invisible(char32_t c) {
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
}

// The letter without its accent, in lower case; 0 if it has none. Latin-1 covers English and Spanish.
constexpr std::string_view latin = "aaaaaaaceeeeiiiidnooooo_ouuuuytsaaaaaaaceeeeiiiidnooooo_ouuuuyty";

char32_t folded(char32_t c) {
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;  // the wide forms of ASCII
    if (c >= 'A' && c <= 'Z') return c - 'A' + 'a';
    if (c >= 0xC0 && c <= 0xFF) {
        const char plain = latin[c - 0xC0];
        return plain == '_' ? U' ' : static_cast<char32_t>(plain);
    }
    if (c == 0x2019 || c == 0x2018 || c == 0xB4 || c == '`') return U'\'';
    if (c == 0x2013 || c == 0x2014 || c == 0x2212) return U'-';
    if (c == 0x2026) return U'.';
    if (c == 0xBF || c == 0xA1) return U'?';
    return c;
}

// Takes one code point off `rest`; what is not UTF-8 is taken byte by byte.
char32_t take_code_point(std::string_view& rest) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
    const unsigned char first = byte(0);
    const std::size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length == 0 || length > rest.size()) {
        rest.remove_prefix(1);
        return invalid;
    }
    char32_t c = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) {
            rest.remove_prefix(1);
            return invalid;
        }
        c = (c << 6U) | (byte(i) & 0x3FU);
    }
    rest.remove_prefix(length);
    return c;
}

// Takes up to the next letter or sign that is seen off `rest`.
char32_t take_seen(std::string_view& rest) {
    while (!rest.empty()) {
        const char32_t c = take_code_point(rest);
        if (!is_invisible(c)) return folded(c);
    }
    return none;
}

}  // namespace

Words::Words(std::string_view text) {
    text = text.substr(0, limits::text_bytes);
    text_.reserve(text.size());
    words_.reserve(text.size() / 5);
    char32_t before = none;
    char32_t c = take_seen(text);
    while (c != none || !text.empty()) {
        const char32_t after = take_seen(text);
        take(c, before, after);
        before = c;
        c = after;
    }
    end_word();
}

void Words::take(char32_t c, char32_t before, char32_t after) {
    if (is_small(c)) {
        const char letter = static_cast<char>(c);
        append(Kind::letter, {&letter, 1});
    } else if (is_digit(c)) {
        const char digit = static_cast<char>(c);
        append(Kind::digit, {&digit, 1});
    } else if (c == '\'' || (c >= 0x300 && c <= 0x36F)) {
        // An apostrophe, or the accent of a letter that is written in two parts.
        if (c == '\'') apostrophe_ = text_.size();
    } else if ((c == '.' || c == ',') && is_digit(before) && is_digit(after)) {
        append(Kind::digit, ".");
    } else if (c == '.' || c == ';' || c == '!' || c == '?' || c == '\n') {
        end_word();
        end_sentence();
    } else if (c == ',' || c == ':' || c == '(' || c == ')' || (c == '-' && before == ' ' && after == ' ')) {
        end_word();
        end_clause();
    } else {
        end_word();
    }
}

void Words::append(Kind kind, std::string_view bytes) {
    // A unit that is glued to its number is a word of its own.
    if (last_ == Kind::digit && kind == Kind::letter) end_word();
    if (last_ == Kind::none) begin_ = static_cast<std::uint32_t>(text_.size());
    last_ = kind;
    if (text_.size() - begin_ < limits::word_bytes) text_ += bytes;
}

void Words::end_word() {
    if (last_ == Kind::none) return;
    last_ = Kind::none;
    // "throat's" is "throat", but "he's" is "hes".
    if (apostrophe_ + 1 == text_.size() && text_.back() == 's' && text_.size() - begin_ > 5) text_.pop_back();
    words_.push_back({begin_, static_cast<std::uint32_t>(text_.size()) - begin_, clause_, sentence_});
    is_clause_open_ = true;
    is_sentence_open_ = true;
}

void Words::end_clause() {
    if (is_clause_open_) ++clause_;
    is_clause_open_ = false;
}

void Words::end_sentence() {
    end_clause();
    if (is_sentence_open_) ++sentence_;
    is_sentence_open_ = false;
}

void Words::respell(const std::function<Reading(std::string_view)>& reading) {
    std::vector<Word> all;
    all.reserve(words_.size());
    const auto append = [&](std::string_view text) {
        text_ += text;
        return static_cast<std::uint32_t>(text_.size() - text.size());
    };
    for (std::size_t i = 0; i < words_.size(); ++i) {
        Word word = words_[i];
        const auto [meant, is_certain] = reading((*this)[i]);
        if (!meant.empty() && is_certain) {
            for (std::string_view rest = meant; !rest.empty();) {
                const auto next = rest.substr(0, rest.find(' '));
                word.begin = append(next);
                word.length = static_cast<std::uint32_t>(next.size());
                all.push_back(word);
                rest.remove_prefix(std::min(next.size() + 1, rest.size()));
            }
            continue;
        }
        word.other_begin = append(meant);
        word.other_length = static_cast<std::uint32_t>(meant.size());
        all.push_back(word);
    }
    words_ = std::move(all);
}

double number_of(std::string_view word) {
    constexpr double no = -1;
    if (word.empty()) return no;
    if (!is_digit(static_cast<unsigned char>(word[0]))) {
        if (word.size() < 2 || word.size() > 9) return no;
        // In the order of the alphabet: every word of every text is looked for here.
        static constexpr std::array<std::pair<std::string_view, int>, 38> named{
            {{"cinco", 5},  {"cincuenta", 50}, {"cuarenta", 40}, {"cuatro", 4},  {"diez", 10},
             {"doce", 12},  {"dos", 2},        {"eight", 8},     {"eleven", 11}, {"fifteen", 15},
             {"fifty", 50}, {"five", 5},       {"forty", 40},    {"four", 4},    {"nine", 9},
             {"nueve", 9},  {"ocho", 8},       {"once", 11},     {"one", 1},     {"quince", 15},
             {"seis", 6},   {"sesenta", 60},   {"seven", 7},     {"siete", 7},   {"six", 6},
             {"sixty", 60}, {"ten", 10},       {"thirty", 30},   {"three", 3},   {"treinta", 30},
             {"tres", 3},   {"twelve", 12},    {"twenty", 20},   {"two", 2},     {"un", 1},
             {"una", 1},    {"uno", 1},        {"veinte", 20}}};
        const auto found =
            std::ranges::lower_bound(named, word, {}, &std::pair<std::string_view, int>::first);
        return found != named.end() && found->first == word ? found->second : no;
    }
    double whole = 0;
    double place = 0;
    for (const char c : word) {
        if (c == '.') {
            if (place > 0) return no;
            place = 1;
        } else if (!is_digit(static_cast<unsigned char>(c))) {
            return no;
        } else if (place > 0) {
            place /= 10;
            whole += place * (c - '0');
        } else {
            whole = whole * 10 + (c - '0');
        }
    }
    return whole;
}

}  // namespace venera::triage
