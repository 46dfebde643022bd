#include "scheduling/icalendar.hpp"

#include <cstdlib>

namespace venera::scheduling {

namespace icalendar {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || c == ';' || c == ',') out += '\\';
        if (c != '\r') out += c;
    }
    return out;
}

std::string folded(std::string_view line) {
    constexpr std::size_t most = 75;
    const auto is_continuation = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
    std::string out;
    std::size_t room = most;
    while (line.size() > room) {
        std::size_t cut = room;
        while (cut > 0 && is_continuation(line[cut])) --cut;
        out += line.substr(0, cut);
        out += "\r\n ";
        line.remove_prefix(cut);
        room = most - 1;  // the leading space counts
    }
    out += line;
    out += "\r\n";
    return out;
}

}  // namespace icalendar

namespace {

// 20261201T150000Z
std::string utc(Instant at) {
    std::string text = at.text();
    std::erase(text, '-');
    std::erase(text, ':');
    return text;
}

std::string_view status_of(Status status) {
    switch (status) {
        case Status::held:
        case Status::pending:
            return "TENTATIVE";
        case Status::booked:
        case Status::arrived:
        case Status::fulfilled:
        case Status::noshow:
            return "CONFIRMED";
        case Status::cancelled:
        case Status::expired:
            return "CANCELLED";
    }
    std::abort();
}

}  // namespace

std::string icalendar_of(const AppointmentRow& row, const std::optional<Correspondence>& mail) {
    std::string out;
    const auto line = [&](std::string_view name, const std::string& value) {
        out += icalendar::folded(std::string(name) + value);
    };
    const ClinicCard& clinic = row.clinic.value;
    const bool in_person = row.mode == Mode::in_person;
    line("BEGIN:", "VCALENDAR");
    line("VERSION:", "2.0");
    line("PRODID:", "-//Venera//Appointments//EN");
    line("CALSCALE:", "GREGORIAN");
    line("METHOD:", mail ? std::string(mail->method) : "PUBLISH");
    line("BEGIN:", "VEVENT");
    line("UID:", row.id.text() + "@venera");
    line("SEQUENCE:", std::to_string(row.version - 1));
    line("DTSTAMP:", utc(row.updated_at));
    line("CREATED:", utc(row.created_at));
    line("LAST-MODIFIED:", utc(row.updated_at));
    line("DTSTART:", utc(row.starts_at));
    line("DTEND:", utc(row.ends_at));
    line("SUMMARY:", icalendar::escaped("Appointment - " + clinic.name));
    if (in_person)
        line("LOCATION:", icalendar::escaped(clinic.name + ", " + clinic.address + ", " + clinic.city));
    if (mail) {
        line("ORGANIZER:", "mailto:" + std::string(mail->organizer));
        line("ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:", "mailto:" + std::string(mail->attendee));
    }
    line("STATUS:", std::string(status_of(row.status)));
    line("TRANSP:", "OPAQUE");
    line("CLASS:", "PRIVATE");
    if (status_of(row.status) != "CANCELLED") {
        line("BEGIN:", "VALARM");
        line("ACTION:", "DISPLAY");
        line("DESCRIPTION:", icalendar::escaped("Appointment - " + clinic.name));
        line("TRIGGER:", "-P1D");
        line("END:", "VALARM");
    }
    line("END:", "VEVENT");
    line("END:", "VCALENDAR");
    return out;
}

}  // namespace venera::scheduling
