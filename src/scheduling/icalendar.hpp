// Appointments as iCalendar objects (RFC 5545, RFC 7986): UTC times, a stable UID, SEQUENCE growing with the
// version. Calendars are shared, so nothing in it says what the visit is about: no specialty, no doctor, no
// reason.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scheduling/booking_queries.hpp"

namespace venera::scheduling {

// The parties of an entry that travels by mail (RFC 5546): the calendar that reads it does as the method
// says.
struct Correspondence {
    std::string_view method;  // "REQUEST", "CANCEL"
    std::string_view organizer;
    std::string_view attendee;
};
// Without a correspondence it is published: METHOD:PUBLISH.
std::string icalendar_of(const AppointmentRow& row, const std::optional<Correspondence>& mail = std::nullopt);

// A calendar to subscribe to.
struct Subscription {
    enum class Shows : std::uint8_t { all, busy_only } shows = Shows::all;
    // A patient sees where to go, and who goes if it is somebody else; a doctor who comes.
    enum class Of : std::uint8_t { patient, doctor } of = Of::patient;
    std::string name;
    std::optional<PatientId> own;
};
std::string icalendar_of(const std::vector<AppointmentRow>& rows, const Subscription& subscription);

namespace icalendar {
// TEXT of RFC 5545, 3.3.11: backslash, semicolon, comma and line breaks escaped.
std::string escaped(std::string_view text);
// A content line folded at 75 octets, never inside a UTF-8 sequence, ended by CRLF.
std::string folded(std::string_view line);
}  // namespace icalendar

}  // namespace venera::scheduling
