#include "platform/json/tape.hpp"

// Boost.JSON's parser is used without its library: src.hpp defines what the parser needs, here only.
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>
#include <cstring>

#include "platform/json/json.hpp"

namespace venera::json {

// Receives the parser's events. One write_some() call sees the whole text, so numbers always come in one
// piece, and strings do unless they hold escapes.
class TapeWriter {
public:
    static constexpr std::size_t max_object_size = text_limit;
    static constexpr std::size_t max_array_size = text_limit;
    static constexpr std::size_t max_key_size = text_limit;
    static constexpr std::size_t max_string_size = text_limit;
    using Error = boost::json::error_code;
    using View = boost::json::string_view;

    TapeWriter(Tape& tape, std::string_view text) : tape_(tape), text_(text) {}

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_array_begin(Error&) { return open(Cell::Type::array); }
    bool on_array_end(std::size_t, Error&) { return close(); }
    bool on_object_begin(Error&) { return open(Cell::Type::object); }
    bool on_object_end(std::size_t, Error&) { return close(); }
    bool on_key_part(View part, std::size_t, Error&) { return keep(part); }
    bool on_key(View part, std::size_t size, Error&) { return string(part, size); }
    bool on_string_part(View part, std::size_t, Error&) { return keep(part); }
    bool on_string(View part, std::size_t size, Error&) { return string(part, size); }
    bool on_number_part(View, Error&) { return true; }
    bool on_int64(std::int64_t, View text, Error&) { return number(text); }
    bool on_uint64(std::uint64_t, View text, Error&) { return number(text); }
    bool on_double(double, View text, Error&) { return number(text); }
    bool on_bool(bool value, Error&) { return add({.type = value ? Cell::Type::yes : Cell::Type::no}); }
    bool on_null(Error&) { return add({.type = Cell::Type::null}); }
    bool on_comment_part(View, Error&) { return true; }
    bool on_comment(View, Error&) { return true; }

private:
    bool add(Cell cell) {
        tape_.cells_.push_back(cell);
        return true;
    }
    bool open(Cell::Type type) {
        open_.push_back(tape_.cells_.size());
        return add({.type = type});
    }
    bool close() {
        tape_.cells_[open_.back()].extent = static_cast<std::uint32_t>(tape_.cells_.size());
        open_.pop_back();
        return true;
    }
    // The parser reads a large integer as a double, and its doubles are sometimes one unit in the last place
    // off: the text is what counts.
    bool number(View text) {
        const bool integer = text.find_first_of(".eE") == View::npos;
        return add({.data = text.data(),
                    .extent = static_cast<std::uint32_t>(text.size()),
                    .type = integer ? Cell::Type::integer : Cell::Type::number});
    }
    bool keep(View part) {
        if (tape_.unescaped_.capacity() < text_.size()) tape_.unescaped_.reserve(text_.size());
        tape_.unescaped_.append(part.data(), part.size());
        return true;
    }
    bool string(View last, std::size_t size) {
        const bool in_text = std::less_equal<>{}(text_.data(), last.data()) &&
                             std::less_equal<>{}(last.data() + last.size(), text_.data() + text_.size());
        if (last.size() == size && in_text) {
            return add({.data = last.data(),
                        .extent = static_cast<std::uint32_t>(size),
                        .type = Cell::Type::string});
        }
        keep(last);
        return add({.data = tape_.unescaped_.data() + tape_.unescaped_.size() - size,
                    .extent = static_cast<std::uint32_t>(size),
                    .type = Cell::Type::string});
    }

    Tape& tape_;
    std::string_view text_;
    std::vector<std::size_t> open_;
};

Tape::Tape(std::string_view text) {
    if (text.size() > text_limit) {
        fault_ = Fault::too_long;
        return;
    }
    cells_.reserve(text.size() / 16 + 8);
    boost::json::parse_options options;
    options.max_depth = depth_limit;
    boost::json::basic_parser<TapeWriter> parser(options, *this, text);
    boost::json::error_code error;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
    if (error == boost::json::error::too_deep) {
        fault_ = Fault::too_deep;
    } else if (error || used != text.size()) {
        fault_ = Fault::syntax;
    }
}

Tape::~Tape() { ::explicit_bzero(unescaped_.data(), unescaped_.size()); }

void write_cell(std::string& out, const Tape& tape, std::uint32_t index) {
    const Cell& cell = tape[index];
    const bool object = cell.type == Cell::Type::object;
    switch (cell.type) {
        case Cell::Type::null:
            out += "null";
            return;
        case Cell::Type::no:
            out += "false";
            return;
        case Cell::Type::yes:
            out += "true";
            return;
        case Cell::Type::integer:
        case Cell::Type::number:
            out += cell.text();
            return;
        case Cell::Type::string:
            write_string(out, cell.text());
            return;
        case Cell::Type::array:
        case Cell::Type::object:
            break;
    }
    out += object ? '{' : '[';
    for (std::uint32_t item = index + 1; item != cell.extent;) {
        if (item != index + 1) out += ',';
        if (object) {
            write_string(out, tape[item++].text());
            out += ':';
        }
        write_cell(out, tape, item);
        item = tape.after(item);
    }
    out += object ? '}' : ']';
}

}  // namespace venera::json
