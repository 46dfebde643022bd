// The templates behind codec.hpp: one Codec per type, one RowShape per row type. Included by codec.hpp only.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

namespace venera::postgres {

namespace oid {
inline constexpr Oid boolean = 16, bytea = 17, name = 19, int8 = 20, int2 = 21, int4 = 23, text = 25;
inline constexpr Oid float4 = 700, float8 = 701, void_type = 2278, bpchar = 1042, varchar = 1043, date = 1082;
inline constexpr Oid timestamptz = 1184, uuid = 2950, jsonb = 3802, tstzrange = 3910;

// The array type of an element type.
constexpr Oid array_of(Oid element) {
    constexpr Oid pairs[][2] = {{boolean, 1000},     {bytea, 1001}, {int8, 1016},   {int2, 1005},
                                {int4, 1007},        {text, 1009},  {float8, 1022}, {date, 1182},
                                {timestamptz, 1185}, {uuid, 2951},  {jsonb, 3807},  {tstzrange, 3911}};
    for (const auto& pair : pairs) {
        if (pair[0] == element) return pair[1];
    }
    return 0;
}
}  // namespace oid

namespace wire {
// Big-endian integers of PostgreSQL's binary formats. The readers throw SqlError on a wrong length.
void put(std::string& out, std::uint64_t value, std::size_t bytes);
std::int64_t integer(std::string_view in, std::size_t most_bytes);
double floating(std::string_view in);
void put_double(std::string& out, double value);
void put_text(std::string& out, std::string_view text);
void put_json(std::string& out, std::string_view json);
std::string_view json(std::string_view in);
void put_instant(std::string& out, Instant at);
Instant instant(std::string_view in);
// Throws SqlError 22000: a value that the C++ type cannot hold. `what` is a constant, never the value.
[[noreturn]] void refuse(std::string_view what);

// The header of a binary array and the walk over its elements (one dimension, or empty).
void put_array_header(std::string& out, Oid element, std::size_t size, bool has_null);
struct ArrayReader {
    explicit ArrayReader(std::string_view in);
    // Requires: remaining > 0. Empty = NULL element.
    std::optional<std::string_view> next();

