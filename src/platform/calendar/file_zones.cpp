#include "platform/calendar/file_zones.hpp"

#include <string_view>
#include <vector>

#include "platform/calendar/busy_times.hpp"

namespace venera::calendar {

namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::seconds;
using std::chrono::year;

int count(const short* values, int size) {
    int n = 0;
    while (n < size && values[n] != ICAL_RECURRENCE_ARRAY_MAX) ++n;
    return n;
}

// A few changes a year, as clocks are changed.
bool is_yearly(icalproperty* property) {
    const auto rule = icalproperty_get_rrule(property);
    return rule.freq == ICAL_YEARLY_RECURRENCE && count(rule.by_month, ICAL_BY_MONTH_SIZE) <= 2 &&
           count(rule.by_day, ICAL_BY_DAY_SIZE) <= 7 && count(rule.by_year_day, ICAL_BY_YEARDAY_SIZE) <= 1 &&
           count(rule.by_week_no, ICAL_BY_WEEKNO_SIZE) <= 1 && count(rule.by_hour, ICAL_BY_HOUR_SIZE) <= 1 &&
           count(rule.by_minute, ICAL_BY_MINUTE_SIZE) <= 1 && count(rule.by_second, ICAL_BY_SECOND_SIZE) <= 1;
}

// libical expands a zone's rules to the end of their days, without a limit of its own.
bool is_affordable(icalcomponent* zone) {
    int observances = 0;
    int rules = 0;
    int dates = 0;
    for (auto* part = icalcomponent_get_first_component(zone, ICAL_ANY_COMPONENT); part != nullptr;
         part = icalcomponent_get_next_component(zone, ICAL_ANY_COMPONENT)) {
        const auto start = icalcomponent_get_dtstart(part);
        if (++observances > limits::observances || start.year < 1600 || start.year > 2200) return false;
        for (auto* property = icalcomponent_get_first_property(part, ICAL_RRULE_PROPERTY);
             property != nullptr; property = icalcomponent_get_next_property(part, ICAL_RRULE_PROPERTY)) {
            if (!is_yearly(property) || ++rules > limits::rules_of_zone) return false;
        }
        dates += icalcomponent_count_properties(part, ICAL_RDATE_PROPERTY);
    }
    return observances > 0 && dates <= limits::observances;
}

// "Europe/Madrid", "/freeassociation.sourceforge.net/Europe/Madrid",
// "/mozilla.org/20050126_1/America/Argentina/Salta".
std::optional<Zone> zone_named(std::string_view tzid) {
    for (;;) {
        if (const auto zone = Zone::parse(tzid)) return *zone;
        const auto slash = tzid.find('/');
        if (slash == std::string_view::npos) return std::nullopt;
        tzid.remove_prefix(slash + 1);
        // "GMT" alone, or what is left of a name, is no zone of anybody's calendar.
        if (tzid.find('/') == std::string_view::npos) return std::nullopt;
    }
}

}  // namespace

Instant FileZone::instant(const icaltimetype& local) const {
    if (own != nullptr) return Instant::from_epoch_seconds(icaltime_as_timet_with_zone(local, own));
    const std::chrono::local_days date{year{local.year} / month{static_cast<unsigned>(local.month)} /
                                       day{static_cast<unsigned>(local.day)}};
    const LocalDateTime at{date + minutes{local.hour * 60 + local.minute}};
    return zone.resolve(at, Zone::Edge::start) + seconds{local.second};
}

icaltimetype FileZone::local(Instant at) const {
    if (own != nullptr) {
        auto shown = icaltime_from_timet_with_zone(at.epoch_seconds(), 0, own);
        shown.zone = nullptr;
        return shown;
    }
    const LocalDateTime shown = zone.local(at);
    const auto date = shown.date().value;
    auto time = icaltime_null_time();
    time.year = static_cast<int>(date.year());
    time.month = static_cast<int>(static_cast<unsigned>(date.month()));
    time.day = static_cast<int>(static_cast<unsigned>(date.day()));
    time.hour = shown.time().minute_of_day / 60;
    time.minute = shown.time().minute_of_day % 60;
    time.second = static_cast<int>(at.epoch_seconds() % 60);
    return time;
}

std::optional<FileZone> FileZones::of(icalproperty* property, const icaltimetype& value) {
    if (icaltime_is_utc(value)) return FileZone{};
    auto* parameter = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
    const char* tzid = parameter != nullptr ? icalparameter_get_tzid(parameter) : nullptr;
    if (tzid == nullptr || value.is_date != 0) return FileZone{floating_, nullptr};
    return find(tzid);
}

std::optional<FileZone> FileZones::find(const std::string& tzid) {
    const auto known = known_.find(tzid);
    if (known != known_.end()) return known->second;
    std::optional<FileZone> found;
    if (const auto named = zone_named(tzid)) {
        found = FileZone{*named, nullptr};
    } else {
        for (auto* part = icalcomponent_get_first_component(calendar_, ICAL_VTIMEZONE_COMPONENT);
             part != nullptr && !found;
             part = icalcomponent_get_next_component(calendar_, ICAL_VTIMEZONE_COMPONENT)) {
            auto* name = icalcomponent_get_first_property(part, ICAL_TZID_PROPERTY);
            const char* text = name != nullptr ? icalproperty_get_tzid(name) : nullptr;
            if (text == nullptr || tzid != text || !is_affordable(part)) continue;
            std::unique_ptr<icaltimezone, FreeZone> own(icaltimezone_new());
            auto* copy = icalcomponent_new_clone(part);
            if (icaltimezone_set_component(own.get(), copy) == 0) {
                icalcomponent_free(copy);
                continue;
            }
            found = FileZone{{}, own.get()};
            own_.push_back(std::move(own));
        }
    }
    return known_[tzid] = found;
}

}  // namespace venera::calendar
