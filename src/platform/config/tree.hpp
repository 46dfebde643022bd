// A document of settings before it has types: scalars are text, and each value remembers where it was
// written, so that a problem can be told with the file and the line, the variable or the flag. Trees are laid
// over each other (defaults, file, environment, flags) and the result becomes JSON by the shape of the struct
// that will hold it.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/json/shape.hpp"

namespace venera::config {

struct Tree {
    // A plain scalar of YAML may be a number or a flag, a quoted one is text; a loose one, of a variable or a
    // flag, is whatever is asked for, lists included.
    enum class Kind { nothing, plain, quoted, loose, list, map };

    Kind kind = Kind::nothing;
    std::string text{};                                   // plain, quoted, loose
    std::vector<Tree> items{};                            // list
    std::vector<std::pair<std::string, Tree>> members{};  // map
    std::string origin{};  // "venera.yaml:12", "VENERA_LISTEN__PORT"; empty for a default
};

// Parses YAML (or JSON). Line numbers are given to `file` as origin, unless it is empty. Problems of form
// (syntax, a key given twice, too deep, too large) are added to `problems`.
Tree parse_yaml(std::string_view yaml, const std::string& file, std::vector<std::string>& problems);

// A tree with one value at a path, such as {"limits", "loopback"}.
Tree single(const std::vector<std::string>& path, std::string value, const std::string& origin);

// Values of `over` replace those of `base`; maps are joined; an empty section changes nothing.
void lay_over(Tree& base, const Tree& over);

// Where the value at a JSON pointer was written, or the nearest one above it that was; empty if none.
std::string origin_of(const Tree& tree, std::string_view pointer);

// JSON in which each scalar has the type that `shape` asks for, if its text allows it.
void write_json(const json::Shape& shape, const Tree& tree, std::string& out);

}  // namespace venera::config
