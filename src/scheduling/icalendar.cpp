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

// Content lines, one after the other.
class Lines {
public:
    void add(std::string_view name, std::string_view value) {
        out_ += icalendar::folded(std::string(name) + std::string(value));
    }
    std::string text() && { return std::move(out_); }

private:
    std::string out_;
};

void begin(Lines& lines, std::string_view method) {
    lines.add("BEGIN:", "VCALENDAR");
    lines.add("VERSION:", "2.0");
    lines.add("PRODID:", "-//Venera//Appointments//EN");
    lines.add("CALSCALE:", "GREGORIAN");
    lines.add("METHOD:", method);
}

void begin_event(Lines& lines, const AppointmentRow& row) {
    lines.add("BEGIN:", "VEVENT");
    lines.add("UID:", row.id.text() + "@venera");
    lines.add("SEQUENCE:", std::to_string(row.version - 1));
    lines.add("DTSTAMP:", utc(row.updated_at));
    lines.add("CREATED:", utc(row.created_at));
    lines.add("LAST-MODIFIED:", utc(row.updated_at));
    lines.add("DTSTART:", utc(row.starts_at));
    lines.add("DTEND:", utc(row.ends_at));
}

void add_place(Lines& lines, const AppointmentRow& row) {
    const ClinicCard& clinic = row.clinic.value;
    if (row.mode != Mode::in_person) return;
    lines.add("LOCATION:", icalendar::escaped(clinic.name + ", " + clinic.address + ", " + clinic.city));
}

void add_alarm(Lines& lines, std::string_view words) {
    lines.add("BEGIN:", "VALARM");
    lines.add("ACTION:", "DISPLAY");
    lines.add("DESCRIPTION:", icalendar::escaped(words));
    lines.add("TRIGGER:", "-P1D");
    lines.add("END:", "VALARM");
}

std::string summary_of(const AppointmentRow& row, const Subscription& subscription) {
    if (subscription.shows == Subscription::Shows::busy_only) return "Busy";
    const std::string name = row.patient_name.value_or("");
    if (subscription.of == Subscription::Of::doctor)
        return (name.empty() ? "Appointment" : name) + " - " + row.clinic.value.name;
    const bool is_own = row.patient_id == subscription.own || name.empty();
    return "Appointment - " + row.clinic.value.name + (is_own ? "" : " (" + name + ")");
}

void add_event(Lines& lines, const AppointmentRow& row, const Subscription& subscription) {
    const bool shows_all = subscription.shows == Subscription::Shows::all;
    const bool is_cancelled = status_of(row.status) == "CANCELLED";
    const std::string summary = summary_of(row, subscription);
    begin_event(lines, row);
    lines.add("SUMMARY:", icalendar::escaped(summary));
    if (shows_all) {
        lines.add("DESCRIPTION:", icalendar::escaped(row.reference));
        add_place(lines, row);
    }
    lines.add("STATUS:", status_of(row.status));
    lines.add("TRANSP:", is_cancelled ? "TRANSPARENT" : "OPAQUE");
    lines.add("CLASS:", "PRIVATE");
    if (shows_all && !is_cancelled && subscription.of == Subscription::Of::patient) add_alarm(lines, summary);
    lines.add("END:", "VEVENT");
}

}  // namespace

std::string icalendar_of(const AppointmentRow& row, const std::optional<Correspondence>& mail) {
    Lines lines;
    const std::string summary = "Appointment - " + row.clinic.value.name;
    begin(lines, mail ? mail->method : "PUBLISH");
    begin_event(lines, row);
    lines.add("SUMMARY:", icalendar::escaped(summary));
    add_place(lines, row);
    if (mail) {
        lines.add("ORGANIZER:", "mailto:" + std::string(mail->organizer));
        lines.add("ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:", "mailto:" + std::string(mail->attendee));
    }
    lines.add("STATUS:", status_of(row.status));
    lines.add("TRANSP:", "OPAQUE");
    lines.add("CLASS:", "PRIVATE");
    if (status_of(row.status) != "CANCELLED") add_alarm(lines, summary);
    lines.add("END:", "VEVENT");
    lines.add("END:", "VCALENDAR");
    return std::move(lines).text();
}

std::string icalendar_of(const std::vector<AppointmentRow>& rows, const Subscription& subscription) {
    Lines lines;
    begin(lines, "PUBLISH");
    lines.add("NAME:", icalendar::escaped(subscription.name));
    lines.add("X-WR-CALNAME:", icalendar::escaped(subscription.name));
    lines.add("REFRESH-INTERVAL;VALUE=DURATION:", "PT1H");
    lines.add("X-PUBLISHED-TTL:", "PT1H");
    for (const AppointmentRow& row : rows) add_event(lines, row, subscription);
    lines.add("END:", "VCALENDAR");
    return std::move(lines).text();
}

}  // namespace venera::scheduling
