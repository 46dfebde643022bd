// The tables behind platform/json: one Shape per type, made from Boost.Describe on first use and then read by
// ordinary code (reader, writer, schema, parameters), so that a struct costs the compiler one small table. To
// give a type of your own a shape, specialise ShapeOf<T> with `static const Shape& get()`; to name a record
// otherwise, specialise RecordName<T>. A class template such as Page<T> describes itself with
// BOOST_DESCRIBE_CLASS inside the class, and is named after its arguments first: Page<Appointment> is
// "AppointmentPage".
#pragma once
#include <bit>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "platform/json/json.hpp"
#include "platform/values/field.hpp"
#include "platform/values/text.hpp"

namespace venera::json {

using ShapeFunction = const Shape& (*)();

// One member of a record.
struct Member {
    std::string_view name;
    std::size_t offset;
    ShapeFunction shape;
    bool required;  // neither std::optional nor Patch

    const void* of(const void* record) const { return static_cast<const std::byte*>(record) + offset; }
    void* of(void* record) const { return static_cast<std::byte*>(record) + offset; }
};

// One enumerator.
struct Choice {
    std::string_view name;
    std::int64_t value;
};

// What is known of a type. `kind` says which group of members is set; every void* points to a value of the
// type.
struct Shape {
    enum class Kind {
        text,
        field,
        boolean,
        integer,
        number,
        free,
        choice,
        record,
        optional,
        patch,
        list,
        dictionary
    };
    Kind kind;

    // field
    Problem (*parse)(std::string_view text, void* out) = nullptr;  // an empty code: no problem
    void (*print)(std::string& out, const void* value) = nullptr;  // appends the JSON text
    std::string_view (*schema)() = nullptr;

    // integer, choice
    std::int64_t least = 0;
    std::int64_t most = 0;
    void (*set_integer)(void* out, std::int64_t value) = nullptr;
    std::int64_t (*get_integer)(const void* value) = nullptr;
    std::vector<Choice> choices{};

    // record
    std::string name{};
    std::vector<Member> members{};
    void (*check)(const void* record, Issues& issues) = nullptr;  // null: no rules across fields

