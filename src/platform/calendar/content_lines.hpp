// The content lines of an iCalendar file (RFC 5545, 3.1) that say when somebody is busy: unfolded, in
// components that are properly nested. Everything else, all that is personal in particular, is dropped.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace venera::calendar {

namespace limits {
inline constexpr std::size_t components = 20'000;
inline constexpr std::size_t depth = 4;
inline constexpr std::size_t line = 65'536;  // unfolded
}  // namespace limits

enum class Trouble : std::uint8_t {
    none,
    not_a_calendar,  // no iCalendar file, or not all of one
    too_much,        // more than anybody's calendar has
};

struct ContentLines {
    Trouble trouble = Trouble::none;
    std::string text;  // one VCALENDAR, lines ended by CRLF
};
ContentLines lines_about_time(std::string_view file);

}  // namespace venera::calendar
