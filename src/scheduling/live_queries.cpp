#include "scheduling/live_queries.hpp"

namespace venera::scheduling {

namespace {

using postgres::Statement;

const Statement<OutboxPosition(std::int32_t)> select_start{"scheduling.find_live_start", R"sql(
    select xid::text::int8 as xid, id
      from scheduling.outbox
     where outbox.xid < pg_snapshot_xmin(pg_current_snapshot())
     order by outbox.xid desc, id desc
    offset $1::int4 limit 1)sql"};

const Statement<LiveEvent(std::string, Uuid, std::string, std::int32_t)> select_events{
    "scheduling.read_live_events", R"sql(
    select xid::text::int8 as xid, id, type, aggregate_id as appointment_id, version,
           (payload->>'doctor_id')::uuid as doctor_id, (payload->>'clinic_id')::uuid as clinic_id,
           (payload->>'patient_id')::uuid as patient_id, payload->>'status' as status,
           (payload->>'start')::timestamptz as start, (payload->>'end')::timestamptz as "end",
           ((payload->>'start')::timestamptz
               at time zone coalesce(payload->>'timezone', 'UTC'))::date as local_date,
           (payload->>'previous_doctor_id')::uuid as previous_doctor_id,
           (payload->>'previous_clinic_id')::uuid as previous_clinic_id,
           (payload->>'previous_local_date')::date as previous_local_date
      from scheduling.outbox
     where outbox.xid >= $1::text::xid8 and outbox.xid < $3::text::xid8
       and (outbox.xid > $1::text::xid8 or id > $2) and type like 'appointment.%'
     order by outbox.xid, id
     limit $4::int4)sql"};

const Statement<void(std::vector<PatientId>, Instant, std::optional<UserId>, std::string, std::string,
                     std::optional<std::string>, std::string, std::optional<std::string>)>
    add_following{"scheduling.log_following", R"sql(
    insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                       purpose, purpose_reason, request_id, outcome, address)
    select $2::timestamptz, $3::uuid, $4::text, patient_id, 'follow', 'appointment', $5::text, $6::text,
           $7::text, 'allowed', $8::text
      from unnest($1::uuid[]) as u (patient_id))sql"};

}  // namespace

std::optional<OutboxPosition> find_live_start(postgres::Executor& db, std::int32_t kept) {
    return db.maybe(select_start, kept);
}

std::vector<LiveEvent> read_live_events(postgres::Executor& db, const OutboxPosition& after,
                                        std::int64_t ended, std::int32_t most) {
    return db.all(select_events, std::to_string(after.xid), after.id, std::to_string(ended), most);
}

std::string live_position(postgres::Executor& db) { return text_of({find_transactions(db).ended, {}}); }

void log_following(postgres::Executor& db, const std::vector<PatientId>& patients, const Trail& trail) {
    db.run(add_following, patients, trail.now, trail.actor_id, trail.actor_role, trail.purpose,
           trail.purpose_reason, trail.request_id, trail.address);
}

}  // namespace venera::scheduling
