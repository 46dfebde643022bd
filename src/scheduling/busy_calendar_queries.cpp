#include "scheduling/busy_calendar_queries.hpp"

namespace venera::scheduling {

namespace {

using postgres::Bytes;
using postgres::Statement;
using MaybeText = std::optional<std::string>;

const Statement<void(BusyCalendarId, DoctorId, std::string, std::string, Bytes, Instant)> add_calendar{
    "scheduling.insert_busy_calendar", R"sql(
    insert into scheduling.busy_calendars (id, doctor_id, name, host, url_sealed, created_at, due_at)
    values ($1, $2, $3, $4, $5, $6, $6))sql"};

const Statement<void(std::string, std::string, Bytes, BusyCalendarId, Instant)> add_key{
    "scheduling.keep_calendar_key", R"sql(
    insert into scheduling.idempotency (caller, key, fingerprint, resource_id, status, created_at)
    values ($1, $2, $3, $4, 201, $5))sql"};

// Without a member doctor_id: it says nothing about the doctor's times (schedule.changed does).
const Statement<void(Uuid, BusyCalendarId, std::string, std::int64_t, DoctorId, std::string, Instant)>
    add_event{"scheduling.insert_busy_calendar_event", R"sql(
    insert into scheduling.outbox (id, aggregate_id, type, version, payload, traceparent, created_at, due_at)
    values ($1, $2::uuid, $3, $4::int8,
            jsonb_build_object('calendar_id', $2::uuid, 'calendar_of', $5::uuid), $6, $7, $7))sql"};

const Statement<std::int64_t(DoctorId)> count_of_doctor{"scheduling.count_busy_calendars", R"sql(
    select count(*) as count from scheduling.busy_calendars where doctor_id = $1)sql"};

const Statement<BusyCalendarRow(DoctorId, std::optional<BusyCalendarId>)> select_calendars{
    "scheduling.list_busy_calendars", R"sql(
    select c.id, c.name, c.host, c.created_at, c.due_at, c.polled_at, c.succeeded_at, c.error, c.unreadable,
           (select count(*) from scheduling.busy_times t where t.calendar_id = c.id) as times, c.version
      from scheduling.busy_calendars c
     where c.doctor_id = $1 and ($2::uuid is null or c.id = $2)
     order by c.id)sql"};

const Statement<void(BusyCalendarId, MaybeText, MaybeText, std::optional<Bytes>, Instant)> set_calendar{
    "scheduling.change_busy_calendar", R"sql(
    update scheduling.busy_calendars
       set name = coalesce($2::text, name), version = version + 1, host = coalesce($3::text, host),
           url_sealed = coalesce($4::bytea, url_sealed),
           lease = case when $4::bytea is null then lease end,
           due_at = case when $4::bytea is null then due_at else $5::timestamptz end,
           failures = case when $4::bytea is null then failures else 0 end,
           etag = case when $4::bytea is null then etag end,
           modified = case when $4::bytea is null then modified end,
           read_at = case when $4::bytea is null then read_at end,
           error = case when $4::bytea is null then error end
     where id = $1::uuid)sql"};

const Statement<void(BusyCalendarId, Instant)> set_due{"scheduling.make_busy_calendar_due", R"sql(
    update scheduling.busy_calendars set due_at = $2, read_at = null, lease = null where id = $1)sql"};

const Statement<void(BusyCalendarId)> remove_calendar{"scheduling.delete_busy_calendar", R"sql(
    delete from scheduling.busy_calendars where id = $1)sql"};

const Statement<ClaimedCalendar(Uuid, Instant, Instant)> take_due{"scheduling.claim_busy_calendar", R"sql(
    update scheduling.busy_calendars
       set lease = $1, due_at = $3
     where id = (select id from scheduling.busy_calendars
                  where due_at <= $2 order by due_at limit 1 for update skip locked)
    returning id, doctor_id, url_sealed, failures, read_at, etag, modified)sql"};

const Statement<void(BusyCalendarId, Uuid, Instant, Instant, std::int32_t, MaybeText)> set_polled{
    "scheduling.note_poll", R"sql(
    update scheduling.busy_calendars
       set polled_at = $3, due_at = $4, failures = $5, error = $6, lease = null,
           succeeded_at = case when $6::text is null then $3 else succeeded_at end
     where id = $1 and lease = $2)sql"};

const Statement<void(BusyCalendarId, Instant, std::string, std::string, std::int32_t)> set_read{
    "scheduling.note_reading", R"sql(
    update scheduling.busy_calendars
       set read_at = $2, etag = nullif($3, ''), modified = nullif($4, ''), unreadable = $5
     where id = $1)sql"};

const Statement<BusyTimeRow(std::vector<DoctorId>, Instant)> select_times{"scheduling.find_busy_times", R"sql(
    select doctor_id, starts_at, ends_at
      from scheduling.busy_times
     where doctor_id = any ($1) and ends_at > $2
     order by doctor_id, starts_at)sql"};

const Statement<Period(BusyCalendarId)> select_of_calendar{"scheduling.times_of_calendar", R"sql(
    select tstzrange(starts_at, ends_at) as period
      from scheduling.busy_times where calendar_id = $1 order by starts_at)sql"};

const Statement<void(BusyCalendarId)> remove_times{"scheduling.delete_times", R"sql(
    delete from scheduling.busy_times where calendar_id = $1)sql"};

const Statement<void(BusyCalendarId, DoctorId, std::vector<Instant>, std::vector<Instant>)> add_times{
    "scheduling.insert_times", R"sql(
    insert into scheduling.busy_times (calendar_id, doctor_id, starts_at, ends_at)
    select $1, $2, u.starts_at, u.ends_at
      from unnest($3::timestamptz[], $4::timestamptz[]) as u (starts_at, ends_at))sql"};

const Statement<Conflict(DoctorId, Instant, std::int32_t)> select_conflicts{"scheduling.list_conflicts",
                                                                            R"sql(
    select a.id as appointment_id, a.reference, a.status, a.starts_at as start, a.ends_at as "end",
           a.local_date, to_char(a.starts_at at time zone a.timezone, 'HH24:MI') as local_time,
           b.calendar_id, b.starts_at as busy_start, b.ends_at as busy_end
      from scheduling.appointments a
     cross join lateral (
           select t.calendar_id, t.starts_at, t.ends_at
             from scheduling.busy_times t
            where t.doctor_id = a.doctor_id and t.ends_at > a.starts_at and t.starts_at < a.ends_at
            order by t.starts_at, t.calendar_id limit 1) b
     where a.doctor_id = $1 and a.status in ('pending', 'booked', 'arrived') and a.ends_at > $2
       and not a.overrides @> array['exception']
     order by a.starts_at, a.id
     limit $3)sql"};

const Statement<AppointmentId(DoctorId, std::string, Instant)> put_conflicts{"scheduling.note_conflicts",
                                                                             R"sql(
    with colliding as (
        select a.id, a.version, a.clinic->>'country' as country, scheduling.event_of(a) as payload
          from scheduling.appointments a
         where a.doctor_id = $1::uuid and a.status in ('pending', 'booked', 'arrived')
           and a.ends_at > $3::timestamptz and not a.overrides @> array['exception']
           and exists (select from scheduling.busy_times t
                        where t.doctor_id = a.doctor_id and t.ends_at > a.starts_at
                          and t.starts_at < a.ends_at)
    ), over as (
        delete from scheduling.busy_conflicts c
         where c.doctor_id = $1::uuid and not exists (select from colliding where id = c.appointment_id)
    ), noted as (
        insert into scheduling.busy_conflicts (appointment_id, doctor_id, found_at)
        select id, $1::uuid, $3::timestamptz from colliding
            on conflict do nothing
        returning appointment_id
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, traceparent,
                                       created_at, due_at)
        select gen_random_uuid(), c.id, c.version, 'appointment.conflict', c.country, c.payload, $2::text,
               $3::timestamptz, $3::timestamptz
          from colliding c join noted n on n.appointment_id = c.id
    )
    select appointment_id as id from noted)sql"};

const Statement<void(BusyCalendarId, Instant)> set_check{"scheduling.check_again", R"sql(
    update scheduling.busy_calendars set check_at = $2 where id = $1)sql"};

const Statement<DoctorId(Instant)> take_check{"scheduling.claim_check", R"sql(
    update scheduling.busy_calendars
       set check_at = null
     where id = (select id from scheduling.busy_calendars
                  where check_at <= $1 order by check_at limit 1 for update skip locked)
    returning doctor_id as id)sql"};

const Statement<BusyCalendarState(Instant)> select_state{"scheduling.busy_calendar_state", R"sql(
    select count(*) filter (where error is not null) as failing,
           coalesce(extract(epoch from $1 - min(coalesce(succeeded_at, created_at))), 0)::float8
               as oldest_success
      from scheduling.busy_calendars)sql"};

}  // namespace

