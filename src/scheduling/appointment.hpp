// An appointment as the API shows it and as callers ask for one: bodies, queries and answers of holds,
// appointments and the agenda. A hold is an appointment whose status is `held`; booking it keeps its id.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "directory/directory.hpp"
#include "platform/http/answer.hpp"
#include "platform/json/json.hpp"
#include "scheduling/types.hpp"

namespace venera::scheduling {

using directory::ClinicCard;
using directory::SpecialtyName;

enum class PaymentStatus : std::uint8_t {
    not_required,
    unpaid,
    deposit_paid,
    paid,
    refunded,
    partially_refunded,
};
BOOST_DESCRIBE_ENUM(PaymentStatus, not_required, unpaid, deposit_paid, paid, refunded, partially_refunded)

struct Appointment {
    AppointmentId id;
    std::string reference;  // "VEN-" + 6 of Crockford base32
    DoctorId doctor_id;
    std::string doctor_name;
    SpecialtyName specialty;
    ClinicCard clinic;
    std::optional<PatientId> patient_id;
    std::optional<std::string> patient_name;
    Instant start;
    Instant end;
    std::int64_t duration_minutes = 0;
    std::string timezone;
    Date local_date;
    ClockTime local_time;
    Mode mode = Mode::in_person;
    Code visit_type;
    Status status = Status::booked;
    std::optional<std::string> reason;
    std::optional<std::string> notes;
    std::int64_t price_cents = 0;
    Currency currency;
    PaymentStatus payment_status = PaymentStatus::unpaid;
    std::optional<Instant> pay_until;  // while it is pending: then it is cancelled, if it is not paid
    Instant cancellable_until;
    std::int64_t version = 1;
    Instant created_at;
    Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(Appointment, (),
                      (id, reference, doctor_id, doctor_name, specialty, clinic, patient_id, patient_name,
                       start, end, duration_minutes, timezone, local_date, local_time, mode, visit_type,
                       status, reason, notes, price_cents, currency, payment_status, pay_until,
                       cancellable_until, version, created_at, updated_at))

// Only the holder sees a hold, so it says nothing of the patient but the id.
struct Hold {
    AppointmentId id;
    std::string reference;
    Status status = Status::held;
    Instant expires_at;
    std::optional<std::string> holder_token;  // only in the answer to a caller who is not signed in
    DoctorId doctor_id;
    std::string doctor_name;
    SpecialtyName specialty;
    ClinicCard clinic;
    std::optional<PatientId> patient_id;
    Instant start;
    Instant end;
    std::int64_t duration_minutes = 0;
    std::string timezone;
    Date local_date;
    ClockTime local_time;
    Mode mode = Mode::in_person;
    Code visit_type;
    std::int64_t price_cents = 0;
    Currency currency;
    std::int64_t extensions_left = 0;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Hold, (),
                      (id, reference, status, expires_at, holder_token, doctor_id, doctor_name, specialty,
                       clinic, patient_id, start, end, duration_minutes, timezone, local_date, local_time,
                       mode, visit_type, price_cents, currency, extensions_left, version))

// A start that can be booked at all: on a multiple of five minutes, in the years that the table takes.
struct VisitStart {
    static constexpr std::string_view schema = Instant::schema;

    Instant value;

    auto operator<=>(const VisitStart&) const = default;
    static Parsed<VisitStart> parse(std::string_view text);
    std::string text() const { return value.text(); }
};

// A rule that staff may set aside. Nobody sets aside another's time: taken, held, patient_busy,
// doctor_retired.
struct OverridableRule {
    static constexpr std::string_view schema =
        R"({"type":"string","enum":["closed","break","exception","off_grid","notice","horizon",)"
        R"("daily_cap","buffer"]})";

    Rule value = Rule::closed;

    auto operator<=>(const OverridableRule&) const = default;
    static Parsed<OverridableRule> parse(std::string_view text);
    std::string text() const { return std::string(name_of(value)); }
};

// 43 characters of base64url: what an anonymous holder shows to extend, release or book their hold.
struct HolderToken {
    static constexpr std::string_view schema =
        R"({"type":"string","pattern":"^[A-Za-z0-9_-]{43}$","writeOnly":true})";

    std::string value;

