// Opaque cursors of keyset pages: the sort values of the last row shown, as base64url of tagged fields.
//   CursorWriter cursor; cursor.add(row.start); cursor.add(row.id.value); page.next_cursor = cursor.text();
//   CursorReader cursor(*query->cursor); after = {cursor.instant(), cursor.uuid()};
//   if (!cursor.complete()) return invalid_cursor_given();
// They are not signed: a forged one selects only what the list would show anyway, since access is in the
// statement.
#pragma once
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/values/instant.hpp"
#include "platform/values/uuid.hpp"

namespace venera::http {

class CursorWriter {
public:
    template <std::integral T>
    void add(T value) {
        add_integer(static_cast<std::int64_t>(value));
    }
    void add(double value);
    void add(Instant value);
    void add(const Uuid& value);
    void add(std::string_view value);  // Requires: at most 500 bytes; the rest is cut off
    std::string text() const;

private:
    void add_integer(std::int64_t value);

    std::string bytes_;
};

// Reads the fields in the order in which they were added. After anything unexpected every value is zero or
// empty and complete() is false, so one check at the end suffices.
class CursorReader {
public:
    explicit CursorReader(std::string_view text);

    std::int64_t integer();
    double number();
    Instant instant();
    Uuid uuid();
    std::string text();
    // True if every field was there, of its kind, and none is left.
    bool complete() const { return good_ && at_ == bytes_.size(); }

private:
    std::string_view take(char tag, std::size_t size);
    std::string_view take(std::size_t size);

    std::string bytes_;
    std::size_t at_ = 0;
    bool good_ = true;
};

}  // namespace venera::http
