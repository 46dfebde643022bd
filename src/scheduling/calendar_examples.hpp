// Calendars for tests, in few words: `calendar("Europe/Madrid", {hours(monday, "09:00", "17:00")})`.
#pragma once
#include <stdexcept>
#include <string_view>
#include <vector>

#include "scheduling/rules.hpp"

namespace venera::scheduling::examples {

template <class T>
T value_of(std::string_view text) {
    const auto parsed = T::parse(text);
    if (!parsed) throw std::invalid_argument(std::string(text));
    return *parsed;
}
inline Instant at(std::string_view text) { return value_of<Instant>(text); }
inline LocalDateTime local(std::string_view text) { return value_of<LocalDateTime>(text); }
inline ClockTime clock_time(std::string_view text) { return value_of<ClockTime>(text); }
inline Date date(std::string_view text) { return value_of<Date>(text); }

inline Uuid numbered(std::uint8_t number) {
    Uuid uuid;
    uuid.bytes[15] = number;
    return uuid;
}

inline WeeklyPeriod hours(Weekday day, std::string_view start, std::string_view end) {
    return {day, clock_time(start), clock_time(end), std::nullopt, std::nullopt, std::nullopt};
}
inline WeeklyPeriod hours(Weekday day, std::string_view start, std::string_view end,
                          std::string_view break_start, std::string_view break_end) {
    return {day,         clock_time(start), clock_time(end), clock_time(break_start), clock_time(break_end),
            std::nullopt};
}
inline std::vector<WeeklyPeriod> every_day(std::string_view start, std::string_view end) {
    std::vector<WeeklyPeriod> all;
    for (int day = 0; day < 7; ++day) all.push_back(hours(static_cast<Weekday>(day), start, end));
    return all;
}

inline VisitType visit_type(std::string_view code, std::int64_t duration_minutes) {
    VisitType type;
    type.code = value_of<Code>(code);
    type.name = value_of<Text<100>>("Visit");
    type.duration_minutes = {duration_minutes};
    type.price_cents = {5000};
    type.currency = value_of<Currency>("EUR");
    return type;
}

inline Calendar calendar(std::string_view zone, std::vector<WeeklyPeriod> weekly) {
    Calendar calendar;
    calendar.doctor_id = {numbered(1)};
    calendar.rules.timezone = value_of<Zone>(zone);
    calendar.rules.hours = std::move(weekly);
    calendar.rules.horizon_days = {365};
    calendar.rules.visit_types = {visit_type("visit", 30)};
    calendar.version = 1;
    return calendar;
}

inline ScheduleException exception(ExceptionKind kind, std::string_view start, std::string_view end) {
    return {ExceptionId{}, kind, local(start), local(end), std::nullopt};
}

inline Busy busy(std::uint8_t number, Status status, std::string_view start, std::string_view end) {
    const Period visit{at(start), at(end)};
    return {AppointmentId{numbered(number)}, status, visit, visit, std::nullopt};
}

}  // namespace venera::scheduling::examples