void insert_busy_calendar(postgres::Executor& db, const NewBusyCalendarRow& row, Instant now) {
    db.run(add_calendar, row.id, row.doctor_id, row.name, row.host, row.url_sealed, now);
}

void keep_calendar_key(postgres::Executor& db, const KeptKey& key, BusyCalendarId id, Instant now) {
    db.run(add_key, key.caller, key.key, key.fingerprint, id, now);
}

void insert_busy_calendar_event(postgres::Executor& db, const BusyCalendarEvent& event,
                                std::string_view traceparent, Instant now) {
    db.run(add_event, make_uuid(now), event.id, std::string(event.type), event.version, event.doctor_id,
           std::string(traceparent), now);
}

std::int64_t count_busy_calendars(postgres::Executor& db, DoctorId doctor) {
    return db.one(count_of_doctor, doctor);
}

std::vector<BusyCalendarRow> list_busy_calendars(postgres::Executor& db, DoctorId doctor) {
    return db.all(select_calendars, doctor, std::nullopt);
}

std::optional<BusyCalendarRow> find_busy_calendar(postgres::Executor& db, DoctorId doctor,
                                                  BusyCalendarId id) {
    return db.maybe(select_calendars, doctor, std::optional{id});
}

void change_busy_calendar(postgres::Executor& db, BusyCalendarId id, const BusyCalendarChange& change,
                          Instant now) {
    db.run(set_calendar, id, change.name, change.host, change.url_sealed, now);
}

