// The statements of calendars that a doctor has elsewhere, of the busy times that they told, and of the
// visits that collide with them.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/postgres/database.hpp"
#include "platform/values/instant.hpp"
#include "platform/values/text.hpp"
#include "scheduling/booking_queries.hpp"
#include "scheduling/types.hpp"

namespace venera::scheduling {

using BusyCalendarId = Id<struct BusyCalendarTag>;

struct BusyCalendarRow {
    BusyCalendarId id;
    std::string name;
    std::string host;
    Instant created_at;
    Instant due_at;
    std::optional<Instant> polled_at;
    std::optional<Instant> succeeded_at;
    std::optional<std::string> error;
    std::int32_t unreadable = 0;
    std::int64_t times = 0;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(BusyCalendarRow, (),
                      (id, name, host, created_at, due_at, polled_at, succeeded_at, error, unreadable, times,
                       version))

struct NewBusyCalendarRow {
    BusyCalendarId id;
    DoctorId doctor_id;
    std::string name;
    std::string host;
    postgres::Bytes url_sealed;
};
// Due at once.
void insert_busy_calendar(postgres::Executor& db, const NewBusyCalendarRow& row, Instant now);
// Throws: ConstraintViolation idempotency_pkey if the key was used before.
void keep_calendar_key(postgres::Executor& db, const KeptKey& key, BusyCalendarId id, Instant now);
// "busy_calendar.added", "busy_calendar.changed", "busy_calendar.removed", in the transaction of the change.
struct BusyCalendarEvent {
    BusyCalendarId id;
    DoctorId doctor_id;
    std::int64_t version = 1;
    std::string_view type;
};
void insert_busy_calendar_event(postgres::Executor& db, const BusyCalendarEvent& event,
                                std::string_view traceparent, Instant now);
std::int64_t count_busy_calendars(postgres::Executor& db, DoctorId doctor);
// The oldest first.
std::vector<BusyCalendarRow> list_busy_calendars(postgres::Executor& db, DoctorId doctor);
std::optional<BusyCalendarRow> find_busy_calendar(postgres::Executor& db, DoctorId doctor, BusyCalendarId id);
// Another name, another address. With the address it is due at once, and all that is known of the old one is
// forgotten but its times.
struct BusyCalendarChange {
    std::optional<std::string> name;
    std::optional<std::string> host;
    std::optional<postgres::Bytes> url_sealed;
};
void change_busy_calendar(postgres::Executor& db, BusyCalendarId id, const BusyCalendarChange& change,
                          Instant now);
void make_busy_calendar_due(postgres::Executor& db, BusyCalendarId id, Instant now);
// With its times.
void delete_busy_calendar(postgres::Executor& db, BusyCalendarId id);

struct ClaimedCalendar {
    BusyCalendarId id;
    DoctorId doctor_id;
    postgres::Bytes url_sealed;
    std::int32_t failures = 0;
    std::optional<Instant> read_at;
    std::optional<std::string> etag;
    std::optional<std::string> modified;
};
BOOST_DESCRIBE_STRUCT(ClaimedCalendar, (), (id, doctor_id, url_sealed, failures, read_at, etag, modified))
struct CalendarLease {
    Uuid lease;
    Instant now;
    Instant until;
};
// One that is due and that nobody has.
std::optional<ClaimedCalendar> claim_busy_calendar(postgres::Executor& db, const CalendarLease& lease);
struct Polled {
    Instant now;
    Instant due_at;
    std::int32_t failures = 0;
    std::optional<std::string> error{};  // absent: it was read, or is as it was
};
// False if somebody else has it now, or if it is gone.
bool note_poll(postgres::Executor& db, BusyCalendarId id, const Uuid& lease, const Polled& polled);
// After note_poll(), in its transaction: read as a whole.
struct WholeReading {
    Instant now;
    std::string etag;
    std::string modified;
    std::int32_t unreadable = 0;
};
void note_reading(postgres::Executor& db, BusyCalendarId id, const WholeReading& reading);

struct BusyTimeRow {
    DoctorId doctor_id;
    Instant starts_at;
    Instant ends_at;
};
BOOST_DESCRIBE_STRUCT(BusyTimeRow, (), (doctor_id, starts_at, ends_at))
// Those that end after `after`, of all calendars of each doctor, by start.
std::vector<BusyTimeRow> find_busy_times(postgres::Executor& db, const std::vector<DoctorId>& doctors,
                                         Instant after);
// Of one calendar, by start.
std::vector<Period> times_of_calendar(postgres::Executor& db, BusyCalendarId id);
void replace_times(postgres::Executor& db, BusyCalendarId id, DoctorId doctor,
                   const std::vector<Period>& times);

// A visit that was there before, or that came at the same moment, and what it collides with.
struct Conflict {
    AppointmentId appointment_id;
    std::string reference;
    Status status = Status::booked;
    Instant start;
    Instant end;
    Date local_date;
    ClockTime local_time;
    BusyCalendarId calendar_id;
    Instant busy_start;
    Instant busy_end;
};
BOOST_DESCRIBE_STRUCT(Conflict, (),
                      (appointment_id, reference, status, start, end, local_date, local_time, calendar_id,
                       busy_start, busy_end))
// By start. What the desk has placed there on purpose is none.
std::vector<Conflict> list_conflicts(postgres::Executor& db, DoctorId doctor, Instant now,
                                     std::int32_t limit);
// Remembers those that are new, each with an event `appointment.conflict`, and forgets those that are over.
std::vector<AppointmentId> note_conflicts(postgres::Executor& db, DoctorId doctor,
                                          std::string_view traceparent, Instant now);
// After a change of times: when to look once more.
void check_again(postgres::Executor& db, BusyCalendarId id, Instant at);
// A doctor for whom that time has come.
std::optional<DoctorId> claim_check(postgres::Executor& db, Instant now);

struct BusyCalendarState {
    std::int64_t failing = 0;
    double oldest_success = 0;  // seconds since the last one of the calendar that has waited longest
};
BOOST_DESCRIBE_STRUCT(BusyCalendarState, (), (failing, oldest_success))
BusyCalendarState read_busy_calendar_state(postgres::Executor& db, Instant now);

}  // namespace venera::scheduling
