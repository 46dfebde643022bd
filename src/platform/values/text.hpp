// Field types for text and numbers. Text is valid UTF-8 without control characters (a line break and a tab
// are allowed only in Prose); lengths count code points; surrounding white space is an error, never trimmed
// silently.
#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/values/field.hpp"

namespace venera {

namespace text {
enum class Lines { one, many };
// The problem with `value` as text of `least` to `most` code points, or a Problem with an empty code. Codes:
// invalid_utf8, control_character, surrounding_space, too_short, too_long, invisible, card_number. Text is
// stored as sent: right-to-left scripts and their marks are fine; refused are C0 and C1 controls (Lines::many
// takes tab, LF and CR LF), noncharacters, and text of which nothing is to be seen.
Problem problem_of(std::string_view value, std::size_t least, std::size_t most, Lines lines);
std::string schema_of(std::size_t least, std::size_t most);
// The number of code points, or nothing if `value` is not UTF-8.
std::optional<std::size_t> code_points(std::string_view value);

// "must have at most 200 characters" as a constant: a Problem does not own its texts.
template <std::size_t Count>
class Detail {
public:
    static std::string_view at_most() { return {most_.data(), most_.size()}; }
    static std::string_view at_least() { return {least_.data(), least_.size()}; }

private:
    static inline const std::string most_ = "must have at most " + std::to_string(Count) + " characters";
    static inline const std::string least_ = "must have at least " + std::to_string(Count) + " characters";
};
template <std::size_t Least, std::size_t Most>
Problem problem_of(std::string_view value, Lines lines) {
    Problem problem = problem_of(value, Least, Most, lines);
    if (problem.code == "too_long") problem.detail = Detail<Most>::at_most();
    if (problem.code == "too_short" && Least > 1) problem.detail = Detail<Least>::at_least();
    return problem;
}
}  // namespace text

// One line of 1 (or Least) to Most code points.
template <std::size_t Most, std::size_t Least = 1>
struct Text {
    static inline const std::string schema = text::schema_of(Least, Most);

    std::string value;

    auto operator<=>(const Text&) const = default;
    static Parsed<Text> parse(std::string_view input) {
        const Problem problem = text::problem_of<Least, Most>(input, text::Lines::one);
        if (!problem.code.empty()) return problem;
        return Text{std::string(input)};
    }
    std::string text() const { return value; }
};

// Several lines of at most Most code points in all.
template <std::size_t Most>
struct Prose {
    static inline const std::string schema = text::schema_of(1, Most);

    std::string value;

    auto operator<=>(const Prose&) const = default;
    static Parsed<Prose> parse(std::string_view input) {
        const Problem problem = text::problem_of<1, Most>(input, text::Lines::many);
        if (!problem.code.empty()) return problem;
        return Prose{std::string(input)};
    }
    std::string text() const { return value; }
};

// An e-mail address: RFC 5321 dot-atom @ host name, at most 254 characters; kept as typed but the host in
// lower case. Unicode is not accepted in addresses.
struct Email {
    static constexpr std::string_view schema = R"({"type":"string","format":"email","maxLength":254})";

    std::string value;

    auto operator<=>(const Email&) const = default;
    static Parsed<Email> parse(std::string_view text);
    std::string text() const { return value; }
    std::string normalised() const;  // all lower case: what makes an account unique
};

// A password as typed: 12 to 128 code points of any Unicode but U+0000. Never printed: no text(), no schema
// of output.
struct Password {
    static constexpr std::string_view schema =
        R"({"type":"string","format":"password","minLength":12,"maxLength":128,"writeOnly":true})";

    std::string value;

    static Parsed<Password> parse(std::string_view text);
    std::string text() const { return "***"; }
};

// E.164: "+" and 8 to 15 digits; spaces, dots, dashes and brackets of the input are dropped.
struct Phone {
    static constexpr std::string_view schema =
        R"({"type":"string","pattern":"^\\+[0-9 .()-]+$","maxLength":32,"example":"+51987654321"})";

    std::string value;

    auto operator<=>(const Phone&) const = default;
    static Parsed<Phone> parse(std::string_view text);
    std::string text() const { return value; }
};

// An absolute https (or http) URL of at most 2,000 characters.
struct Url {
    static constexpr std::string_view schema = R"({"type":"string","format":"uri","maxLength":2000})";

    std::string value;

    auto operator<=>(const Url&) const = default;
    static Parsed<Url> parse(std::string_view text);
    std::string text() const { return value; }
};

// ISO 3166-1 alpha-2, upper case, of the official list.
struct Country {
    static constexpr std::string_view schema = R"({"type":"string","pattern":"^[A-Z]{2}$","example":"PE"})";

    std::string value;

    auto operator<=>(const Country&) const = default;
    static Parsed<Country> parse(std::string_view text);
    std::string text() const { return value; }
};

// ISO 4217, upper case, of the official list.
struct Currency {
    static constexpr std::string_view schema = R"({"type":"string","pattern":"^[A-Z]{3}$","example":"PEN"})";

    std::string value;

    auto operator<=>(const Currency&) const = default;
    static Parsed<Currency> parse(std::string_view text);
    std::string text() const { return value; }
};

// BCP 47: a language of two or three letters and an optional region ("es", "pt-BR", "es-419"), in canonical
// case.
struct Language {
    static constexpr std::string_view schema =
        R"({"type":"string","pattern":"^[a-z]{2,3}(-([A-Z]{2}|[0-9]{3}))?$","example":"es"})";

    std::string value;

    auto operator<=>(const Language&) const = default;
    static Parsed<Language> parse(std::string_view text);
    std::string text() const { return value; }
};

// A code of a catalogue, such as a specialty: lower case words joined by dashes, at most 64 characters.
struct Code {
    static constexpr std::string_view schema =
        R"({"type":"string","pattern":"^[a-z0-9]+(-[a-z0-9]+)*$","maxLength":64})";

    std::string value;

    auto operator<=>(const Code&) const = default;
    static Parsed<Code> parse(std::string_view text);
    std::string text() const { return value; }
};

// An integer from Least to Most: a JSON integer, not a string. The walkers of platform/json know it by its
// two bounds.
template <std::int64_t Least, std::int64_t Most>
struct Whole {
    static constexpr std::int64_t least = Least;
    static constexpr std::int64_t most = Most;

    std::int64_t value = Least;

    auto operator<=>(const Whole&) const = default;
};

// PATCH members: absent = unchanged, null = cleared (only for Patch<T, Clears::yes>), otherwise the new
// value.
enum class Clears { no, yes };
template <class T, Clears clears = Clears::no>
struct Patch {
    enum class State { absent, null, value } state = State::absent;
    T value{};

    bool given() const { return state != State::absent; }
    bool cleared() const { return state == State::null; }
    // Changes `member` as the patch says; `convert` makes the member's type of the value.
    template <class Member, class Convert = std::identity>
    void apply_to(Member& member, Convert convert = {}) const {
        if (cleared())
            member = Member{};
        else if (given())
            member = convert(value);
    }
};

// A free JSON value, kept as its text: checked syntax, no duplicate members, no U+0000, depth <= 32.
struct Json {
    std::string text_value = "null";
};

}  // namespace venera
