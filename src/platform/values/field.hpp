// Field types: values that know their own rules. A field type T is a class that provides
//   static Parsed<T> parse(std::string_view);   the value, or what is wrong with the text
//   std::string text() const;                   what goes on the wire and, by default, into SQL
//   static constexpr std::string_view schema;   its JSON Schema (a type of "string")
// JSON, query parameters, path parameters, configuration and SQL all go through these three members. A type
// whose text never needs an escape in JSON may add `void append_text(std::string& out) const`, which spares
// hot paths a string.
#pragma once
#include <concepts>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace venera {

// What is wrong with one value. Both texts are constants: a problem never quotes its input.
struct Problem {
    std::string_view code;    // stable, for programs: "too_long"
    std::string_view detail;  // for people: "must have at most 200 characters"
};

template <class T>
class Parsed {
public:
    Parsed(T value) : state_(std::move(value)) {}
    Parsed(Problem problem) : state_(problem) {}

    explicit operator bool() const { return std::holds_alternative<T>(state_); }
    const T& operator*() const { return std::get<T>(state_); }
    const T* operator->() const { return &std::get<T>(state_); }
    T take() { return std::move(std::get<T>(state_)); }  // the value, moved out
    const Problem& problem() const { return std::get<Problem>(state_); }

private:
    std::variant<T, Problem> state_;
};

template <class T>
concept FieldType = requires(const T& value, std::string_view text) {
    { T::parse(text) } -> std::same_as<Parsed<T>>;
    { value.text() } -> std::convertible_to<std::string>;
    { T::schema } -> std::convertible_to<std::string_view>;
};

}  // namespace venera
