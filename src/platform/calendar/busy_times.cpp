#include "platform/calendar/busy_times.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "platform/calendar/file_zones.hpp"

namespace venera::calendar {

namespace {

using std::chrono::days;
using std::chrono::seconds;

struct FreeComponent {
    void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
struct FreeIterator {
    void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};

// More than anybody's calendar has.
struct TooMuch {};
// A part that says when in a way that is not understood.
struct Unreadable {};

bool is_sane(const icaltimetype& time) {
    return !icaltime_is_null_time(time) && icaltime_is_valid_time(time) != 0 && time.year >= 1900 &&
           time.year <= 2200 && time.month >= 1 && time.month <= 12 && time.day >= 1 &&
           time.day <= icaltime_days_in_month(time.month, time.year) && time.hour >= 0 && time.hour <= 23 &&
           time.minute >= 0 && time.minute <= 59 && time.second >= 0 && time.second <= 60;
}

int count(const short* values, int size) {
    int n = 0;
    while (n < size && values[n] != ICAL_RECURRENCE_ARRAY_MAX) ++n;
    return n;
}

template <class Visit>
void each_property(icalcomponent* component, icalproperty_kind kind, const Visit& visit) {
    for (auto* property = icalcomponent_get_first_property(component, kind); property != nullptr;
         property = icalcomponent_get_next_property(component, kind))
        visit(property);
}
template <class Visit>
void each_component(icalcomponent* component, icalcomponent_kind kind, const Visit& visit) {
    for (auto* part = icalcomponent_get_first_component(component, kind); part != nullptr;
         part = icalcomponent_get_next_component(component, kind))
        visit(part);
}

// One VEVENT.
struct Event {
    icalcomponent* component = nullptr;
    std::string uid;
    icaltimetype start{};
    FileZone zone{};
    std::chrono::seconds length{0};  // of an all-day event: whole days
    bool is_busy = true;
    std::optional<Instant> instance{};  // of a recurring one, that this takes the place of

    // Nothing for one without length.
    std::optional<Period> at(const icaltimetype& local) const {
        const Instant from = zone.instant(local);
        if (length <= seconds{0}) return std::nullopt;
        if (local.is_date == 0) return Period{from, from + length};
        auto last = local;
        icaltime_adjust(&last, static_cast<int>(length / days{1}), 0, 0, 0);
        return Period{from, zone.instant(last)};
    }
};

class Reader {
public:
    Reader(icalcomponent* calendar, const Zone& zone, const Period& window)
        : zones_(calendar, zone), floating_(zone), window_(window) {
        each_component(calendar, ICAL_VEVENT_COMPONENT, [&](icalcomponent* part) { take(part); });
        for (const Event& event : masters_) {
            if (!event.is_busy) continue;
            attempt([&] { expand(event); });
        }
        each_component(calendar, ICAL_VFREEBUSY_COMPONENT, [&](icalcomponent* part) {
            each_property(part, ICAL_FREEBUSY_PROPERTY,
                          [&](icalproperty* property) { attempt([&] { add_freebusy(property); }); });
        });
    }

    BusyTimes result() && { return std::move(result_); }

private:
    template <class Work>
    void attempt(const Work& work) {
        if (std::chrono::steady_clock::now() > end_) throw TooMuch{};
        try {
            work();
        } catch (const Unreadable&) {
            ++result_.unreadable;
        }
    }

    void take(icalcomponent* component) {
        attempt([&] {
            Event event = event_of(component);
            if (!event.instance) {
                masters_.push_back(std::move(event));
                return;
            }
            replaced_[event.uid].insert(*event.instance);
            if (event.is_busy) add(event.at(event.start));
            auto* property = icalcomponent_get_first_property(component, ICAL_RECURRENCEID_PROPERTY);
            // All later instances, too: nobody writes it, and who reads "this one" would be wrong.
            if (icalproperty_get_first_parameter(property, ICAL_RANGE_PARAMETER) != nullptr)
                throw Unreadable{};
        });
    }

