// Example values and short type names from shapes, for /docs. Inside platform/http only.
#pragma once
#include <string>

#include "platform/json/shape.hpp"

namespace venera::http {

// The string member `name` of a small schema such as {"type":"string","format":"uuid"}; empty if there is
// none.
std::string schema_word(std::string_view schema, std::string_view name);

// "UUID", "integer from 1 to 100", "list of Appointment", as text.
std::string type_words(const json::Shape& shape);
// The record behind optionals and lists; null if there is none.
const json::Shape* record_in(const json::Shape& shape);

// A JSON value of this shape; of records only the required members, or the first if none is.
std::string example_json(const json::Shape& shape);

}  // namespace venera::http
