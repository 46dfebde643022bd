// Values into JSON text, along the table of the type.
#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "platform/json/shape.hpp"

namespace venera::json {
namespace {

using Kind = Shape::Kind;

// Which bytes of a string need a look: quotes, backslashes, controls, and the first byte of U+2028 and
// U+2029, which are escaped because JavaScript once ended lines there.
constexpr std::array<bool, 256> make_special_bytes() {
    std::array<bool, 256> special{};
    for (std::size_t c = 0; c < 0x20; ++c) special[c] = true;
    special['"'] = special['\\'] = special[0x7f] = special[0xe2] = true;
    return special;
}
constexpr std::array<bool, 256> special_bytes = make_special_bytes();

void append_escape(std::string& out, unsigned char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        case '\b':
            out += "\\b";
            return;
        case '\f':
            out += "\\f";
            return;
        default:
            break;
    }
    out += "\\u00";
    out += digits[c >> 4];
    out += digits[c & 15];
}

template <class Number>
void append_number(std::string& out, Number value) {
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    out.append(text.data(), end);
}

void write_choice(const Shape& shape, std::string& out, const void* value) {
    const std::int64_t number = shape.get_integer(value);
    for (const Choice& choice : shape.choices) {
        if (choice.value != number) continue;
        out += '"';
        out += choice.name;
        out += '"';
        return;
    }
    out += "null";
}

void write_list(const Shape& shape, std::string& out, const void* value) {
    const Shape& inner = shape.inner();
    const std::size_t count = shape.count(value);
    const auto* element = static_cast<const std::byte*>(shape.first(value));
    out += '[';
    for (std::size_t i = 0; i < count; ++i, element += shape.stride) {
        if (i != 0) out += ',';
        write_value(inner, out, element);
    }
    out += ']';
}

void write_dictionary(const Shape& shape, std::string& out, const void* value) {
    const Shape& inner = shape.inner();
    bool first = true;
    out += '{';
    shape.each(value, [&](const std::string& key, const void* element) {
        if (!first) out += ',';
        first = false;
        write_string(out, key);
        out += ':';
        write_value(inner, out, element);
    });
    out += '}';
}

void write_optional(const Shape& shape, std::string& out, const void* value) {
    if (const void* inner = shape.get(value)) {
        write_value(shape.inner(), out, inner);
    } else {
        out += "null";
    }
}

}  // namespace

void write_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t plain = 0;  // where the run of characters begins that go out as they are
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (!special_bytes[c]) continue;
        if (c == 0xe2) {
            const std::string_view separator = text.substr(i, 3);
            if (separator != "\xe2\x80\xa8" && separator != "\xe2\x80\xa9") continue;
            out += text.substr(plain, i - plain);
            out += separator.back() == '\xa8' ? "\\u2028" : "\\u2029";
            i += 2;
        } else {
            out += text.substr(plain, i - plain);
            append_escape(out, c);
        }
        plain = i + 1;
    }
    out += text.substr(plain);
    out += '"';
}

void write_members(const Shape& record, std::string& out, const void* value) {
    bool first = true;
    for (const Member& member : record.members) {
        const Shape& shape = member.shape();
        const void* const part = member.of(value);
        if (shape.kind == Kind::patch && !shape.given(part)) continue;
        if (!first) out += ',';
        first = false;
        out += '"';
        out += member.name;
        out += "\":";
        write_value(shape, out, part);
    }
}

void write_value(const Shape& shape, std::string& out, const void* value) {
    switch (shape.kind) {
        case Kind::text:
            return write_string(out, *static_cast<const std::string*>(value));
        case Kind::field:
            return shape.print(out, value);
        case Kind::boolean:
            out += *static_cast<const bool*>(value) ? "true" : "false";
            return;
        case Kind::integer:
            return append_number(out, shape.get_integer(value));
        case Kind::number: {
            const double number = *static_cast<const double*>(value);
            if (!std::isfinite(number)) {  // JSON has no word for it
                out += "null";
                return;
            }
            return append_number(out, number);
        }
        case Kind::free:
            out += static_cast<const Json*>(value)->text_value;
            return;
        case Kind::choice:
            return write_choice(shape, out, value);
        case Kind::record:
            out += '{';
            write_members(shape, out, value);
            out += '}';
            return;
        case Kind::optional:
        case Kind::patch:
            return write_optional(shape, out, value);
        case Kind::list:
            return write_list(shape, out, value);
        case Kind::dictionary:
            return write_dictionary(shape, out, value);
    }
}

}  // namespace venera::json