    // optional, patch, list, dictionary
    ShapeFunction inner = nullptr;
    bool clears = false;                                // patch: null is allowed
    void* (*emplace)(void* out) = nullptr;              // optional, patch: makes and gives the inner value
    void (*clear)(void* out) = nullptr;                 // patch: sets null; list, dictionary: empties it
    const void* (*get)(const void* value) = nullptr;    // optional, patch: the inner value, or null
    bool (*given)(const void* value) = nullptr;         // patch
    void* (*append)(void* out) = nullptr;               // list: a new last element
    std::size_t (*count)(const void* value) = nullptr;  // list, dictionary
    const void* (*first)(const void* value) = nullptr;  // list: elements lie `stride` bytes apart
    std::size_t stride = 0;                             // list
    void* (*insert)(void* out, std::string_view key) = nullptr;  // dictionary
    using Visit = std::function<void(const std::string& key, const void* value)>;
    void (*each)(const void* value, const Visit& visit) = nullptr;  // dictionary, in order of the keys
};

// A list or a dictionary of a described type has at most this many elements; free JSON is not limited.
inline constexpr std::size_t list_limit = 10'000;

// The walkers over the tables.
void read_value(const Shape& shape, std::string_view text, void* out, Issues& issues);
void write_value(const Shape& shape, std::string& out, const void* value);
void write_members(const Shape& record, std::string& out, const void* value);
void read_parameters(const Shape& record, const std::vector<Parameter>& parameters, void* out,
                     Issues& issues);

// The schema as it is used in a place: a reference for a record, the schema itself for anything else.
std::string schema_reference(const Shape& shape);
// The schema itself, also for a record; members that are records are references.
std::string schema_definition(const Shape& shape);
// Adds the definition of every record reachable from `shape`, by name.
// Throws: std::logic_error if two different records share one name.
void collect_schemas(const Shape& shape, std::map<std::string, std::string>& schemas);

// The parameters of a query struct, for the API document.
struct ParameterSchema {
    std::string_view name;
    std::string schema;
    bool required;
    bool list;  // comma-separated in one parameter: style "form", not exploded
};
std::vector<ParameterSchema> parameter_schemas(const Shape& record);

// ---- How a type gets its shape
// -------------------------------------------------------------------------------------

// The name of a type as written in `signature`: without namespaces, template arguments first.
std::string type_name_in(std::string_view signature);

template <class T>
struct RecordName {
    static std::string get() { return type_name_in(__PRETTY_FUNCTION__); }
};

template <class T>
struct ShapeOf;

template <class T>
const Shape& shape() {
    return ShapeOf<T>::get();
}

template <class T>
concept DescribedRecord = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;
template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;
// Declare `check` beside its struct: a table that is made before the declaration is seen would do without it.
template <class T>
concept Checked = requires(const T& value, Issues& issues) {
    check(value, issues);
};
// A field type whose append_text() writes characters that need no escape: spares the hot path a string.
template <class T>
concept AppendsText = requires(const T& value, std::string& out) {
    value.append_text(out);
};
template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                  (std::signed_integral<T> || sizeof(T) < sizeof(std::int64_t));

namespace detail {

template <class T>
inline constexpr bool dependent_false = false;
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T, Clears clears>
struct IsOptional<Patch<T, clears>> : std::true_type {};

template <FieldType T>
Shape field_shape() {
    return {.kind = Shape::Kind::field,
            .parse = [](std::string_view text, void* out) -> Problem {
                auto parsed = T::parse(text);
                if (!parsed) return parsed.problem();
                *static_cast<T*>(out) = parsed.take();
                return {};
            },
            .print =
                [](std::string& out, const void* value) {
                    if constexpr (AppendsText<T>) {
                        out += '"';
                        static_cast<const T*>(value)->append_text(out);
                        out += '"';
                    } else {
                        write_string(out, static_cast<const T*>(value)->text());
                    }
                },
            .schema = []() -> std::string_view { return T::schema; }};
}

template <Integer T>
Shape integer_shape() {
    return {
        .kind = Shape::Kind::integer,
        .least = std::numeric_limits<T>::min(),
        .most = static_cast<std::int64_t>(std::numeric_limits<T>::max()),
        .set_integer = [](void* out, std::int64_t value) { *static_cast<T*>(out) = static_cast<T>(value); },
        .get_integer =
            [](const void* value) { return static_cast<std::int64_t>(*static_cast<const T*>(value)); }};
}

template <DescribedEnum T, template <class...> class List, class... Descriptor>
Shape choice_shape(List<Descriptor...>) {
    return {
        .kind = Shape::Kind::choice,
        .set_integer = [](void* out, std::int64_t value) { *static_cast<T*>(out) = static_cast<T>(value); },
        .get_integer =
            [](const void* value) { return static_cast<std::int64_t>(*static_cast<const T*>(value)); },
        .choices = {{Descriptor::name, static_cast<std::int64_t>(Descriptor::value)}...}};
}

template <class Record, class Owner, class Value>
Member member(std::string_view name, Value Owner::*pointer) {
    // The pointer to a data member is its offset in the ABI that every platform of ours uses (Itanium C++
    // ABI, 2.3).
    Value Record::*own = pointer;
    return {name, std::bit_cast<std::size_t>(own), &shape<Value>, !IsOptional<Value>::value};
}

template <class T, template <class...> class List, class... Descriptor>
Shape record_shape(List<Descriptor...>) {
    static_assert(sizeof...(Descriptor) <= 64, "the reader marks the members that it saw in 64 bits");
    Shape shape{.kind = Shape::Kind::record,
                .name = RecordName<T>::get(),
                .members = {member<T>(Descriptor::name, Descriptor::pointer)...}};
    if constexpr (Checked<T>) {
        shape.check = [](const void* record, Issues& issues) {
            check(*static_cast<const T*>(record), issues);
        };
    }
    return shape;
}

}  // namespace detail

// Field types, integers, enumerations and records; the other types have specialisations below.
template <class T>
struct ShapeOf {
    static const Shape& get() {
        static const Shape shape = make();
        return shape;
    }

private:
    static Shape make() {
        if constexpr (FieldType<T>) {
            return detail::field_shape<T>();
        } else if constexpr (Integer<T>) {
            return detail::integer_shape<T>();
        } else if constexpr (DescribedEnum<T>) {
            return detail::choice_shape<T>(boost::describe::describe_enumerators<T>{});
        } else if constexpr (DescribedRecord<T>) {
            using namespace boost::describe;
            return detail::record_shape<T>(describe_members<T, mod_any_access | mod_inherited>{});
        } else {
            static_assert(
                detail::dependent_false<T>,
                "this type has no JSON shape: describe it with BOOST_DESCRIBE_STRUCT or BOOST_DESCRIBE_ENUM, "
                "or make it a field type (platform/values/field.hpp)");
        }
    }
};

template <>
struct ShapeOf<std::string> {
    static const Shape& get();
};
template <>
struct ShapeOf<bool> {
    static const Shape& get();
};
template <>
struct ShapeOf<double> {
    static const Shape& get();
};
template <>
struct ShapeOf<Json> {
    static const Shape& get();
};

template <std::int64_t Least, std::int64_t Most>
struct ShapeOf<Whole<Least, Most>> {
    static const Shape& get() {
        using T = Whole<Least, Most>;
        static const Shape shape{
            .kind = Shape::Kind::integer,
            .least = Least,
            .most = Most,
            .set_integer = [](void* out, std::int64_t value) { static_cast<T*>(out)->value = value; },
            .get_integer = [](const void* value) { return static_cast<const T*>(value)->value; }};
        return shape;
    }
};

template <class T>
struct ShapeOf<std::optional<T>> {
    static const Shape& get() {
        using O = std::optional<T>;
        static const Shape made{
            .kind = Shape::Kind::optional,
            .inner = &shape<T>,
            .emplace = [](void* out) -> void* { return &static_cast<O*>(out)->emplace(); },
            .clear = [](void* out) { static_cast<O*>(out)->reset(); },
            .get = [](const void* value) -> const void* {
                const O& optional = *static_cast<const O*>(value);
                return optional ? &*optional : nullptr;
            }};
        return made;
    }
};

template <class T, Clears clears>
struct ShapeOf<Patch<T, clears>> {
    static const Shape& get() {
        using P = Patch<T, clears>;
        static const Shape made{
            .kind = Shape::Kind::patch,
            .inner = &shape<T>,
            .clears = clears == Clears::yes,
            .emplace = [](void* out) -> void* {
                static_cast<P*>(out)->state = P::State::value;
                return &static_cast<P*>(out)->value;
            },
            .clear = [](void* out) { static_cast<P*>(out)->state = P::State::null; },
            .get = [](const void* value) -> const void* {
                const P& patch = *static_cast<const P*>(value);
                return patch.state == P::State::value ? &patch.value : nullptr;
            },
            .given = [](const void* value) { return static_cast<const P*>(value)->given(); }};
        return made;
    }
};

template <class T>
struct ShapeOf<std::vector<T>> {
    static_assert(!std::is_same_v<T, bool>, "std::vector<bool> has no elements to point to");
    static const Shape& get() {
        using L = std::vector<T>;
        static const Shape made{
            .kind = Shape::Kind::list,
            .inner = &shape<T>,
            .clear = [](void* out) { static_cast<L*>(out)->clear(); },
            .append = [](void* out) -> void* { return &static_cast<L*>(out)->emplace_back(); },
            .count = [](const void* value) { return static_cast<const L*>(value)->size(); },
            .first = [](const void* value) -> const void* { return static_cast<const L*>(value)->data(); },
            .stride = sizeof(T)};
        return made;
    }
};

template <class T>
struct ShapeOf<std::map<std::string, T>> {
    static const Shape& get() {
        using M = std::map<std::string, T>;
        static const Shape made{
            .kind = Shape::Kind::dictionary,
            .inner = &shape<T>,
            .clear = [](void* out) { static_cast<M*>(out)->clear(); },
            .count = [](const void* value) { return static_cast<const M*>(value)->size(); },
            .insert = [](void* out, std::string_view key) -> void* {
                return &(*static_cast<M*>(out))[std::string(key)];
            },
            .each =
                [](const void* value, const Shape::Visit& visit) {
                    for (const auto& [key, element] : *static_cast<const M*>(value)) visit(key, &element);
                }};
        return made;
    }
};

// ---- The templates that json.hpp declares
// --------------------------------------------------------------------------

template <class T>
T from_json(std::string_view text, Issues& issues) {
    T value{};
    read_value(shape<T>(), text, &value, issues);
    return value;
}

template <class T>
void write_json(std::string& out, const T& value) {
    write_value(shape<T>(), out, &value);
}

template <class T>
std::string to_json(const T& value) {
    std::string out;
    write_json(out, value);
    return out;
}

template <class T>
void write_members(std::string& out, const T& value) {
    write_members(shape<T>(), out, static_cast<const void*>(&value));
}

template <class T>
std::string schema() {
    return schema_definition(shape<T>());
}

template <class T>
T from_parameters(const std::vector<Parameter>& parameters, Issues& issues) {
    T value{};
    read_parameters(shape<T>(), parameters, &value, issues);
    return value;
}

}  // namespace venera::json
