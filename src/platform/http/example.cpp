#include "platform/http/example.hpp"

#include <cstdint>
#include <limits>

namespace venera::http {

namespace {

using Kind = json::Shape::Kind;

constexpr std::size_t deepest_example = 4;

std::string quoted(std::string_view text) {
    std::string out;
    json::write_string(out, text);
    return out;
}

std::string field_example(const json::Shape& shape) {
    const std::string_view schema = shape.schema();
    if (std::string example = schema_word(schema, "example"); !example.empty()) return quoted(example);
    const std::string format = schema_word(schema, "format");
    if (format == "uuid") return "\"019aa5b0-3f00-7000-8000-0123456789ab\"";
    if (format == "date") return "\"2026-12-01\"";
    if (format == "email") return "\"ana@example.com\"";
    if (format == "password") return "\"a long and unusual passphrase\"";
    if (format == "uri") return "\"https://example.com/\"";
    if (schema_word(schema, "pattern").starts_with("^[a-z0-9]+")) return "\"cardiology\"";
    return "\"text\"";
}

std::string example_of(const json::Shape& shape, std::size_t depth) {
    switch (shape.kind) {
        case Kind::text:
            return "\"text\"";
        case Kind::field:
            return field_example(shape);
        case Kind::boolean:
            return "true";
        case Kind::integer:
            return std::to_string(shape.least > 0 ? shape.least : shape.most < 1 ? shape.most : 1);
        case Kind::number:
            return "1.5";
        case Kind::free:
            return "{}";
        case Kind::choice:
            return quoted(shape.choices.empty() ? std::string_view{} : shape.choices.front().name);
        case Kind::optional:
        case Kind::patch:
            return example_of(shape.inner(), depth);
        case Kind::list:
            return depth == 0 ? "[]" : '[' + example_of(shape.inner(), depth - 1) + ']';
        case Kind::dictionary:
            return "{}";
        case Kind::record:
            break;
    }
    if (depth == 0) return "{}";
    std::string members;
    for (const json::Member& member : shape.members) {
        const bool last_chance = members.empty() && &member == &shape.members.back();
        if (!member.required && !last_chance) continue;
        if (!members.empty()) members += ", ";
        members += quoted(member.name) + ": " + example_of(member.shape(), depth - 1);
    }
    return '{' + members + '}';
}

std::string integer_words(const json::Shape& shape) {
    const bool any_low = shape.least == std::numeric_limits<std::int64_t>::min() ||
                         shape.least == std::numeric_limits<std::int32_t>::min();
    if (any_low) return "integer";
    return "integer from " + std::to_string(shape.least) + " to " + std::to_string(shape.most);
}

std::string field_words(std::string_view schema) {
    const std::string format = schema_word(schema, "format");
    if (format == "uuid") return "UUID";
    if (format == "date-time") return "date-time (RFC 3339)";
    if (!format.empty()) return format;
    const std::string example = schema_word(schema, "example");
    return example.empty() ? "text" : "text such as " + example;
}

}  // namespace

std::string schema_word(std::string_view schema, std::string_view name) {
    const std::string key = '"' + std::string(name) + "\":\"";
    const std::size_t at = schema.find(key);
    if (at == std::string_view::npos) return {};
    std::string word;
    for (std::size_t i = at + key.size(); i < schema.size() && schema[i] != '"'; ++i) {
        if (schema[i] == '\\' && i + 1 < schema.size()) ++i;
        word += schema[i];
    }
    return word;
}

std::string type_words(const json::Shape& shape) {
    switch (shape.kind) {
        case Kind::text:
            return "text";
        case Kind::field:
            return field_words(shape.schema());
        case Kind::boolean:
            return "true or false";
        case Kind::integer:
            return integer_words(shape);
        case Kind::number:
            return "number";
        case Kind::free:
            return "any JSON value";
        case Kind::choice:
            break;
        case Kind::record:
            return shape.name;
        case Kind::optional:
            return type_words(shape.inner());
        case Kind::patch:
            return type_words(shape.inner()) + (shape.clears ? " or null" : "");
        case Kind::list:
            return "list of " + type_words(shape.inner());
        case Kind::dictionary:
            return "map of " + type_words(shape.inner());
    }
    std::string words = "one of";
    for (const json::Choice& choice : shape.choices) {
        words += &choice == &shape.choices.front() ? " " : ", ";
        words += choice.name;
    }
    return words;
}

const json::Shape* record_in(const json::Shape& shape) {
    const json::Shape* inner = &shape;
    while (inner->inner != nullptr) inner = &inner->inner();
    return inner->kind == Kind::record ? inner : nullptr;
}

std::string example_json(const json::Shape& shape) { return example_of(shape, deepest_example); }

}  // namespace venera::http
