#include "scheduling/calendar_queries.hpp"

namespace venera::scheduling {

namespace {

using postgres::Document;
using postgres::Statement;

const Statement<ScheduleRow(std::vector<DoctorId>)> select_schedules{"scheduling.find_schedules", R"sql(
    select doctor_id, rules, version from scheduling.schedules where doctor_id = any ($1))sql"};

const Statement<ExceptionRow(std::vector<DoctorId>, std::string)> select_exceptions{
    "scheduling.find_exceptions", R"sql(
    select id, doctor_id, kind, to_char(starts_at, 'YYYY-MM-DD"T"HH24:MI') as starts_at,
           to_char(ends_at, 'YYYY-MM-DD"T"HH24:MI') as ends_at, reason
      from scheduling.exceptions
     where doctor_id = any ($1) and ends_at > $2::text::timestamp
     order by doctor_id, exceptions.starts_at, id)sql"};

const Statement<VersionRow(std::vector<DoctorId>)> select_versions{"scheduling.find_versions", R"sql(
    select doctor_id, version from scheduling.schedules where doctor_id = any ($1))sql"};

const Statement<std::int64_t(DoctorId)> select_for_update{"scheduling.lock_schedule", R"sql(
    select version from scheduling.schedules where doctor_id = $1 for update)sql"};

const Statement<bool(DoctorId, Document<ScheduleRules>)> select_same{"scheduling.compare_schedule", R"sql(
    select exists (select from scheduling.schedules where doctor_id = $1 and rules = $2) as is_same)sql"};

const Statement<std::int64_t(DoctorId, Document<ScheduleRules>, Instant)> upsert_schedule{
    "scheduling.write_schedule",
    R"sql(
    insert into scheduling.schedules as s (doctor_id, rules, created_at, updated_at) values ($1, $2, $3, $3)
        on conflict (doctor_id) do update set rules = excluded.rules, version = s.version + 1, updated_at = $3
    returning version)sql"};

const Statement<std::int64_t(DoctorId, Instant)> bump_version{"scheduling.touch_schedule", R"sql(
    update scheduling.schedules set version = version + 1, updated_at = $2 where doctor_id = $1
    returning version)sql"};

const Statement<void(ExceptionId, DoctorId, ExceptionKind, std::string, std::string, std::optional<Text<200>>,
                     Instant)>
    add_exception{"scheduling.insert_exception", R"sql(
    insert into scheduling.exceptions (id, doctor_id, kind, starts_at, ends_at, reason, created_at)
    values ($1, $2, $3, $4::text::timestamp, $5::text::timestamp, $6, $7))sql"};

const Statement<ExceptionRow(DoctorId, ExceptionId)> select_exception{"scheduling.find_exception", R"sql(
    select id, doctor_id, kind, to_char(starts_at, 'YYYY-MM-DD"T"HH24:MI') as starts_at,
           to_char(ends_at, 'YYYY-MM-DD"T"HH24:MI') as ends_at, reason
      from scheduling.exceptions
     where doctor_id = $1 and id = $2)sql"};

const Statement<void(std::string, std::string, postgres::Bytes, ExceptionId, Instant)> add_exception_key{
    "scheduling.keep_exception_key", R"sql(
    insert into scheduling.idempotency (caller, key, fingerprint, resource_id, status, created_at)
    values ($1, $2, $3, $4, 201, $5))sql"};

const Statement<void(DoctorId, ExceptionId)> remove_exception{"scheduling.delete_exception", R"sql(
    delete from scheduling.exceptions where doctor_id = $1 and id = $2)sql"};

const Statement<std::int64_t(DoctorId)> count_of_doctor{"scheduling.count_exceptions", R"sql(
    select count(*) as count from scheduling.exceptions where doctor_id = $1)sql"};

const Statement<OccupationRow(std::vector<DoctorId>, Period)> select_busy{"scheduling.find_busy", R"sql(
    select id, doctor_id, status, starts_at, ends_at, occupied, hold_until, version
      from scheduling.appointments
     where doctor_id = any ($1) and occupied && $2 and status in ('held', 'pending', 'booked', 'arrived')
     order by doctor_id, starts_at)sql"};

const Statement<OccupationRow(PatientId, Period)> select_busy_of_patient{"scheduling.find_busy_of_patient",
                                                                         R"sql(
    select id, doctor_id, status, starts_at, ends_at, occupied, hold_until, version
      from scheduling.appointments
     where patient_id = $1 and occupied && $2 and status in ('held', 'pending', 'booked', 'arrived')
     order by starts_at)sql"};

const Statement<OccupationRow(DoctorId, Instant)> select_coming{"scheduling.find_coming_visits", R"sql(
    select id, doctor_id, status, starts_at, ends_at, occupied, hold_until, version
      from scheduling.appointments
     where doctor_id = $1 and ends_at > $2 and status in ('pending', 'booked', 'arrived')
     order by starts_at)sql"};

const Statement<OutsideVisit(std::vector<AppointmentId>, std::optional<std::vector<ClinicId>>)>
    select_references{"scheduling.find_references", R"sql(
    select id as appointment_id, reference, starts_at as start, ends_at as "end", local_date,
           to_char(starts_at at time zone timezone, 'HH24:MI') as local_time
      from scheduling.appointments
     where id = any ($1) and ($2::uuid[] is null or clinic_id = any ($2))
     order by starts_at)sql"};

const Statement<void(Uuid, DoctorId, std::int64_t, std::string, Instant)> add_event{
    "scheduling.insert_schedule_event",
    R"sql(
    insert into scheduling.outbox (id, aggregate_id, type, version, payload, traceparent, created_at, due_at)
    values ($1, $2::uuid, 'schedule.changed', $3::int8,
            jsonb_build_object('doctor_id', $2::uuid, 'version', $3::int8), $4, $5, $5))sql"};

}  // namespace

std::vector<ScheduleRow> find_schedules(postgres::Executor& db, const std::vector<DoctorId>& doctors) {
    return db.all(select_schedules, doctors);
}

std::vector<ExceptionRow> find_exceptions(postgres::Executor& db, const std::vector<DoctorId>& doctors,
                                          LocalDateTime after) {
    return db.all(select_exceptions, doctors, after.text());
}

std::vector<VersionRow> find_versions(postgres::Executor& db, const std::vector<DoctorId>& doctors) {
    return db.all(select_versions, doctors);
}

std::optional<std::int64_t> lock_schedule(postgres::Executor& db, DoctorId doctor) {
    return db.maybe(select_for_update, doctor);
}

bool is_schedule(postgres::Executor& db, DoctorId doctor, const ScheduleRules& rules) {
    return db.one(select_same, doctor, Document<ScheduleRules>{rules});
}

std::int64_t write_schedule(postgres::Executor& db, DoctorId doctor, const ScheduleRules& rules,
                            Instant now) {
    return db.one(upsert_schedule, doctor, Document<ScheduleRules>{rules}, now);
}

std::int64_t touch_schedule(postgres::Executor& db, DoctorId doctor, Instant now) {
    return db.one(bump_version, doctor, now);
}

void insert_exception(postgres::Executor& db, DoctorId doctor, const ScheduleException& exception,
                      Instant now) {
    db.run(add_exception, exception.id, doctor, exception.kind, exception.start.text(), exception.end.text(),
           exception.reason, now);
}

std::optional<ExceptionRow> find_exception(postgres::Executor& db, DoctorId doctor, ExceptionId exception) {
    return db.maybe(select_exception, doctor, exception);
}

void keep_exception_key(postgres::Executor& db, const KeptKey& key, ExceptionId exception, Instant now) {
    db.run(add_exception_key, key.caller, key.key, key.fingerprint, exception, now);
}

bool delete_exception(postgres::Executor& db, DoctorId doctor, ExceptionId exception) {
    return db.run(remove_exception, doctor, exception) == 1;
}

std::int64_t count_exceptions(postgres::Executor& db, DoctorId doctor) {
    return db.one(count_of_doctor, doctor);
}

std::vector<OccupationRow> find_busy(postgres::Executor& db, const std::vector<DoctorId>& doctors,
                                     const Period& window) {
    return db.all(select_busy, doctors, window);
}

std::vector<OccupationRow> find_busy_of_patient(postgres::Executor& db, PatientId patient,
                                                const Period& window) {
    return db.all(select_busy_of_patient, patient, window);
}

std::vector<OccupationRow> find_coming_visits(postgres::Executor& db, DoctorId doctor, Instant from) {
    return db.all(select_coming, doctor, from);
}

std::vector<OutsideVisit> find_references(postgres::Executor& db, const std::vector<AppointmentId>& ids,
                                          const Reach& reach) {
    return db.all(select_references, ids, reach.clinic_ids);
}

void insert_schedule_event(postgres::Executor& db, DoctorId doctor, std::int64_t version,
                           std::string_view traceparent, Instant now) {
    db.run(add_event, make_uuid(now), doctor, version, std::string(traceparent), now);
}

}  // namespace venera::scheduling
