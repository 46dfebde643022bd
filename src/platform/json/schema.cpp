// JSON Schema (2020-12, as OpenAPI 3.1 uses it) from the table of a type. Input and output share one schema:
// an optional member need not be given, may be given as null, and is printed as null.
#include <set>
#include <stdexcept>
#include <string>

#include "platform/json/shape.hpp"

namespace venera::json {
namespace {

using Kind = Shape::Kind;

std::string nullable(const std::string& schema) { return R"({"anyOf":[)" + schema + R"(,{"type":"null"}]})"; }

std::string integer_schema(const Shape& shape) {
    constexpr std::int64_t least64 = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t most64 = std::numeric_limits<std::int64_t>::max();
    constexpr std::int64_t least32 = std::numeric_limits<std::int32_t>::min();
    constexpr std::int64_t most32 = std::numeric_limits<std::int32_t>::max();
    const bool is_32 = shape.least >= least32 && shape.most <= most32;
    std::string schema = R"({"type":"integer","format":")";
    schema += is_32 ? "int32\"" : "int64\"";
    const bool says_all =
        (shape.least == least32 && shape.most == most32) || (shape.least == least64 && shape.most == most64);
    if (!says_all) {
        schema +=
            ",\"minimum\":" + std::to_string(shape.least) + ",\"maximum\":" + std::to_string(shape.most);
    }
    return schema + "}";
}

std::string choice_schema(const Shape& shape) {
    std::string schema = R"({"type":"string","enum":[)";
    for (const Choice& choice : shape.choices) {
        if (&choice != &shape.choices.front()) schema += ',';
        write_string(schema, choice.name);
    }
    return schema + "]}";
}

std::string record_schema(const Shape& shape) {
    std::string members;
    std::string required;
    for (const Member& member : shape.members) {
        if (!members.empty()) members += ',';
        write_string(members, member.name);
        members += ':' + schema_reference(member.shape());
        if (!member.required) continue;
        if (!required.empty()) required += ',';
        write_string(required, member.name);
    }
    std::string schema = R"({"type":"object","properties":{)" + members + "}";
    if (!required.empty()) schema += ",\"required\":[" + required + "]";
    return schema + ",\"additionalProperties\":false}";
}

void collect(const Shape& shape, std::map<std::string, std::string>& schemas,
             std::set<const Shape*>& visited) {
    if (shape.inner != nullptr) return collect(shape.inner(), schemas, visited);
    if (shape.kind != Kind::record || !visited.insert(&shape).second) return;
    const std::string definition = schema_definition(shape);
    const auto [at, is_new] = schemas.emplace(shape.name, definition);
    if (!is_new && at->second != definition) {
        throw std::logic_error("two different structs share the schema name " + shape.name);
    }
    for (const Member& member : shape.members) collect(member.shape(), schemas, visited);
}

// "venera::Page<venera::scheduling::Appointment>" is read from the outside in: Page, then its arguments.
class TypeName {
public:
    explicit TypeName(std::string_view text) : rest_(text) {}

    std::string read() {
        std::string own;
        std::string arguments;
        while (!rest_.empty() && rest_.front() != '>' && rest_.front() != ',') {
            const char c = rest_.front();
            rest_.remove_prefix(1);
            if (c == '<') {
                arguments = read_arguments();
            } else if (c == ':') {
                own.clear();
                arguments.clear();
            } else if (is_word(c)) {
                own += c;
            }
        }
        return arguments + own;
    }

private:
    static bool is_word(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    std::string read_arguments() {
        std::string all;
        while (!rest_.empty()) {
            all += read();
            if (rest_.empty()) break;
            const bool last = rest_.front() == '>';
            rest_.remove_prefix(1);
            if (last) break;
        }
        return all;
    }

    std::string_view rest_;
};

}  // namespace

std::string type_name_in(std::string_view signature) {
    constexpr std::string_view before = "T = ";
    const std::size_t begin = signature.find(before);
    if (begin == std::string_view::npos)
        throw std::logic_error("this compiler writes type names in another way");
    const std::string_view type = signature.substr(begin + before.size());
    // The list of template parameters ends at "]", or goes on after ";".
    return TypeName(type.substr(0, type.find_first_of(";]"))).read();
}

std::string schema_reference(const Shape& shape) {
    if (shape.kind != Kind::record) return schema_definition(shape);
    return R"({"$ref":"#/components/schemas/)" + shape.name + "\"}";
}

std::string schema_definition(const Shape& shape) {
    switch (shape.kind) {
        case Kind::text:
            return R"({"type":"string"})";
        case Kind::field:
            return std::string(shape.schema());
        case Kind::boolean:
            return R"({"type":"boolean"})";
        case Kind::integer:
            return integer_schema(shape);
        case Kind::number:
            return R"({"type":"number","format":"double"})";
        case Kind::free:
            return R"({"description":"Any JSON value"})";
        case Kind::choice:
            return choice_schema(shape);
        case Kind::record:
            return record_schema(shape);
        case Kind::optional:
            return nullable(schema_reference(shape.inner()));
        case Kind::patch:
            return shape.clears ? nullable(schema_reference(shape.inner())) : schema_reference(shape.inner());
        case Kind::list:
            return R"({"type":"array","items":)" + schema_reference(shape.inner()) + "}";
        case Kind::dictionary:
            return R"({"type":"object","additionalProperties":)" + schema_reference(shape.inner()) + "}";
    }
    throw std::logic_error("no such kind of shape");
}

void collect_schemas(const Shape& shape, std::map<std::string, std::string>& schemas) {
    std::set<const Shape*> visited;
    collect(shape, schemas, visited);
}

}  // namespace venera::json
