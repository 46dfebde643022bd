#include "platform/calendar/content_lines.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace venera::calendar {

namespace {

constexpr std::array<std::string_view, 5> kept_components{"VEVENT", "VFREEBUSY", "VTIMEZONE", "STANDARD",
                                                          "DAYLIGHT"};
constexpr std::array<std::string_view, 17> kept_properties{
    "UID",    "DTSTART", "DTEND",        "DURATION",   "RRULE",         "RDATE",
    "EXDATE", "EXRULE",  "STATUS",       "FREEBUSY",   "RECURRENCE-ID", "TRANSP",
    "TZID",   "TZURL",   "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"};
constexpr std::string_view microsoft_status = "X-MICROSOFT-CDO-BUSYSTATUS";

template <std::size_t Count>
bool is_one_of(std::string_view name, const std::array<std::string_view, Count>& names) {
    return std::ranges::find(names, name) != names.end();
}

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

class Filter {
public:
    // One unfolded line. False ends the reading.
    bool take(std::string_view line) {
        const auto end = line.find_first_of(";:");
        if (end == std::string_view::npos) return true;  // not a content line: some programs write blank ones
        const std::string name = upper(line.substr(0, end));
        if (name == "BEGIN") return begin(upper(trimmed(line.substr(end + 1))));
        if (name == "END") return finish(upper(trimmed(line.substr(end + 1))));
        if (open_.empty()) return refuse(Trouble::not_a_calendar);
        if (skipping_ > 0 || open_.size() < 2) return true;
        if (is_one_of(name, kept_properties) || name == microsoft_status) add(line);
        return true;
    }
    // A line that is longer than any about time.
    bool is_long(std::string_view line) {
        const std::string name = upper(line.substr(0, line.substr(0, 64).find_first_of(";:")));
        if (skipping_ > 0 || !is_one_of(name, kept_properties)) return true;
        return refuse(Trouble::too_much);
    }
    ContentLines result() && {
        if (lines_.trouble == Trouble::none && (!open_.empty() || !has_calendar_))
            refuse(Trouble::not_a_calendar);
        if (lines_.trouble == Trouble::none)
            lines_.text =
                "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + lines_.text + "END:VCALENDAR\r\n";
        return std::move(lines_);
    }

private:
    bool begin(const std::string& component) {
        if (open_.empty() && component != "VCALENDAR") return refuse(Trouble::not_a_calendar);
        if (++components_ > limits::components || open_.size() >= limits::depth)
            return refuse(Trouble::too_much);
        has_calendar_ = true;
        open_.push_back(component);
        if (open_.size() == 1) return true;
        if (skipping_ > 0 || !is_one_of(component, kept_components))
            ++skipping_;
        else
            add("BEGIN:" + component);
        return true;
    }
    bool finish(const std::string& component) {
        if (open_.empty() || open_.back() != component) return refuse(Trouble::not_a_calendar);
        open_.pop_back();
        if (open_.empty()) return true;
        if (skipping_ > 0)
            --skipping_;
        else
            add("END:" + component);
        return true;
    }
    void add(std::string_view line) { lines_.text.append(line).append("\r\n"); }
    bool refuse(Trouble trouble) {
        lines_ = {trouble, {}};
        return false;
    }

    ContentLines lines_;
    std::vector<std::string> open_;
    std::size_t components_ = 0;
    std::size_t skipping_ = 0;  // components of the open ones that are not kept
    bool has_calendar_ = false;
};

std::string_view next_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

}  // namespace

ContentLines lines_about_time(std::string_view file) {
    if (file.starts_with("\xEF\xBB\xBF")) file.remove_prefix(3);
    if (file.find('\0') != std::string_view::npos) return {Trouble::not_a_calendar, {}};
    Filter filter;
    while (!file.empty()) {
        std::string line(next_line(file));
        bool is_long = false;
        while (!file.empty() && (file.front() == ' ' || file.front() == '\t')) {
            const std::string_view more = next_line(file).substr(1);
            if (line.size() + more.size() <= limits::line)
                line += more;
            else
                is_long = true;
        }
        if (line.empty()) continue;
        if (!(is_long || line.size() > limits::line ? filter.is_long(line) : filter.take(line))) break;
    }
    return std::move(filter).result();
}

}  // namespace venera::calendar
