// How C++ values travel to and from PostgreSQL, always in binary. Codec<T> has the type's oid, encode and
// decode:
//   bool bool | std::int16_t int2 | std::int32_t int4 | std::int64_t int8 | Whole<> int8 | double float8
//   Uuid, Id<> uuid | Instant timestamptz | Date date | Period tstzrange [) | Bytes bytea | Json jsonb
//   std::string and every other FieldType, by its text: text | described enums text (the enumerator's name)
//   Document<T> jsonb through platform/json (codec_document.hpp) | std::vector<T> arrays | std::optional<T>
//   NULL or T
// A NULL for a plain member throws SqlError; so do infinite times, U+0000 and text that its field type
// refuses. An integer member also reads the narrower integer columns; a text member also varchar, char and
// name.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "platform/values/instant.hpp"
#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::postgres {

using Oid = std::uint32_t;
using Bytes = std::vector<std::uint8_t>;

// A described struct (or a vector of them) kept in one jsonb column.
template <class T>
struct Document {
    T value{};
};

template <class T>
struct Codec;     // specialised in codec.ipp and codec_document.hpp
struct RowShape;  // the columns of a row: name, oid, whether NULL is allowed, decoder
class ParameterList;
class ResultSet;
template <class Row>
const RowShape& row_shape();

}  // namespace venera::postgres

#include "platform/postgres/codec.ipp"