    std::string_view rest;
    std::size_t remaining = 0;
};
}  // namespace wire

template <Oid type>
struct CodecOf {
    static constexpr Oid oid = type;
    static constexpr bool accepts(Oid column) { return column == type; }
};

struct TextCodec {
    static constexpr Oid oid = oid::text;
    static constexpr bool accepts(Oid column) {
        return column == oid::text || column == oid::varchar || column == oid::bpchar || column == oid::name;
    }
};

template <class T, Oid type>
struct IntegerCodec {
    static constexpr Oid oid = type;
    static constexpr bool accepts(Oid column) {
        return (column == oid::int2) || (column == oid::int4 && sizeof(T) >= 4) ||
               (column == oid::int8 && sizeof(T) == 8);
    }
    static void encode(std::string& out, T value) {
        wire::put(out, static_cast<std::uint64_t>(static_cast<std::int64_t>(value)), sizeof(T));
    }
    static T decode(std::string_view in) { return static_cast<T>(wire::integer(in, sizeof(T))); }
};

template <>
struct Codec<std::int16_t> : IntegerCodec<std::int16_t, oid::int2> {};
template <>
struct Codec<std::int32_t> : IntegerCodec<std::int32_t, oid::int4> {};
template <>
struct Codec<std::int64_t> : IntegerCodec<std::int64_t, oid::int8> {};

template <std::int64_t Least, std::int64_t Most>
struct Codec<Whole<Least, Most>> : IntegerCodec<std::int64_t, oid::int8> {
    static void encode(std::string& out, Whole<Least, Most> whole) {
        wire::put(out, static_cast<std::uint64_t>(whole.value), 8);
    }
    static Whole<Least, Most> decode(std::string_view in) {
        const std::int64_t value = wire::integer(in, 8);
        if (value < Least || value > Most) wire::refuse("an integer out of its type's range");
        return {value};
    }
};

template <>
struct Codec<bool> : CodecOf<oid::boolean> {
    static void encode(std::string& out, bool value) { out.push_back(value ? '\1' : '\0'); }
    static bool decode(std::string_view in) { return wire::integer(in, 1) != 0; }
};

template <>
struct Codec<double> : CodecOf<oid::float8> {
    static constexpr bool accepts(Oid column) { return column == oid::float8 || column == oid::float4; }
    static void encode(std::string& out, double value) { wire::put_double(out, value); }
    static double decode(std::string_view in) { return wire::floating(in); }
};

template <>
struct Codec<Uuid> : CodecOf<oid::uuid> {
    static void encode(std::string& out, const Uuid& value);
    static Uuid decode(std::string_view in);
};

template <class Tag>
struct Codec<Id<Tag>> : CodecOf<oid::uuid> {
    static void encode(std::string& out, const Id<Tag>& id) { Codec<Uuid>::encode(out, id.value); }
    static Id<Tag> decode(std::string_view in) { return {Codec<Uuid>::decode(in)}; }
};

template <>
struct Codec<Instant> : CodecOf<oid::timestamptz> {
    static void encode(std::string& out, Instant at) { wire::put_instant(out, at); }
    static Instant decode(std::string_view in) { return wire::instant(in); }
};

template <>
struct Codec<Date> : CodecOf<oid::date> {
    static void encode(std::string& out, Date date);
    static Date decode(std::string_view in);
};

template <>
struct Codec<Period> : CodecOf<oid::tstzrange> {
    static void encode(std::string& out, const Period& period);
    static Period decode(std::string_view in);
};

template <>
struct Codec<std::string> : TextCodec {
    static void encode(std::string& out, std::string_view text) { wire::put_text(out, text); }
    static std::string decode(std::string_view in) { return std::string(in); }
};

template <>
struct Codec<Bytes> : CodecOf<oid::bytea> {
    static void encode(std::string& out, const Bytes& bytes) { out.append(bytes.begin(), bytes.end()); }
    static Bytes decode(std::string_view in) { return {in.begin(), in.end()}; }
};

template <>
struct Codec<Json> : CodecOf<oid::jsonb> {
    static void encode(std::string& out, const Json& json) { wire::put_json(out, json.text_value); }
    static Json decode(std::string_view in) { return {std::string(wire::json(in))}; }
};

template <>
struct Codec<Password>;  // never stored: hash it

template <FieldType T>
struct Codec<T> : TextCodec {
    static void encode(std::string& out, const T& value) { wire::put_text(out, value.text()); }
    static T decode(std::string_view in) {
        auto parsed = T::parse(in);
        if (!parsed) wire::refuse("a text that its field type refuses");
        return *parsed;
    }
};

template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

template <DescribedEnum E>
struct Codec<E> : TextCodec {
    static void encode(std::string& out, E value) {
        bool known = false;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto described) {
            if (known || described.value != value) return;
            known = true;
            out += described.name;
        });
        if (!known) wire::refuse("an enumerator without a name");
    }
    static E decode(std::string_view in) {
        std::optional<E> found;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto described) {
            if (in == described.name) found = described.value;
        });
        if (!found) wire::refuse("a text that is no enumerator");
        return *found;
    }
};

template <class T>
struct Codec<std::optional<T>> {
    static constexpr Oid oid = Codec<T>::oid;
    static constexpr bool accepts(Oid column) { return Codec<T>::accepts(column); }
    static std::optional<T> decode(std::string_view in) { return Codec<T>::decode(in); }
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
struct Codec<std::vector<T>> : CodecOf<oid::array_of(Codec<T>::oid)> {
    static_assert(oid::array_of(Codec<T>::oid) != 0, "no arrays of this type");