    auto operator<=>(const HolderToken&) const = default;
    static Parsed<HolderToken> parse(std::string_view text);
    std::string text() const { return value; }
};

using Duration = Whole<5, 720>;

// doctor_id and start may be left out only with a hold; with one they must be the hold's.
struct BookAppointment {
    std::optional<DoctorId> doctor_id;
    std::optional<VisitStart> start;
    std::optional<Code> visit_type;
    std::optional<Duration> duration_minutes;
    std::optional<Prose<500>> reason;
    std::optional<AppointmentId> hold_id;
    std::optional<HolderToken> holder_token;
    std::optional<PatientId> patient_id;
    std::optional<std::vector<OverridableRule>> override;
    std::optional<Text<200>> override_reason;
};
BOOST_DESCRIBE_STRUCT(BookAppointment, (),
                      (doctor_id, start, visit_type, duration_minutes, reason, hold_id, holder_token,
                       patient_id, override, override_reason))
void check(const BookAppointment& wish, json::Issues& issues);

struct NewHold {
    DoctorId doctor_id;
    VisitStart start;
    std::optional<Code> visit_type;
    std::optional<Duration> duration_minutes;
    std::optional<PatientId> patient_id;
};
BOOST_DESCRIBE_STRUCT(NewHold, (), (doctor_id, start, visit_type, duration_minutes, patient_id))
void check(const NewHold& wish, json::Issues& issues);

// The body of extending and of releasing a hold.
struct Holder {
    std::optional<HolderToken> holder_token;
};
BOOST_DESCRIBE_STRUCT(Holder, (), (holder_token))

struct ChangeAppointment {
    Patch<VisitStart> start;
    Patch<DoctorId> doctor_id;
    Patch<Code> visit_type;
    Patch<Duration> duration_minutes;
    Patch<Prose<500>, Clears::yes> reason;
    Patch<Prose<2'000>, Clears::yes> notes;
    std::optional<std::vector<OverridableRule>> override;
    std::optional<Text<200>> override_reason;

    bool moves() const {
        return start.given() || doctor_id.given() || visit_type.given() || duration_minutes.given();
    }
};
BOOST_DESCRIBE_STRUCT(ChangeAppointment, (),
                      (start, doctor_id, visit_type, duration_minutes, reason, notes, override,
                       override_reason))
void check(const ChangeAppointment& change, json::Issues& issues);

struct CancelAppointment {
    std::optional<Prose<500>> reason;
};
BOOST_DESCRIBE_STRUCT(CancelAppointment, (), (reason))

// `start` is the earliest first, `-start` the latest first.
struct AppointmentSort {
    static constexpr std::string_view schema = R"({"type":"string","enum":["start","-start"]})";

    bool latest_first = false;

    auto operator<=>(const AppointmentSort&) const = default;
    static Parsed<AppointmentSort> parse(std::string_view text);
    std::string text() const { return latest_first ? "-start" : "start"; }
};

struct AppointmentQuery {
    std::optional<std::vector<Status>> status;
    std::optional<DoctorId> doctor_id;
    std::optional<PatientId> patient_id;
    std::optional<Instant> from;  // starts at or after
    std::optional<Instant> to;    // starts before
    std::optional<AppointmentSort> sort;
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(AppointmentQuery, (), (status, doctor_id, patient_id, from, to, sort, limit, cursor))

enum class Scope : std::uint8_t { upcoming, past };
BOOST_DESCRIBE_ENUM(Scope, upcoming, past)

struct MyAppointmentQuery {
    std::optional<Scope> scope;
    std::optional<std::vector<Status>> status;
    std::optional<AppointmentSort> sort;
    std::optional<Whole<1, 100>> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(MyAppointmentQuery, (), (scope, status, sort, limit, cursor))

struct AgendaQuery {
    std::optional<Date> from;  // a date of the doctor's zone; today if absent
    std::optional<Whole<1, 31>> days;
};
BOOST_DESCRIBE_STRUCT(AgendaQuery, (), (from, days))

struct AgendaPeriod {
    Instant start;
    Instant end;
    Date local_date;  // of the start
    ClockTime local_time;
    Date local_end_date;
    ClockTime local_end_time;
};
BOOST_DESCRIBE_STRUCT(AgendaPeriod, (), (start, end, local_date, local_time, local_end_date, local_end_time))

// The board of one doctor: what is booked or held, what is open and free, and when the practice is closed.
struct Agenda {
    DoctorId doctor_id;
    std::string timezone;
    Date from;
    std::int64_t days = 1;
    std::vector<Appointment> appointments;
    std::vector<AgendaPeriod> free;
    std::vector<AgendaPeriod> closed;
    std::string position;  // the Last-Event-ID with which a stream tells what this does not show
};
BOOST_DESCRIBE_STRUCT(Agenda, (), (doctor_id, timezone, from, days, appointments, free, closed, position))

}  // namespace venera::scheduling