void make_busy_calendar_due(postgres::Executor& db, BusyCalendarId id, Instant now) {
    db.run(set_due, id, now);
}

void delete_busy_calendar(postgres::Executor& db, BusyCalendarId id) { db.run(remove_calendar, id); }

std::optional<ClaimedCalendar> claim_busy_calendar(postgres::Executor& db, const CalendarLease& lease) {
    return db.maybe(take_due, lease.lease, lease.now, lease.until);
}

bool note_poll(postgres::Executor& db, BusyCalendarId id, const Uuid& lease, const Polled& polled) {
    return db.run(set_polled, id, lease, polled.now, polled.due_at, polled.failures, polled.error) == 1;
}

void note_reading(postgres::Executor& db, BusyCalendarId id, const WholeReading& reading) {
    db.run(set_read, id, reading.now, reading.etag, reading.modified, reading.unreadable);
}

std::vector<BusyTimeRow> find_busy_times(postgres::Executor& db, const std::vector<DoctorId>& doctors,
                                         Instant after) {
    return db.all(select_times, doctors, after);
}

std::vector<Period> times_of_calendar(postgres::Executor& db, BusyCalendarId id) {
    return db.all(select_of_calendar, id);
}

void replace_times(postgres::Executor& db, BusyCalendarId id, DoctorId doctor,
                   const std::vector<Period>& times) {
    std::vector<Instant> starts, ends;
    for (const Period& time : times) {
        starts.push_back(time.start);
        ends.push_back(time.end);
    }
    db.run(remove_times, id);
    db.run(add_times, id, doctor, starts, ends);
}

std::vector<Conflict> list_conflicts(postgres::Executor& db, DoctorId doctor, Instant now,
                                     std::int32_t limit) {
    return db.all(select_conflicts, doctor, now, limit);
}

std::vector<AppointmentId> note_conflicts(postgres::Executor& db, DoctorId doctor,
                                          std::string_view traceparent, Instant now) {
    return db.all(put_conflicts, doctor, std::string(traceparent), now);
}

void check_again(postgres::Executor& db, BusyCalendarId id, Instant at) { db.run(set_check, id, at); }

std::optional<DoctorId> claim_check(postgres::Executor& db, Instant now) { return db.maybe(take_check, now); }

BusyCalendarState read_busy_calendar_state(postgres::Executor& db, Instant now) {
    return db.one(select_state, now);
}

}  // namespace venera::scheduling
