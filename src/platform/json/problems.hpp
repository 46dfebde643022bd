// The problems that the shape of an input can have, for bodies and for parameters. Inside platform/json only.
#pragma once
#include "platform/json/shape.hpp"
#include "platform/values/field.hpp"

namespace venera::json::problems {

inline constexpr Problem syntax{"syntax", "must be one JSON value in UTF-8"};
inline constexpr Problem too_deep{"too_deep", "must be nested at most 32 levels deep"};
inline constexpr Problem too_long{"too_long", "is too long"};
inline constexpr Problem too_many{"too_many", "must have at most 10000 elements"};
inline constexpr Problem required{"required", "is required"};
inline constexpr Problem unknown_member{"unknown_member", "is not a member of this object"};
inline constexpr Problem duplicate_member{"duplicate_member", "must not be given twice"};
inline constexpr Problem unknown_parameter{"unknown_parameter", "is not a parameter of this request"};
inline constexpr Problem duplicate_parameter{"duplicate_parameter", "must not be given twice"};
inline constexpr Problem out_of_range{"out_of_range", "is out of range"};
inline constexpr Problem not_allowed{"not_allowed", "must be one of the listed values"};
inline constexpr Problem control_character{"control_character", "must not contain U+0000"};
inline constexpr Problem not_null{"wrong_type", "must not be null"};

inline Problem wrong_type(Shape::Kind kind) {
    using Kind = Shape::Kind;
    switch (kind) {
        case Kind::text:
        case Kind::field:
        case Kind::choice:
            return {"wrong_type", "must be a string"};
        case Kind::boolean:
            return {"wrong_type", "must be true or false"};
        case Kind::integer:
            return {"wrong_type", "must be an integer"};
        case Kind::number:
            return {"wrong_type", "must be a number"};
        case Kind::record:
        case Kind::dictionary:
            return {"wrong_type", "must be an object"};
        case Kind::list:
            return {"wrong_type", "must be an array"};
        case Kind::free:
        case Kind::optional:
        case Kind::patch:
            break;
    }
    return not_null;
}

}  // namespace venera::json::problems
