// JSON text into values: one pass over the tape along the table of the type, noting every problem with its
// pointer.
#include <algorithm>
#include <string>
#include <vector>

#include "platform/json/problems.hpp"
#include "platform/json/scalars.hpp"
#include "platform/json/shape.hpp"
#include "platform/json/tape.hpp"

namespace venera::json {
namespace {

using Kind = Shape::Kind;
using Type = Cell::Type;

// A place in the document, as a chain on the stack: it becomes a JSON pointer only when there is a problem to
// report.
struct At {
    const At* up = nullptr;
    std::string_view key{};
    std::size_t index = 0;
    bool in_array = false;
};

// RFC 6901, 3: "~" is written "~0" and "/" is written "~1".
void append_pointer(std::string& out, const At& at) {
    if (at.up == nullptr) return;
    append_pointer(out, *at.up);
    out += '/';
    if (at.in_array) {
        out += std::to_string(at.index);
        return;
    }
    for (const char c : at.key) {
        if (c == '~') {
            out += "~0";
        } else if (c == '/') {
            out += "~1";
        } else {
            out += c;
        }
    }
}

class Reader {
public:
    Reader(const Tape& tape, Issues& issues) : tape_(tape), issues_(issues) {}

    void read(const Shape& shape, std::uint32_t index, void* out, const At& at);
    // Notes what is wrong inside a value that no member describes: duplicates, U+0000, numbers beyond a
    // double.
    void inspect(std::uint32_t index, const At& at);

private:
    void report(const At& at, Problem problem);
    void report_duplicate(const At& at);
    void report_duplicates(std::vector<std::string_view> keys, const At& at);
    void read_scalar(const Shape& shape, std::uint32_t index, void* out, const At& at);
    void read_record(const Shape& shape, std::uint32_t index, void* out, const At& at);
    void read_list(const Shape& shape, std::uint32_t index, void* out, const At& at);
    void read_dictionary(const Shape& shape, std::uint32_t index, void* out, const At& at);
    void read_patch(const Shape& shape, std::uint32_t index, void* out, const At& at);
    void inspect_object(std::uint32_t index, const At& at);
    void check_record(const Shape& shape, const void* record, const At& at);

