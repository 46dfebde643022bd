#include "platform/crypto/password_list.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace venera::crypto {

// The list as it is packaged: "#!comment:" lines, then one password a line. CMake makes the definition.
extern const char* const common_passwords;

namespace {

// Padding of at most this many characters does not make a common word uncommon.
constexpr std::size_t short_padding = 4;

// Beyond this many characters a pattern no longer makes a password common: whoever guesses would have to know
// the pattern and how often it repeats, and nobody tries so many first.
constexpr std::size_t longest_pattern = 24;

// Of UTF-8: every byte but those that continue a character.
std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// Lower case for ASCII and for the letters U+00C0 to U+00DE: enough for "PASSWORD" and for "ÁLVARO".
std::string folded(std::string_view text) {
    std::string out(text);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto c = static_cast<unsigned char>(out[i]);
        if (c >= 'A' && c <= 'Z') out[i] = static_cast<char>(c + 32);
        if (c != 0xC3 || i + 1 == out.size()) continue;
        const auto low = static_cast<unsigned char>(out[i + 1]);
        if (low >= 0x80 && low <= 0x9E && low != 0x97) out[i + 1] = static_cast<char>(low + 0x20);
    }
    return out;
}

const std::vector<std::string>& words() {
    static const std::vector<std::string> sorted = [] {
        std::vector<std::string> list;
        std::string_view rest = common_passwords;
        while (!rest.empty()) {
            const std::string_view line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(rest.size(), line.size() + 1));
            if (!line.empty() && !line.starts_with("#!comment")) list.push_back(folded(line));
        }
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
        return list;
    }();
    return sorted;
}

bool is_listed(std::string_view word) { return std::binary_search(words().begin(), words().end(), word); }

// Runs of one character, counting up or down with wrap-around from 9 to 0 ("aaaa", "6789012", "fedcba"), and
// walks along a row of the keyboard.
bool is_sequence(std::string_view text) {
    if (text.size() < 3) return false;
    for (const std::string_view row :
         {"qwertyuiopasdfghjklzxcvbnm", "zxcvbnmasdfghjklqwertyuiop", "mnbvcxzlkjhgfdsapoiuytrewq"}) {
        if (row.find(text) != std::string_view::npos) return true;
    }
    for (const int step : {0, 1, -1}) {
        const auto follows = [step](char a, char b) {
            if (a + step == b) return true;
            return (step == 1 && a == '9' && b == '0') || (step == -1 && a == '0' && b == '9');
        };
        bool all = true;
        for (std::size_t i = 1; i < text.size(); ++i) all = all && follows(text[i - 1], text[i]);
        if (all) return true;
    }
    return false;
}

// The shortest unit that `text` consists of when repeated, possibly cut off at its end: "abcabca" -> "abc".
std::string_view unit_of(std::string_view text) {
    for (std::size_t size = 1; size <= text.size() / 2; ++size) {
        if (text.substr(size) == text.substr(0, text.size() - size)) return text.substr(0, size);
    }
    return text;
}

bool is_weak_padding(std::string_view text) { return text.size() <= short_padding || is_sequence(text); }

// A listed word of at least four characters with weak padding before or after it.
bool is_padded_word(std::string_view text) {
    for (std::size_t size = text.size(); size >= 4; --size) {
        const std::string_view after = text.substr(size);
        if (is_weak_padding(after) && is_listed(text.substr(0, size))) return true;
        const std::string_view before = text.substr(0, text.size() - size);
        if (is_weak_padding(before) && is_listed(text.substr(text.size() - size))) return true;
    }
    return false;
}

}  // namespace

bool is_common(std::string_view password) {
    const std::string text = folded(password);
    if (characters(text) > longest_pattern) return is_listed(text);
    const std::string_view unit = unit_of(text);
    // A unit of up to three characters repeated is trivial whatever it is.
    if (unit.size() <= 3) return true;
    for (const std::string_view part : {std::string_view(text), unit}) {
        if (is_listed(part) || is_sequence(part) || (part.size() >= 4 && is_padded_word(part))) return true;
    }
    return false;
}

bool too_weak(std::string_view password, const Person& person) {
    if (is_common(password)) return true;
    const std::string text = folded(password);
    const std::string email = folded(person.email);
    const std::string first = folded(person.first_name);
    const std::string last = folded(person.last_name);
    std::vector<std::string> own{email, email.substr(0, email.find('@')), first, last};
    for (const char* const between : {"", " ", ".", "-", "_"}) {
        own.push_back(first + between + last);
        own.push_back(last + between + first);
    }
    return !text.empty() && std::find(own.begin(), own.end(), text) != own.end();
}

}  // namespace venera::crypto
