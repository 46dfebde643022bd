// Query strings into described structs. A parameter is a scalar, an optional scalar, or a comma-separated
// list of them.
#include <algorithm>
#include <stdexcept>

#include "platform/json/problems.hpp"
#include "platform/json/scalars.hpp"
#include "platform/json/shape.hpp"

namespace venera::json {
namespace {

using Kind = Shape::Kind;

bool all_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// RFC 8259, 6: an optional minus and digits without a leading zero.
bool is_integer(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    return all_digits(text) && (text.size() == 1 || text.front() != '0');
}

// RFC 8259, 6: an integer, then an optional fraction and an optional exponent.
bool is_number(std::string_view text) {
    const std::size_t whole = std::min(text.find_first_of(".eE"), text.size());
    if (!is_integer(text.substr(0, whole))) return false;
    std::string_view rest = text.substr(whole);
    if (rest.starts_with('.')) {
        const std::size_t end = std::min(rest.find_first_of("eE"), rest.size());
        if (!all_digits(rest.substr(1, end - 1))) return false;
        rest.remove_prefix(end);
    }
    if (rest.empty()) return true;
    rest.remove_prefix(1);
    if (rest.starts_with('+') || rest.starts_with('-')) rest.remove_prefix(1);
    return all_digits(rest);
}

Problem set_boolean(std::string_view text, void* out) {
    if (text != "true" && text != "false") return problems::wrong_type(Kind::boolean);
    *static_cast<bool*>(out) = text == "true";
    return {};
}

// Requires: `shape` is a scalar; parameters of other kinds are a mistake in the struct.
Problem set_scalar(const Shape& shape, std::string_view text, void* out) {
    switch (shape.kind) {
        case Kind::text:
            return set_text(text, out);
        case Kind::field:
            return shape.parse(text, out);
        case Kind::choice:
            return set_choice(shape, text, out);
        case Kind::boolean:
            return set_boolean(text, out);
        case Kind::integer:
            return is_integer(text) ? set_integer(shape, text, out) : problems::wrong_type(shape.kind);
        case Kind::number:
            return is_number(text) ? set_number(text, out) : problems::wrong_type(shape.kind);
        case Kind::free:
        case Kind::record:
        case Kind::optional:
        case Kind::patch:
        case Kind::list:
        case Kind::dictionary:
            break;
    }
    throw std::logic_error("a parameter must be a scalar or a list of scalars");
}

// Stops at the first bad element: the list is one parameter and gets one problem.
Problem set_list(const Shape& shape, std::string_view text, void* out) {
    shape.clear(out);
    for (std::size_t comma = 0; comma != std::string_view::npos;) {
        comma = text.find(',');
        const Problem problem = set_scalar(shape.inner(), text.substr(0, comma), shape.append(out));
        if (!problem.code.empty()) return problem;
        if (comma != std::string_view::npos) text.remove_prefix(comma + 1);
    }
    return {};
}

Problem set_parameter(const Shape& shape, std::string_view text, void* out) {
    if (shape.kind == Kind::optional) return set_parameter(shape.inner(), text, shape.emplace(out));
    if (shape.kind == Kind::list) return set_list(shape, text, out);
    return set_scalar(shape, text, out);
}

// A list that no parameter names is empty, so it is not required.
bool is_required(const Member& member) { return member.required && member.shape().kind != Kind::list; }

void check_parameters(const Shape& record, const void* value, Issues& issues) {
    if (record.check == nullptr) return;
    Issues own;
    record.check(value, own);
    for (const Issue& issue : own.all()) {
        const std::string_view pointer = issue.pointer;
        const std::string_view name = issue.parameter.empty() ? pointer.substr(pointer.empty() ? 0 : 1)
                                                              : std::string_view(issue.parameter);
        issues.add_parameter(name, {issue.code, issue.detail});
    }
}

}  // namespace

void read_parameters(const Shape& record, const std::vector<Parameter>& parameters, void* out,
                     Issues& issues) {
    const std::size_t problems_before = issues.count();
    std::uint64_t seen = 0;
    for (const auto& [name, value] : parameters) {
        const auto is_named = [&](const Member& member) { return member.name == name; };
        const auto member = std::find_if(record.members.begin(), record.members.end(), is_named);
        if (member == record.members.end()) {
            issues.add_parameter(name, problems::unknown_parameter);
            continue;
        }
        const std::uint64_t bit = std::uint64_t{1} << (member - record.members.begin());
        if ((seen & bit) != 0) {
            issues.add_parameter(name, problems::duplicate_parameter);
            continue;
        }
        seen |= bit;
        const Problem problem = set_parameter(member->shape(), value, member->of(out));
        if (!problem.code.empty()) issues.add_parameter(name, problem);
    }
    for (std::size_t i = 0; i < record.members.size(); ++i) {
        const Member& member = record.members[i];
        if (is_required(member) && (seen >> i & 1) == 0)
            issues.add_parameter(member.name, problems::required);
    }
    if (issues.count() == problems_before) check_parameters(record, out, issues);
}

std::vector<ParameterSchema> parameter_schemas(const Shape& record) {
    std::vector<ParameterSchema> schemas;
    for (const Member& member : record.members) {
        const Shape* shape = &member.shape();
        if (shape->kind == Kind::optional) shape = &shape->inner();
        schemas.push_back(
            {member.name, schema_reference(*shape), is_required(member), shape->kind == Kind::list});
    }
    return schemas;
}

}  // namespace venera::json
