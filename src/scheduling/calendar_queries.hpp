// The statements of schedules and exceptions, and the occupied times that availability is computed from.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/postgres/codec_document.hpp"
#include "platform/postgres/database.hpp"
#include "scheduling/booking_queries.hpp"
#include "scheduling/occupations.hpp"
#include "scheduling/rules.hpp"
#include "scheduling/trail.hpp"

namespace venera::scheduling {

struct ScheduleRow {
    DoctorId doctor_id;
    postgres::Document<ScheduleRules> rules;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ScheduleRow, (), (doctor_id, rules, version))

struct ExceptionRow {
    ExceptionId id;
    DoctorId doctor_id;
    ExceptionKind kind = ExceptionKind::closed;
    LocalDateTime starts_at;
    LocalDateTime ends_at;
    std::optional<Text<200>> reason;
};
BOOST_DESCRIBE_STRUCT(ExceptionRow, (), (id, doctor_id, kind, starts_at, ends_at, reason))

// A booked visit that a change of hours leaves outside them.
struct OutsideVisit {
    AppointmentId appointment_id;
    std::string reference;
    Instant start;
    Instant end;
    Date local_date;
    ClockTime local_time;
};
BOOST_DESCRIBE_STRUCT(OutsideVisit, (), (appointment_id, reference, start, end, local_date, local_time))

std::vector<ScheduleRow> find_schedules(postgres::Executor& db, const std::vector<DoctorId>& doctors);
// Those that end after `after` (a local time of the doctor), by start.
std::vector<ExceptionRow> find_exceptions(postgres::Executor& db, const std::vector<DoctorId>& doctors,
                                          LocalDateTime after);
// The version of each doctor's schedule, in no order; doctors without one are left out.
struct VersionRow {
    DoctorId doctor_id;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(VersionRow, (), (doctor_id, version))
std::vector<VersionRow> find_versions(postgres::Executor& db, const std::vector<DoctorId>& doctors);

// Takes the row's lock, so that edits of one calendar happen one after the other; nothing if there is no
// schedule.
std::optional<std::int64_t> lock_schedule(postgres::Executor& db, DoctorId doctor);
// Whether its rules are these already.
bool is_schedule(postgres::Executor& db, DoctorId doctor, const ScheduleRules& rules);
// Inserts or replaces; returns the new version.
std::int64_t write_schedule(postgres::Executor& db, DoctorId doctor, const ScheduleRules& rules, Instant now);
// An edit of an exception is an edit of the calendar. Returns the new version.
std::int64_t touch_schedule(postgres::Executor& db, DoctorId doctor, Instant now);
void insert_exception(postgres::Executor& db, DoctorId doctor, const ScheduleException& exception,
                      Instant now);
std::optional<ExceptionRow> find_exception(postgres::Executor& db, DoctorId doctor, ExceptionId exception);
bool delete_exception(postgres::Executor& db, DoctorId doctor, ExceptionId exception);
std::int64_t count_exceptions(postgres::Executor& db, DoctorId doctor);

// Throws: ConstraintViolation idempotency_pkey if the key was used before.
void keep_exception_key(postgres::Executor& db, const KeptKey& key, ExceptionId exception, Instant now);

// What occupies time of the doctors within the window: live holds, pending, booked and arrived visits, by
// start.
std::vector<OccupationRow> find_busy(postgres::Executor& db, const std::vector<DoctorId>& doctors,
                                     const Period& window);
std::vector<OccupationRow> find_busy_of_patient(postgres::Executor& db, PatientId patient,
                                                const Period& window);
// Booked, pending and arrived visits from `from` on.
std::vector<OccupationRow> find_coming_visits(postgres::Executor& db, DoctorId doctor, Instant from);
// Within the clinics of the caller's reach.
std::vector<OutsideVisit> find_references(postgres::Executor& db, const std::vector<AppointmentId>& ids,
                                          const Reach& reach);

// `schedule.changed`, in the transaction of the change.
void insert_schedule_event(postgres::Executor& db, DoctorId doctor, std::int64_t version,
                           std::string_view traceparent, Instant now);

}  // namespace venera::scheduling
