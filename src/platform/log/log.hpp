// The log: one JSON object a line. An event has a constant name and fields of loggable types only; types that
// carry personal data (Email, Text, Phone, Prose, Json, ...) do not convert to a Value, so they cannot be logged.
//   log.info("booking.taken", {{"doctor_id", id}, {"waited_ms", 12}});
#pragma once
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "platform/values/uuid.hpp"

namespace venera::log {

enum class Level : std::uint8_t { debug, info, warning, error };

// A constant or an operational text (route template, statement name, sqlstate). Constructed on purpose only.
struct Label {
    explicit Label(std::string_view words) : text(words) {}
    std::string text;
};

class Value {
public:
    Value(std::int64_t v);
    Value(int v) : Value(std::int64_t{v}) {}
    Value(std::size_t v) : Value(static_cast<std::int64_t>(v)) {}
    Value(double v);
    Value(bool v);
    template <std::size_t N>
    Value(const char (&literal)[N]) : Value(Label{literal}) {}
    Value(const Label& label);
    Value(Instant at);
    template <class Tag>
    Value(const Id<Tag>& id) : Value(Label{id.text()}) {}

    const std::string& json() const { return json_; }

private:
    std::string json_;
};

struct Field {
    std::string_view name;
    Value value;
};

class Log {
public:
    // Writes to `file` ("-" = standard error). Asynchronous and bounded: a full queue drops the oldest lines and counts
    // them; a full disk never blocks a request.
    explicit Log(const std::string& file = "-", Level least = Level::info);
    ~Log();

    void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});
    void debug(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::debug, event, fields); }
    void info(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::info, event, fields); }
    void warning(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::warning, event, fields); }
    void error(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::error, event, fields); }

private:
    struct Sink;
    std::unique_ptr<Sink> sink_;
};

}  // namespace venera::log
