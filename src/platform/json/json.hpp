// JSON for described structs: parse with all problems at once, print, and derive the schema, from one table
// per type. Record types carry BOOST_DESCRIBE_STRUCT, enumerations BOOST_DESCRIBE_ENUM; members are field
// types (platform/values), std::string (plain text), bool, integers of up to 64 bits, double, Whole<>, Json,
// enums, records, std::optional, std::vector, std::map<std::string, T>, Patch. An enumerator's name is its
// wire name. A free `void check(const T&, json::Issues&)`, found by ADL, adds rules across the fields of a
// record. This header only declares: a file that parses or prints a type includes shape.hpp, which defines
// the templates.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/values/field.hpp"
#include "platform/values/text.hpp"

namespace venera::json {

struct Issue {
    std::string pointer;    // RFC 6901 for a body ("/hours/0/start_time"); empty for a parameter
    std::string parameter;  // the name of a query or path parameter; empty for a body
    std::string_view
        code;  // "required", "unknown_member", "duplicate_member", "wrong_type", "out_of_range", ...
    std::string_view detail;  // a constant
};

class Issues {
public:
    static constexpr std::size_t limit = 100;  // more problems than this are counted but not listed

    // `where` is a JSON pointer such as "/start".
    void add(std::string_view where, Problem problem);
    void add_parameter(std::string_view name, Problem problem);
    // Not JSON at all, a duplicate member, or bad UTF-8: a 400 rather than a 422.
    void mark_malformed() { malformed_ = true; }
    bool malformed() const { return malformed_; }
    bool empty() const { return count_ == 0 && !malformed_; }
    std::size_t count() const { return count_; }
    bool full() const { return issues_.size() >= limit; }
    const std::vector<Issue>& all() const { return issues_; }

private:
    std::vector<Issue> issues_;
    std::size_t count_ = 0;
    bool malformed_ = false;
};

// The table of a type; built once, read by ordinary code. See shape.hpp.
struct Shape;
template <class T>
const Shape& shape();

// Parses `text` into a T. All problems land in `issues`; the value is meaningful only if `issues` is empty.
template <class T>
T from_json(std::string_view text, Issues& issues);

// Appends the JSON text of `value`. Absent optionals of a record are printed as null, an absent Patch not at
// all.
template <class T>
void write_json(std::string& out, const T& value);
template <class T>
std::string to_json(const T& value);

// Appends the members of a record without its braces: `"a":1,"b":2`.
template <class T>
void write_members(std::string& out, const T& value);

// The JSON Schema (2020-12) of T. Records inside it are references to #/components/schemas/<name>.
template <class T>
std::string schema();

// Appends a JSON string literal, quotes included. Requires: valid UTF-8.
void write_string(std::string& out, std::string_view text);

// Name/value pairs of a query string (already percent-decoded) into a described struct; lists take
// comma-separated values. Problems name the parameter.
struct Parameter {
    std::string name;
    std::string value;
};
template <class T>
T from_parameters(const std::vector<Parameter>& parameters, Issues& issues);

// Checks that `text` is one JSON value under our limits (depth 32, no duplicates, no U+0000).
bool is_json(std::string_view text);

}  // namespace venera::json
