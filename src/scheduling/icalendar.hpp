// One appointment as an iCalendar object (RFC 5545, RFC 7986): UTC times, a stable UID, SEQUENCE growing with
// the version. Calendars are shared, so nothing in it says what the visit is about: no specialty, no doctor,
// no reason.
#pragma once
#include <string>
#include <string_view>

#include "scheduling/booking_queries.hpp"

namespace venera::scheduling {

std::string icalendar_of(const AppointmentRow& row);

namespace icalendar {
// TEXT of RFC 5545, 3.3.11: backslash, semicolon, comma and line breaks escaped.
std::string escaped(std::string_view text);
// A content line folded at 75 octets, never inside a UTF-8 sequence, ended by CRLF.
std::string folded(std::string_view line);
}  // namespace icalendar

}  // namespace venera::scheduling