    Event event_of(icalcomponent* component) {
        // A line that libical could not read is one of those that say when: the others are gone.
        if (icalcomponent_count_properties(component, ICAL_XLICERROR_PROPERTY) > 0) throw Unreadable{};
        Event event;
        event.component = component;
        if (const char* uid = icalcomponent_get_uid(component)) event.uid = uid;
        auto* start = icalcomponent_get_first_property(component, ICAL_DTSTART_PROPERTY);
        if (start == nullptr) throw Unreadable{};
        event.start = icalproperty_get_dtstart(start);
        event.zone = zone_of(start, event.start);
        event.start.zone = nullptr;
        event.length = length_of(event);
        event.is_busy = is_busy(component);
        if (auto* id = icalcomponent_get_first_property(component, ICAL_RECURRENCEID_PROPERTY)) {
            const auto value = icalproperty_get_recurrenceid(id);
            event.instance = zone_of(id, value).instant(value);
        }
        return event;
    }

    FileZone zone_of(icalproperty* property, const icaltimetype& value) {
        if (!is_sane(value)) throw Unreadable{};
        const auto zone = zones_.of(property, value);
        if (!zone) throw Unreadable{};
        return *zone;
    }

    seconds length_of(const Event& event) {
        const seconds whole_day = event.start.is_date != 0 ? seconds{days{1}} : seconds{0};
        if (auto* end = icalcomponent_get_first_property(event.component, ICAL_DTEND_PROPERTY)) {
            const auto value = icalproperty_get_dtend(end);
            const auto zone = zone_of(end, value);
            if (event.start.is_date == 0)
                return std::chrono::duration_cast<seconds>(zone.instant(value) -
                                                           event.zone.instant(event.start));
            const FileZone utc;  // dates are counted where no clock is changed
            const auto length = utc.instant(value) - utc.instant(event.start);
            return std::max(whole_day, std::chrono::duration_cast<seconds>(length));
        }
        if (auto* duration = icalcomponent_get_first_property(event.component, ICAL_DURATION_PROPERTY)) {
            const auto value = icalproperty_get_duration(duration);
            if (value.weeks > 5'000 || value.days > 40'000 || value.hours > 900'000) throw Unreadable{};
            return std::max(whole_day, seconds{icaldurationtype_as_int(value)});
        }
        return whole_day;
    }

    static bool is_busy(icalcomponent* component) {
        if (icalcomponent_get_status(component) == ICAL_STATUS_CANCELLED) return false;
        auto* transparency = icalcomponent_get_first_property(component, ICAL_TRANSP_PROPERTY);
        if (transparency != nullptr && icalproperty_get_transp(transparency) != ICAL_TRANSP_OPAQUE &&
            icalproperty_get_transp(transparency) != ICAL_TRANSP_OPAQUENOCONFLICT)
            return false;
        bool is_free = false;
        each_property(component, ICAL_X_PROPERTY, [&](icalproperty* property) {
            const char* value = icalproperty_get_x(property);
            is_free = is_free || (value != nullptr && std::strcmp(value, "FREE") == 0);
        });
        return !is_free;
    }

    void expand(const Event& event) {
        exceptions_.clear();
        excluded_days_.clear();
        each_property(event.component, ICAL_EXDATE_PROPERTY, [&](icalproperty* property) {
            const auto value = icalproperty_get_exdate(property);
            const auto zone = zone_of(property, value);
            if (value.is_date != 0 && event.start.is_date == 0)
                excluded_days_.insert({value.year, value.month, value.day});
            else
                exceptions_.insert(zone.instant(value));
        });
        add_occurrence(event, event.start);
        each_property(event.component, ICAL_RDATE_PROPERTY, [&](icalproperty* property) {
            const auto value = icalproperty_get_rdate(property);
            const bool is_period = icaltime_is_null_time(value.time);
            const auto start = is_period ? value.period.start : value.time;
            Event added = event;
            added.zone = zone_of(property, start);
            if (is_period && !icaltime_is_null_time(value.period.end))
                added.length = std::chrono::duration_cast<seconds>(added.zone.instant(value.period.end) -
                                                                   added.zone.instant(start));
            else if (is_period)
                added.length = seconds{icaldurationtype_as_int(value.period.duration)};
            add_occurrence(added, start);
        });
        each_property(event.component, ICAL_RRULE_PROPERTY,
                      [&](icalproperty* property) { repeat(event, icalproperty_get_rrule(property)); });
        // Times that it would take away stay busy.
        if (icalcomponent_count_properties(event.component, ICAL_EXRULE_PROPERTY) > 0) throw Unreadable{};
    }

    void repeat(const Event& event, icalrecurrencetype rule) {
        const bool is_daily = rule.freq == ICAL_DAILY_RECURRENCE || rule.freq == ICAL_WEEKLY_RECURRENCE ||
                              rule.freq == ICAL_MONTHLY_RECURRENCE || rule.freq == ICAL_YEARLY_RECURRENCE;
        // What is looked for by the hour, or the second, may be looked for until the end of time.
        const int times = std::max(1, count(rule.by_hour, ICAL_BY_HOUR_SIZE)) *
                          std::max(1, count(rule.by_minute, ICAL_BY_MINUTE_SIZE)) *
                          std::max(1, count(rule.by_second, ICAL_BY_SECOND_SIZE));
        if (!is_daily || times > limits::times_a_day) throw Unreadable{};
        if (!icaltime_is_null_time(rule.until)) {
            if (!is_sane(rule.until)) throw Unreadable{};
            if (rule.until.is_date != 0 && event.start.is_date == 0) {
                rule.until.is_date = 0;
                rule.until.hour = 23;
                rule.until.minute = rule.until.second = 59;
            } else if (icaltime_is_utc(rule.until)) {
                // Compared with what the event's clock shows.
                rule.until = event.zone.local(FileZone{}.instant(rule.until));
            }
            rule.until.zone = nullptr;
        }
        const std::unique_ptr<icalrecur_iterator, FreeIterator> iterator(
            icalrecur_iterator_new(rule, event.start));
        if (!iterator) throw Unreadable{};
        for (auto next = icalrecur_iterator_next(iterator.get()); !icaltime_is_null_time(next);
             next = icalrecur_iterator_next(iterator.get())) {
            if (next.year > 2200) break;
            if (!add_occurrence(event, next)) break;
        }
    }

    // False if it lies after the window.
    bool add_occurrence(const Event& event, const icaltimetype& local) {
        if (++looked_at_ > limits::occurrences) throw TooMuch{};
        if ((looked_at_ & 0xff) == 0 && std::chrono::steady_clock::now() > end_) throw TooMuch{};
        const auto period = event.at(local);
        if (!period) return true;
        if (period->start >= window_.end) return false;
        const auto replaced = replaced_.find(event.uid);
        const bool is_replaced =
            replaced != replaced_.end() && replaced->second.contains(period->start) && !event.uid.empty();
        const bool is_excluded = exceptions_.contains(period->start) ||
                                 excluded_days_.contains({local.year, local.month, local.day});
        if (!is_replaced && !is_excluded) add(period);
        return true;
    }

    void add_freebusy(icalproperty* property) {
        auto* type = icalproperty_get_first_parameter(property, ICAL_FBTYPE_PARAMETER);
        if (type != nullptr && icalparameter_get_fbtype(type) == ICAL_FBTYPE_FREE) return;
        const auto value = icalproperty_get_freebusy(property);
        if (!is_sane(value.start)) throw Unreadable{};
        const FileZone utc;
        const Instant start = utc.instant(value.start);
        if (icaltime_is_null_time(value.end)) {
            add(Period{start, start + seconds{icaldurationtype_as_int(value.duration)}});
        } else {
            if (!is_sane(value.end)) throw Unreadable{};
            add(Period{start, utc.instant(value.end)});
        }
    }

    void add(const std::optional<Period>& period) {
        if (period && period->start < period->end && period->overlaps(window_))
            result_.periods.push_back(*period);
    }

    struct Day {
        int year, month, day;
        auto operator<=>(const Day&) const = default;
    };

    FileZones zones_;
    Zone floating_;
    Period window_;
    std::vector<Event> masters_;
    std::map<std::string, std::set<Instant>> replaced_;  // instances, by UID
    std::set<Instant> exceptions_;                       // of the event that is being expanded
    std::set<Day> excluded_days_;
    std::int64_t looked_at_ = 0;
    std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + limits::time;
    BusyTimes result_;
};

}  // namespace

BusyTimes read_busy_times(std::string_view file, const Zone& zone, const Period& window) {
    ContentLines lines = lines_about_time(file);
    if (lines.trouble != Trouble::none) return {lines.trouble, {}, 0};
    icalerror_set_errors_are_fatal(0);
    const std::unique_ptr<icalcomponent, FreeComponent> calendar(icalparser_parse_string(lines.text.c_str()));
    if (!calendar || icalcomponent_isa(calendar.get()) != ICAL_VCALENDAR_COMPONENT)
        return {Trouble::not_a_calendar, {}, 0};
    try {
        return Reader(calendar.get(), zone, window).result();
    } catch (const TooMuch&) {
        return {Trouble::too_much, {}, 0};
    }
}

}  // namespace venera::calendar
