// IANA time zones by the system's tzdb (howardhinnant date).
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
    static constexpr std::string_view schema = R"({"type":"string","maxLength":64,"example":"America/Lima"})";
    static Parsed<Zone> parse(std::string_view name);  // canonical and link names; not "posix/..." or abbreviations
    Zone();                                            // UTC
    std::string text() const;

    LocalDateTime local(Instant at) const;
    Date date(Instant at) const { return local(at).date(); }
    // The instant of a wall-clock time; nothing in a spring gap; the first of the two in an autumn fold.
    std::optional<Instant> first(LocalDateTime at) const;
    enum class Edge { start, end };
    // As first(), but a time in a gap moves to the first valid instant after it; in a fold a start takes the earlier, an end the later.
    Instant resolve(LocalDateTime at, Edge edge) const;
    // [midnight, next midnight) of a local date, by resolve().
    Period day(Date date) const;

    friend bool operator==(const Zone&, const Zone&) = default;

private:
    explicit Zone(const void* zone) : zone_(zone) {}
    const void* zone_;
};

}  // namespace venera
