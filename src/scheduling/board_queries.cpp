#include "scheduling/board_queries.hpp"

#include "platform/postgres/codec_document.hpp"

namespace venera::scheduling {

namespace {

using postgres::Statement;
using MaybeClinics = std::optional<std::vector<ClinicId>>;
using MaybeDoctor = std::optional<DoctorId>;
using MaybeText = std::optional<std::string>;
using MaybeUser = std::optional<UserId>;

// A cancelled hold was nobody's visit.
const Statement<AppointmentRow(MaybeDoctor, MaybeClinics, ClinicId, Date, MaybeDoctor, Instant, std::int32_t)>
    select_board{"scheduling.list_board", R"sql(
    select a.id, a.reference, a.doctor_id, a.patient_id, a.status, a.starts_at, a.ends_at, a.occupied,
           a.timezone, a.local_date, a.doctor_name, a.specialty_code, a.specialty_name, a.clinic_id,
           a.clinic, a.patient_name, a.mode, a.visit_type, a.price_cents, a.currency, a.payment_status,
           a.cancellable_until, a.hold_until, a.hold_extensions, a.reason_sealed, a.notes_sealed,
           a.override_reason_sealed, a.overrides, a.version, a.created_at, a.updated_at
      from scheduling.appointments a
     where ($1::uuid is null or a.doctor_id = $1) and ($2::uuid[] is null or a.clinic_id = any($2))
       and a.clinic_id = $3 and a.local_date = $4 and ($5::uuid is null or a.doctor_id = $5)
       and a.status <> 'expired' and (a.status <> 'held' or a.hold_until > $6)
       and (a.status <> 'cancelled' or a.patient_name is not null)
     order by a.starts_at, a.id limit $7::int4)sql"};

const Statement<void(ClinicId, Instant, MaybeUser, std::string, std::string, MaybeText, std::string,
                     MaybeText)>
    add_denied_board{"scheduling.log_denied_board", R"sql(
    insert into scheduling.access_log (occurred_at, actor_id, actor_role, action, resource, resource_id,
                                       purpose, purpose_reason, request_id, outcome, address)
    values ($2, $3, $4, 'read board', 'board', $1, $5, $6, $7, 'denied', $8))sql"};

// By patient, because the log is; who follows an appointment, or looks at it, does nothing to it.
const Statement<StepRow(AppointmentId, std::vector<PatientId>, Instant, std::int32_t)> select_steps{
    "scheduling.list_steps", R"sql(
    select occurred_at as at, actor_id, actor_role, action
      from (select l.id, l.occurred_at, l.actor_id, l.actor_role, l.action
              from scheduling.access_log l
             where l.patient_id = any($2) and l.occurred_at >= $3 and l.resource = 'appointment'
               and l.resource_id = $1 and l.outcome = 'allowed'
               and platform.access_kind(l.action, l.outcome) = 'write' and l.action <> 'follow'
             order by l.occurred_at desc, l.id desc limit $4::int4) newest
     order by occurred_at, id)sql"};

}  // namespace

std::vector<AppointmentRow> list_board(postgres::Executor& db, const Reach& reach, const BoardWish& wish,
                                       Instant now, std::int32_t limit) {
    return db.all(select_board, reach.doctor_id, reach.clinic_ids, wish.clinic_id, wish.date, wish.doctor_id,
                  now, limit);
}

void log_denied_board(postgres::Executor& db, ClinicId clinic, const Trail& trail) {
    db.run(add_denied_board, clinic, trail.now, trail.actor_id, trail.actor_role, trail.purpose,
           trail.purpose_reason, trail.request_id, trail.address);
}

std::vector<StepRow> list_steps(postgres::Executor& db, const StepsQuestion& question, std::int32_t limit) {
    return db.all(select_steps, question.id, question.patients, question.since, limit);
}

}  // namespace venera::scheduling
