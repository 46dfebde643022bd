// The nouns of scheduling as the API, the rules and the tables share them. Every time of a schedule, slot,
// buffer and duration is a multiple of five minutes.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "directory/directory.hpp"
#include "platform/json/json.hpp"
#include "platform/time/zone.hpp"
#include "platform/values/instant.hpp"
#include "platform/values/text.hpp"
#include "platform/values/uuid.hpp"

namespace venera::scheduling {

using directory::Mode;

enum class Weekday : std::uint8_t { monday, tuesday, wednesday, thursday, friday, saturday, sunday };
BOOST_DESCRIBE_ENUM(Weekday, monday, tuesday, wednesday, thursday, friday, saturday, sunday)

// FHIR's words. held, pending, booked and arrived occupy their time.
enum class Status : std::uint8_t { held, pending, booked, arrived, fulfilled, cancelled, noshow, expired };
BOOST_DESCRIBE_ENUM(Status, held, pending, booked, arrived, fulfilled, cancelled, noshow, expired)

// The rules that can remove a time. The names are contract (explain, reasons[].rule, override).
enum class Rule : std::uint8_t {
    closed,
    break_,
    exception,
    off_grid,
    notice,
    horizon,
    daily_cap,
    buffer,
    taken,
    held,
    patient_busy,
    doctor_retired
};
// "break" is a C++ keyword: the wire name of break_ is written by hand in types.cpp.
std::string_view name_of(Rule rule);

// A rule by its wire name, as in `override` and `reasons[].rule`.
struct RuleName {
    static constexpr std::string_view schema =
        R"({"type":"string","enum":["closed","break","exception","off_grid","notice","horizon","daily_cap",)"
        R"("buffer","taken","held","patient_busy","doctor_retired"]})";

    Rule value = Rule::closed;

    auto operator<=>(const RuleName&) const = default;
    static Parsed<RuleName> parse(std::string_view text);
    std::string text() const { return std::string(name_of(value)); }
};

// True for the states whose time nobody else can have: exactly the predicate of the exclusion constraints.
bool occupies(Status status);

enum class ExceptionKind : std::uint8_t { closed, open };
BOOST_DESCRIBE_ENUM(ExceptionKind, closed, open)

// Local time of the start: morning < 12:00 <= afternoon < 18:00 <= evening.
enum class PartOfDay : std::uint8_t { morning, afternoon, evening };
BOOST_DESCRIBE_ENUM(PartOfDay, morning, afternoon, evening)

// One opening period of a weekday in the doctor's zone. An end at or before the start means the next day.
struct WeeklyPeriod {
    Weekday day_of_week = Weekday::monday;
    ClockTime start_time;
    ClockTime end_time;
    std::optional<ClockTime> break_start;
    std::optional<ClockTime> break_end;
    std::optional<ClinicId> clinic_id;
};
BOOST_DESCRIBE_STRUCT(WeeklyPeriod, (),
                      (day_of_week, start_time, end_time, break_start, break_end, clinic_id))

struct VisitType {
    Code code;
    Text<100> name;
    Whole<5, 720> duration_minutes;
    Whole<0, 1'000'000'000> price_cents;
    Currency currency;
    Mode mode = Mode::in_person;
    std::optional<Whole<0, 240>> buffer_before_minutes;  // absent: the schedule's
    std::optional<Whole<0, 240>> buffer_after_minutes;
};
BOOST_DESCRIBE_STRUCT(VisitType, (),
                      (code, name, duration_minutes, price_cents, currency, mode, buffer_before_minutes,
                       buffer_after_minutes))

// The rules of one doctor, as stored (jsonb) and as in the body of PUT /doctors/{id}/schedule.
struct ScheduleRules {
    Zone timezone;
    std::vector<WeeklyPeriod> hours;
    Whole<5, 720> slot_minutes{30};
    Whole<0, 240> buffer_before_minutes{0};
    Whole<0, 240> buffer_after_minutes{0};
    Whole<0, 43'200> notice_minutes{0};
    Whole<1, 365> horizon_days{90};
    Whole<0, 43'200> cancellation_notice_minutes{1'440};
    std::optional<Whole<1, 288>> max_per_day;
    std::vector<VisitType> visit_types;  // at least one; the first is the default
};
BOOST_DESCRIBE_STRUCT(ScheduleRules, (),
                      (timezone, hours, slot_minutes, buffer_before_minutes, buffer_after_minutes,
                       notice_minutes, horizon_days, cancellation_notice_minutes, max_per_day, visit_types))

// Multiples of five minutes, breaks inside their period, periods that do not overlap, different visit types.
void check(const ScheduleRules& rules, json::Issues& issues);

// An absence or an extra opening, in the doctor's zone.
struct ScheduleException {
    ExceptionId id;
    ExceptionKind kind = ExceptionKind::closed;
    LocalDateTime start;
    LocalDateTime end;
    std::optional<Text<200>> reason;
};
BOOST_DESCRIBE_STRUCT(ScheduleException, (), (id, kind, start, end, reason))

}  // namespace venera::scheduling
