// IANA time zones by the system's tzdb (howardhinnant date). A zone's transitions are read once, on its first
// use, into a sorted table, so that the calls below are a binary search without a lock. Wall-clock times come
// in two flavours: what a clock shows (local), and the instant that a wall-clock time means, with the
// product's rulings for the hour that spring skips and the hour that autumn repeats (first, resolve).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "platform/values/field.hpp"
#include "platform/values/instant.hpp"

namespace venera {

// A zone of the system's database. A cheap handle: zones are never unloaded.
class Zone {
public:
    struct Table;

    static constexpr std::string_view schema = R"({"type":"string","maxLength":64,"example":"America/Lima"})";
    static Parsed<Zone> parse(
        std::string_view name);  // canonical and link names; not "posix/..." or abbreviations
    Zone();                      // UTC
    std::string text() const;

    LocalDateTime local(Instant at) const;
    Date date(Instant at) const { return local(at).date(); }
    // The instant of a wall-clock time; nothing in a spring gap; the first of the two in an autumn fold.
    std::optional<Instant> first(LocalDateTime at) const;
    enum class Edge { start, end };
    // As first(), but a time in a gap moves to the first valid instant after it; in a fold a start takes the
    // earlier, an end the later.
    Instant resolve(LocalDateTime at, Edge edge) const;
    // [midnight, next midnight) of a local date: 23, 24 or 25 hours, and the days of a zone tile time without
    // overlap.
    Period day(Date date) const;

    friend bool operator==(const Zone&, const Zone&) = default;

private:
    explicit Zone(const Table* table) : table_(table) {}
    const Table* table_;
};

}  // namespace venera
