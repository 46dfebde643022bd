#include "platform/config/tree.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace venera::config {
namespace {

constexpr int deepest = 16;
constexpr std::size_t most_values = 10'000;

std::string place(const std::string& file, int line) {
    return file.empty() ? std::string() : file + ":" + std::to_string(line + 1);
}

// YAML::Node to Tree, with limits: aliases can make a small text mean a huge document.
class Reader {
public:
    Reader(const std::string& file, std::vector<std::string>& problems) : file_(file), problems_(problems) {}

    Tree read(const YAML::Node& node, const std::string& pointer, int depth);

private:
    void read_map(const YAML::Node& node, const std::string& pointer, int depth, Tree& tree);

    const std::string& file_;
    std::vector<std::string>& problems_;
    std::size_t values_ = 0;
    bool too_large_ = false;
};

Tree Reader::read(const YAML::Node& node, const std::string& pointer, int depth) {
    Tree tree;
    tree.origin = place(file_, node.Mark().line);
    if (++values_ > most_values || depth > deepest) {
        if (!too_large_)
            problems_.push_back(tree.origin + ": the file has too many or too deeply nested values");
        too_large_ = true;
        return tree;
    }
    switch (node.Type()) {
        case YAML::NodeType::Undefined:
        case YAML::NodeType::Null:
            break;
        case YAML::NodeType::Scalar:
            // The tag of a quoted scalar is "!", that of a plain one "?".
            tree.kind = node.Tag() == "?" ? Tree::Kind::plain : Tree::Kind::quoted;
            tree.text = node.Scalar();
            break;
        case YAML::NodeType::Sequence:
            tree.kind = Tree::Kind::list;
            for (std::size_t i = 0; i < node.size() && !too_large_; ++i) {
                tree.items.push_back(read(node[i], pointer + "/" + std::to_string(i), depth + 1));
            }
            break;
        case YAML::NodeType::Map:
            read_map(node, pointer, depth, tree);
            break;
    }
    return tree;
}

void Reader::read_map(const YAML::Node& node, const std::string& pointer, int depth, Tree& tree) {
    tree.kind = Tree::Kind::map;
    for (const auto& entry : node) {
        if (too_large_) return;
        const std::string where = place(file_, entry.first.Mark().line);
        if (!entry.first.IsScalar()) {
            problems_.push_back(where + ": " + pointer + ": a name must be a plain word");
            continue;
        }
        const std::string& name = entry.first.Scalar();
        const bool twice = std::any_of(tree.members.begin(), tree.members.end(),
                                       [&](const auto& member) { return member.first == name; });
        if (twice) {
            problems_.push_back(where + ": " + pointer + "/" + name + ": is given twice");
            continue;
        }
        Tree value = read(entry.second, pointer + "/" + name, depth + 1);
        if (value.kind == Tree::Kind::nothing) value.origin = where;
        tree.members.emplace_back(name, std::move(value));
    }
}

bool is_integer(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    if (text.empty() || text.size() > 19 || (text.size() > 1 && text.front() == '0')) return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_number(std::string_view text) {
    return json::is_json(text) && (is_integer(text.substr(0, 1)) || text[0] == '-');
}

bool is_bare(const json::Shape& shape, const Tree& tree) {
    if (tree.kind != Tree::Kind::plain && tree.kind != Tree::Kind::loose) return false;
    switch (shape.kind) {
        case json::Shape::Kind::boolean:
            return tree.text == "true" || tree.text == "false";
        case json::Shape::Kind::integer:
            return is_integer(tree.text);
        case json::Shape::Kind::number:
            return is_number(tree.text);
        case json::Shape::Kind::text:
        case json::Shape::Kind::field:
        case json::Shape::Kind::free:
        case json::Shape::Kind::choice:
        case json::Shape::Kind::record:
        case json::Shape::Kind::optional:
        case json::Shape::Kind::patch:
        case json::Shape::Kind::list:
        case json::Shape::Kind::dictionary:
            return false;
    }
    return false;
}

// What a member that no struct knows is printed as: it is refused by its name anyway.
const json::Shape& unknown() { return json::shape<std::string>(); }

const json::Shape& shape_of_member(const json::Shape& shape, std::string_view name) {
    if (shape.kind == json::Shape::Kind::dictionary) return shape.inner();
    for (const json::Member& member : shape.members) {
        if (member.name == name) return member.shape();
    }
    return unknown();
}

void write_list(const json::Shape& shape, const Tree& tree, std::string& out) {
    const json::Shape& inner = shape.kind == json::Shape::Kind::list ? shape.inner() : unknown();
    out += '[';
    for (const Tree& item : tree.items) {
        if (&item != &tree.items.front()) out += ',';
        write_json(inner, item, out);
    }
    out += ']';
}

void write_map(const json::Shape& shape, const Tree& tree, std::string& out) {
    out += '{';
    for (const auto& member : tree.members) {
        if (&member != &tree.members.front()) out += ',';
        json::write_string(out, member.first);
        out += ':';
        write_json(shape_of_member(shape, member.first), member.second, out);
    }
    out += '}';
}

// "a, b" as a list: variables and flags have no other way to say one.
Tree split(const Tree& tree) {
    Tree list{.kind = Tree::Kind::list, .origin = tree.origin};
    std::string_view rest = tree.text;
    while (!rest.empty()) {
        std::string_view part = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        while (part.starts_with(' ')) part.remove_prefix(1);
        while (part.ends_with(' ')) part.remove_suffix(1);
        list.items.push_back({.kind = Tree::Kind::loose, .text = std::string(part), .origin = tree.origin});
    }
    return list;
}

}  // namespace

Tree parse_yaml(std::string_view yaml, const std::string& file, std::vector<std::string>& problems) {
    try {
        const auto documents = YAML::LoadAll(std::string(yaml));
        if (documents.empty()) return {};
        if (documents.size() > 1) problems.push_back(file + ": must be one document");
        return Reader(file, problems).read(documents.front(), "", 0);
    } catch (const YAML::Exception& bad) {
        problems.push_back(place(file, bad.mark.line) + ": not YAML: " + bad.msg);
        return {};
    }
}

Tree single(const std::vector<std::string>& path, std::string value, const std::string& origin) {
    Tree tree{.kind = Tree::Kind::loose, .text = std::move(value), .origin = origin};
    for (auto name = path.rbegin(); name != path.rend(); ++name) {
        Tree above{.kind = Tree::Kind::map, .origin = origin};
        above.members.emplace_back(*name, std::move(tree));
        tree = std::move(above);
    }
    return tree;
}

void lay_over(Tree& base, const Tree& over) {
    if (over.kind == Tree::Kind::nothing && base.kind == Tree::Kind::map) return;
    if (over.kind != Tree::Kind::map || base.kind != Tree::Kind::map) {
        base = over;
        return;
    }
    base.origin = over.origin;
    for (const auto& [name, value] : over.members) {
        const auto found =
            std::find_if(base.members.begin(), base.members.end(),
                         [&wanted = name](const auto& member) { return member.first == wanted; });
        if (found == base.members.end()) {
            base.members.emplace_back(name, value);
        } else {
            lay_over(found->second, value);
        }
    }
}

std::string origin_of(const Tree& tree, std::string_view pointer) {
    std::string origin;
    const Tree* at = &tree;
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const std::string_view name = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(name.size());
        const Tree* next = nullptr;
        for (const auto& member : at->members) {
            if (member.first == name) next = &member.second;
        }
        for (std::size_t i = 0; i < at->items.size(); ++i) {
            if (std::to_string(i) == name) next = &at->items[i];
        }
        if (next == nullptr) break;
        at = next;
        if (!at->origin.empty()) origin = at->origin;
    }
    return origin;
}

void write_json(const json::Shape& shape, const Tree& tree, std::string& out) {
    using Kind = json::Shape::Kind;
    if (shape.kind == Kind::optional || shape.kind == Kind::patch) {
        // An empty variable is one that is not set.
        const bool empty = tree.kind == Tree::Kind::loose && tree.text.empty();
        if (empty || tree.kind == Tree::Kind::nothing) {
            out += "null";
            return;
        }
        return write_json(shape.inner(), tree, out);
    }
    switch (tree.kind) {
        case Tree::Kind::nothing:
            out += "null";
            return;
        case Tree::Kind::plain:
        case Tree::Kind::quoted:
        case Tree::Kind::loose:
            if (shape.kind == Kind::list && tree.kind == Tree::Kind::loose) {
                write_list(shape, split(tree), out);
            } else if (is_bare(shape, tree)) {
                out += tree.text;
            } else {
                json::write_string(out, tree.text);
            }
            return;
        case Tree::Kind::list:
            write_list(shape, tree, out);
            return;
        case Tree::Kind::map:
            write_map(shape, tree, out);
            return;
    }
}

}  // namespace venera::config