    const Tape& tape_;
    Issues& issues_;
};

void Reader::report(const At& at, Problem problem) {
    std::string pointer;
    if (!issues_.full()) append_pointer(pointer, at);
    issues_.add(pointer, problem);
}

void Reader::report_duplicate(const At& at) {
    report(at, problems::duplicate_member);
    issues_.mark_malformed();
}

void Reader::report_duplicates(std::vector<std::string_view> keys, const At& at) {
    if (keys.size() < 2) return;
    std::sort(keys.begin(), keys.end());
    for (std::size_t i = 1; i < keys.size(); ++i) {
        if (keys[i] == keys[i - 1]) report_duplicate({&at, keys[i]});
    }
}

bool is_scalar_of(Kind kind, Type type) {
    switch (kind) {
        case Kind::text:
        case Kind::field:
        case Kind::choice:
            return type == Type::string;
        case Kind::boolean:
            return type == Type::yes || type == Type::no;
        case Kind::integer:
            return type == Type::integer;
        case Kind::number:
            return type == Type::integer || type == Type::number;
        case Kind::free:
        case Kind::record:
        case Kind::optional:
        case Kind::patch:
        case Kind::list:
        case Kind::dictionary:
            break;
    }
    return false;
}

Problem set_scalar(const Shape& shape, const Cell& cell, void* out) {
    switch (shape.kind) {
        case Kind::text:
            return set_text(cell.text(), out);
        case Kind::field:
            return shape.parse(cell.text(), out);
        case Kind::choice:
            return set_choice(shape, cell.text(), out);
        case Kind::boolean:
            *static_cast<bool*>(out) = cell.type == Type::yes;
            return {};
        case Kind::integer:
            return set_integer(shape, cell.text(), out);
        case Kind::number:
            return set_number(cell.text(), out);
        case Kind::free:
        case Kind::record:
        case Kind::optional:
        case Kind::patch:
        case Kind::list:
        case Kind::dictionary:
            break;
    }
    return problems::not_null;
}

void Reader::read(const Shape& shape, std::uint32_t index, void* out, const At& at) {
    const Type type = tape_[index].type;
    switch (shape.kind) {
        case Kind::text:
        case Kind::field:
        case Kind::choice:
        case Kind::boolean:
        case Kind::integer:
        case Kind::number:
            read_scalar(shape, index, out, at);
            return;
        case Kind::record:
            if (type == Type::object) return read_record(shape, index, out, at);
            break;
        case Kind::dictionary:
            if (type == Type::object) return read_dictionary(shape, index, out, at);
            break;
        case Kind::list:
            if (type == Type::array) return read_list(shape, index, out, at);
            break;
        case Kind::optional:
            if (type == Type::null) return shape.clear(out);
            return read(shape.inner(), index, shape.emplace(out), at);
        case Kind::patch:
            return read_patch(shape, index, out, at);
        case Kind::free: {
            std::string& text = static_cast<Json*>(out)->text_value;
            inspect(index, at);
            text.clear();
            return write_cell(text, tape_, index);
        }
    }
    report(at, problems::wrong_type(shape.kind));
    inspect(index, at);
}

void Reader::read_scalar(const Shape& shape, std::uint32_t index, void* out, const At& at) {
    const Cell& cell = tape_[index];
    if (!is_scalar_of(shape.kind, cell.type)) {
        report(at, problems::wrong_type(shape.kind));
        if (cell.type == Type::array || cell.type == Type::object) inspect(index, at);
        return;
    }
    const Problem problem = set_scalar(shape, cell, out);
    if (!problem.code.empty()) report(at, problem);
}

void Reader::read_patch(const Shape& shape, std::uint32_t index, void* out, const At& at) {
    if (tape_[index].type != Type::null) return read(shape.inner(), index, shape.emplace(out), at);
    shape.clear(out);
    if (!shape.clears) report(at, problems::not_null);
}

// Members mostly come in the order of the table, so the search begins after the one found last.
std::size_t find_member(const std::vector<Member>& members, std::string_view name, std::size_t guess) {
    for (std::size_t step = 0; step < members.size(); ++step) {
        const std::size_t i = guess + step < members.size() ? guess + step : guess + step - members.size();
        if (members[i].name == name) return i;
    }
    return members.size();
}

void Reader::read_record(const Shape& shape, std::uint32_t index, void* out, const At& at) {
    const std::size_t problems_before = issues_.count();
    const std::uint32_t end = tape_.after(index);
    std::uint64_t seen = 0;
    std::size_t guess = 0;
    std::vector<std::string_view> unknown;
    for (std::uint32_t key = index + 1; key != end; key = tape_.after(key + 1)) {
        const At here{&at, tape_[key].text()};
        const std::size_t found = find_member(shape.members, here.key, guess);
        if (found == shape.members.size()) {
            unknown.push_back(here.key);
            report(here, problems::unknown_member);
            inspect(key + 1, here);
            continue;
        }
        const std::uint64_t bit = std::uint64_t{1} << found;
        if ((seen & bit) != 0) {
            report_duplicate(here);
            inspect(key + 1, here);
            continue;
        }
        seen |= bit;
        guess = found + 1;
        const Member& member = shape.members[found];
        read(member.shape(), key + 1, member.of(out), here);
    }
    report_duplicates(std::move(unknown), at);
    for (std::size_t i = 0; i < shape.members.size(); ++i) {
        const Member& member = shape.members[i];
        if (member.required && (seen >> i & 1) == 0) report({&at, member.name}, problems::required);
    }
    if (issues_.count() == problems_before) check_record(shape, out, at);
}

void Reader::check_record(const Shape& shape, const void* record, const At& at) {
    if (shape.check == nullptr) return;
    Issues own;
    shape.check(record, own);
    if (own.malformed()) issues_.mark_malformed();
    std::string prefix;
    if (!own.all().empty()) append_pointer(prefix, at);
    for (const Issue& issue : own.all()) issues_.add(prefix + issue.pointer, {issue.code, issue.detail});
}

void Reader::read_list(const Shape& shape, std::uint32_t index, void* out, const At& at) {
    shape.clear(out);
    const Shape& inner = shape.inner();
    const std::uint32_t end = tape_.after(index);
    std::size_t position = 0;
    for (std::uint32_t item = index + 1; item != end; item = tape_.after(item)) {
        if (position == list_limit) return report(at, problems::too_many);
        // An empty object of three bytes may become a large struct: nothing is built that will not be used.
        if (issues_.full()) return;
        read(inner, item, shape.append(out), {&at, {}, position++, true});
    }
}

void Reader::read_dictionary(const Shape& shape, std::uint32_t index, void* out, const At& at) {
    shape.clear(out);
    const Shape& inner = shape.inner();
    const std::uint32_t end = tape_.after(index);
    for (std::uint32_t key = index + 1; key != end; key = tape_.after(key + 1)) {
        const At here{&at, tape_[key].text()};
        const std::size_t keys_before = shape.count(out);
        if (keys_before == list_limit) return report(at, problems::too_many);
        if (issues_.full()) return;
        if (here.key.find('\0') != std::string_view::npos) report(here, problems::control_character);
        void* const value = shape.insert(out, here.key);
        if (shape.count(out) == keys_before) {
            report_duplicate(here);
            inspect(key + 1, here);
        } else {
            read(inner, key + 1, value, here);
        }
    }
}

void Reader::inspect(std::uint32_t index, const At& at) {
    const Cell& cell = tape_[index];
    switch (cell.type) {
        case Type::null:
        case Type::no:
        case Type::yes:
            return;
        case Type::integer:
        case Type::number:
            if (!is_in_range(cell.text())) report(at, problems::out_of_range);
            return;
        case Type::string:
            if (cell.text().find('\0') != std::string_view::npos) report(at, problems::control_character);
            return;
        case Type::object:
            return inspect_object(index, at);
        case Type::array:
            break;
    }
    std::size_t position = 0;
    for (std::uint32_t item = index + 1; item != cell.extent; item = tape_.after(item)) {
        inspect(item, {&at, {}, position++, true});
    }
}

void Reader::inspect_object(std::uint32_t index, const At& at) {
    const std::uint32_t end = tape_.after(index);
    std::vector<std::string_view> keys;
    for (std::uint32_t key = index + 1; key != end; key = tape_.after(key + 1)) {
        const At here{&at, tape_[key].text()};
        keys.push_back(here.key);
        if (here.key.find('\0') != std::string_view::npos) report(here, problems::control_character);
        inspect(key + 1, here);
    }
    report_duplicates(std::move(keys), at);
}

Problem problem_of(Tape::Fault fault) {
    switch (fault) {
        case Tape::Fault::none:
            break;
        case Tape::Fault::syntax:
            return problems::syntax;
        case Tape::Fault::too_deep:
            return problems::too_deep;
        case Tape::Fault::too_long:
            return problems::too_long;
    }
    return {};
}

}  // namespace

void read_value(const Shape& shape, std::string_view text, void* out, Issues& issues) {
    const Tape tape(text);
    if (tape.fault() != Tape::Fault::none) {
        issues.add("", problem_of(tape.fault()));
        issues.mark_malformed();
        return;
    }
    Reader(tape, issues).read(shape, 0, out, At{});
}

bool is_json(std::string_view text) {
    const Tape tape(text);
    if (tape.fault() != Tape::Fault::none) return false;
    Issues issues;
    Reader(tape, issues).inspect(0, At{});
    return issues.empty();
}

}  // namespace venera::json
