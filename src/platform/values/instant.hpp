// Time as the product speaks of it: instants in UTC, civil dates, wall-clock times and half-open periods.
// The C++ standard library has the calendar; time zones are in platform/time/zone.hpp.
#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/values/field.hpp"

namespace venera {

using Seconds = std::chrono::seconds;
using std::chrono::minutes;

// A moment, in microseconds since 1970-01-01T00:00:00Z (PostgreSQL's resolution).
struct Instant {
    static constexpr std::string_view schema =
        R"({"type":"string","format":"date-time","example":"2026-12-01T15:00:00Z"})";

    std::chrono::sys_time<std::chrono::microseconds> value{};

    auto operator<=>(const Instant&) const = default;
    // RFC 3339 with any offset, years 1970-9999. Whole seconds: a fraction may only be zeros (JavaScript
    // writes ".000"). "24:00", ":60" (leap seconds), "-00:00" and lower case t/z are refused.
    static Parsed<Instant> parse(std::string_view text);
    std::string text() const;  // "2026-12-01T15:00:00Z": fractions of a second are cut off
    void append_text(std::string& out) const;
    std::int64_t epoch_seconds() const;
    static Instant from_epoch_seconds(std::int64_t seconds);

    friend Instant operator+(Instant at, std::chrono::microseconds by) { return {at.value + by}; }
    friend Instant operator-(Instant at, std::chrono::microseconds by) { return {at.value - by}; }
    friend std::chrono::microseconds operator-(Instant a, Instant b) { return a.value - b.value; }
};

// A civil date, 1900-01-01 to 9999-12-31.
struct Date {
    static constexpr std::string_view schema = R"({"type":"string","format":"date"})";

    std::chrono::year_month_day value{std::chrono::year{1970}, std::chrono::January, std::chrono::day{1}};

    auto operator<=>(const Date&) const = default;
    static Parsed<Date> parse(std::string_view text);  // exactly YYYY-MM-DD, and a day that exists
    std::string text() const;
    void append_text(std::string& out) const;
    std::chrono::local_days days() const { return std::chrono::local_days{value}; }
    static Date of(std::chrono::local_days days) { return {std::chrono::year_month_day{days}}; }
    friend Date operator+(Date date, std::chrono::days by) { return of(date.days() + by); }
};

// A wall-clock time of day, 00:00 to 23:59.
struct ClockTime {
    static constexpr std::string_view schema =
        R"({"type":"string","pattern":"^([01][0-9]|2[0-3]):[0-5][0-9]$","example":"09:30"})";

    std::uint16_t minute_of_day = 0;

    auto operator<=>(const ClockTime&) const = default;
    static Parsed<ClockTime> parse(std::string_view text);  // exactly HH:MM
    std::string text() const;
    void append_text(std::string& out) const;
};

// A date and a wall-clock time without a zone: "2026-12-01T09:30".
struct LocalDateTime {
    static constexpr std::string_view schema =
        R"({"type":"string","pattern":"^\\d{4}-\\d{2}-\\d{2}T([01]\\d|2[0-3]):[0-5]\\d$",)"
        R"("example":"2026-12-01T09:30"})";

    std::chrono::local_time<std::chrono::minutes> value{};

    auto operator<=>(const LocalDateTime&) const = default;
    static Parsed<LocalDateTime> parse(std::string_view text);  // YYYY-MM-DDTHH:MM, years 1970-9999
    std::string text() const;
    void append_text(std::string& out) const;
    Date date() const { return Date::of(std::chrono::floor<std::chrono::days>(value)); }
    ClockTime time() const;
};

// [start, end): the end is not part of it. Requires: start < end where it is a range of the product.
struct Period {
    Instant start;
    Instant end;

    auto operator<=>(const Period&) const = default;
    bool overlaps(const Period& other) const { return start < other.end && other.start < end; }
    bool contains(const Period& other) const { return start <= other.start && other.end <= end; }
};

}  // namespace venera
