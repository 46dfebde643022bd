#include "platform/json/shape.hpp"

namespace venera::json {

const Shape& ShapeOf<std::string>::get() {
    static const Shape shape{.kind = Shape::Kind::text};
    return shape;
}

const Shape& ShapeOf<bool>::get() {
    static const Shape shape{.kind = Shape::Kind::boolean};
    return shape;
}

const Shape& ShapeOf<double>::get() {
    static const Shape shape{.kind = Shape::Kind::number};
    return shape;
}

const Shape& ShapeOf<Json>::get() {
    static const Shape shape{.kind = Shape::Kind::free};
    return shape;
}

}  // namespace venera::json
