#include "scheduling/index_queries.hpp"

namespace venera::scheduling {

namespace {

using postgres::Statement;

const Statement<Transactions()> select_transactions{"scheduling.find_transactions", R"sql(
    select pg_snapshot_xmin(s)::text::int8 as ended, pg_snapshot_xmax(s)::text::int8 as next
      from pg_current_snapshot() s)sql"};

const Statement<IndexEvent(std::string, Uuid, std::string, std::int32_t)> select_events{
    "scheduling.read_events", R"sql(
    select xid::text::int8 as xid, id, type, aggregate_id, version,
           (payload->>'doctor_id')::uuid as doctor_id,
           (payload->>'previous_doctor_id')::uuid as previous_doctor_id
      from scheduling.outbox
     where outbox.xid >= $1::text::xid8 and outbox.xid < $3::text::xid8
       and (outbox.xid > $1::text::xid8 or id > $2)
     order by outbox.xid, id
     limit $4::int4)sql"};

const Statement<OccupationRow(std::vector<AppointmentId>)> select_occupations{"scheduling.find_occupations",
                                                                              R"sql(
    select id, doctor_id, status, starts_at, ends_at, occupied, hold_until, version
      from scheduling.appointments where id = any ($1))sql"};

const Statement<OccupationRow(std::vector<DoctorId>, Instant)> select_occupying{"scheduling.find_occupying",
                                                                                R"sql(
    select id, doctor_id, status, starts_at, ends_at, occupied, hold_until, version
      from scheduling.appointments
     where doctor_id = any ($1) and starts_at > $2 - interval '12 hours' and ends_at > $2
       and status in ('held', 'pending', 'booked', 'arrived')
     order by doctor_id, starts_at)sql"};

const Statement<std::optional<Instant>(DoctorId, Period, Instant)> select_taken_since{
    "scheduling.find_taken_since", R"sql(
    select min(updated_at)
      from scheduling.appointments
     where doctor_id = $1 and occupied && $2 and status in ('held', 'pending', 'booked', 'arrived')
       and (status <> 'held' or hold_until > $3))sql"};

const Statement<void()> set_isolation{"scheduling.keep_one_snapshot", R"sql(
    set transaction isolation level repeatable read, read only)sql"};

}  // namespace

Transactions find_transactions(postgres::Executor& db) { return db.one(select_transactions); }

std::vector<IndexEvent> read_events(postgres::Executor& db, const OutboxPosition& after, std::int64_t ended,
                                    std::int32_t most) {
    return db.all(select_events, std::to_string(after.xid), after.id, std::to_string(ended), most);
}

std::vector<OccupationRow> find_occupations(postgres::Executor& db, const std::vector<AppointmentId>& ids) {
    return db.all(select_occupations, ids);
}

std::vector<OccupationRow> find_occupying(postgres::Executor& db, const std::vector<DoctorId>& doctors,
                                          Instant after) {
    return db.all(select_occupying, doctors, after);
}

std::optional<Instant> find_taken_since(postgres::Executor& db, DoctorId doctor, const Period& time,
                                        Instant now) {
    return db.one(select_taken_since, doctor, time, now);
}

void keep_one_snapshot(postgres::Transaction& transaction) { transaction.run(set_isolation); }

}  // namespace venera::scheduling