    static void encode_element(std::string& out, const T& element) {
        const std::size_t at = out.size();
        out.append(4, '\0');
        if constexpr (is_optional<T>) {
            if (element) Codec<typename T::value_type>::encode(out, *element);
        } else {
            Codec<T>::encode(out, element);
        }
        std::string length;
        wire::put(length, out.size() - at - 4, 4);
        if constexpr (is_optional<T>) {
            if (!element) length.assign(4, '\xff');
        }
        out.replace(at, 4, length);
    }
    static void encode(std::string& out, const std::vector<T>& values) {
        wire::put_array_header(out, Codec<T>::oid, values.size(), is_optional<T>);
        for (const T& value : values) encode_element(out, value);
    }
    static std::vector<T> decode(std::string_view in) {
        wire::ArrayReader reader(in);
        std::vector<T> values;
        values.reserve(reader.remaining);
        while (reader.remaining > 0) {
            const auto element = reader.next();
            if (element) {
                values.push_back(Codec<T>::decode(*element));
            } else if constexpr (is_optional<T>) {
                values.push_back(std::nullopt);
            } else {
                wire::refuse("an array with a NULL element");
            }
        }
        return values;
    }
};

// The values of one execution, encoded in one buffer.
class ParameterList {
public:
    struct Value {
        std::size_t offset;
        std::int32_t length;  // -1 is NULL
    };

    template <class... Params>
    static ParameterList of(const Params&... params) {
        ParameterList list;
        list.values_.reserve(sizeof...(params));
        (list.add(params), ...);
        return list;
    }
    template <class T>
    void add(const T& value) {
        const std::size_t offset = bytes_.size();
        if constexpr (is_optional<T>) {
            if (!value) return values_.push_back({offset, -1});
            Codec<typename T::value_type>::encode(bytes_, *value);
        } else {
            Codec<T>::encode(bytes_, value);
        }
        values_.push_back({offset, static_cast<std::int32_t>(bytes_.size() - offset)});
    }

    const std::vector<Value>& values() const { return values_; }
    const char* data(const Value& value) const { return bytes_.data() + value.offset; }

private:
    std::string bytes_;
    std::vector<Value> values_;
};

// One column of a row type.
struct Column {
    std::string_view name;  // empty: the only column, whatever its name
    Oid type;
    bool nullable;
    bool (*accepts)(Oid column);
    void (*decode)(void* row, std::string_view bytes);
    void (*clear)(void* row);  // NULL; only called if nullable
};

struct RowShape {
    bool is_void = false;  // the statement's rows, if any, are not read
    std::vector<Column> columns;
};

template <class T>
concept HasCodec = requires {
    Codec<T>::oid;
};
template <class T>
concept DescribedStruct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

template <class Row, class Descriptor>
Column member_column() {
    using Member = std::remove_cvref_t<decltype(std::declval<Row&>().*Descriptor::pointer)>;
    static_assert(HasCodec<Member>, "a member of a row needs a Codec");
    return {Descriptor::name,
            Codec<Member>::oid,
            is_optional<Member>,
            &Codec<Member>::accepts,
            [](void* row, std::string_view bytes) {
                static_cast<Row*>(row)->*Descriptor::pointer = Codec<Member>::decode(bytes);
            },
            [](void* row) { static_cast<Row*>(row)->*Descriptor::pointer = Member{}; }};
}

template <class Row, template <class...> class List, class... Descriptors>
std::vector<Column> member_columns(List<Descriptors...>) {
    return {member_column<Row, Descriptors>()...};
}

template <class Row>
RowShape make_row_shape() {
    if constexpr (std::is_void_v<Row>) {
        return {true, {}};
    } else if constexpr (HasCodec<Row>) {
        return {
            false,
            {{{},
              Codec<Row>::oid,
              is_optional<Row>,
              &Codec<Row>::accepts,
              [](void* row, std::string_view bytes) { *static_cast<Row*>(row) = Codec<Row>::decode(bytes); },
              [](void* row) { *static_cast<Row*>(row) = Row{}; }}}};
    } else {
        static_assert(DescribedStruct<Row>, "a row is void, a type with a Codec, or a described struct");
        constexpr unsigned members = boost::describe::mod_any_access | boost::describe::mod_inherited;
        return {false, member_columns<Row>(boost::describe::describe_members<Row, members>{})};
    }
}

template <class Row>
const RowShape& row_shape() {
    static const RowShape shape = make_row_shape<Row>();
    return shape;
}

}  // namespace venera::postgres
