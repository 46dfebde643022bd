// The log: one JSON object a line. An event has a constant name and fields of loggable types only; types that
// carry personal data (Email, Text, Phone, Prose, Json, ...) do not convert to a Value, so they cannot be
// logged.
//   log.info("booking.taken", {{"doctor_id", id}, {"waited_ms", 12}});
#pragma once
#include <concepts>
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
    // Exactly the integers and bool: a pointer must not pass as a bool, nor a character as a number.
    template <std::integral T>
    requires(!std::same_as<T, char>) Value(T v) : json_(print(v)) {}
    template <std::floating_point T>
    Value(T v) : json_(print(double{v})) {}
    template <std::size_t N>
    Value(const char (&literal)[N]) : Value(Label{literal}) {}
    Value(const Label& label);
    Value(Instant at);
    template <class Tag>
    Value(const Id<Tag>& id) : Value(Label{id.text()}) {}

    const std::string& json() const { return json_; }

private:
    static std::string print(bool v) { return v ? "true" : "false"; }
    static std::string print(double v);
    template <std::integral T>
    static std::string print(T v) {
        return std::to_string(v);
    }

    std::string json_;
};

struct Field {
    std::string_view name;
    Value value;
};

class Log {
public:
    // Writes to `file` ("-" = standard error). Asynchronous and bounded: a full buffer takes no more lines
    // and a line "log.dropped" tells how many; what cannot be written (a full disk) is dropped too. write()
    // never blocks on I/O. Error lines reach the file at once, the others within some milliseconds, all
    // of them before ~Log returns. Throws std::runtime_error if the file cannot be opened. Start it after the
    // process has forked, if it does.
    explicit Log(const std::string& file = "-", Level least = Level::info);
    ~Log();

    // Whether a line of this level is written at all: spares the making of its fields.
    bool writes(Level level) const { return level >= least_; }
    void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});
    void debug(std::string_view event, std::initializer_list<Field> fields = {}) {
        write(Level::debug, event, fields);
    }
    void info(std::string_view event, std::initializer_list<Field> fields = {}) {
        write(Level::info, event, fields);
    }
    void warning(std::string_view event, std::initializer_list<Field> fields = {}) {
        write(Level::warning, event, fields);
    }
    void error(std::string_view event, std::initializer_list<Field> fields = {}) {
        write(Level::error, event, fields);
    }

    // Lines lost so far, to a full queue or a full disk.
    std::uint64_t dropped() const;
    // Opens the file again by its name: after a rotation moved it away.
    void reopen();

private:
    class Writer;
    std::unique_ptr<Writer> writer_;
    Level least_;
};

}  // namespace venera::log
