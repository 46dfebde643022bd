#include "scheduling/handover_queries.hpp"

namespace venera::scheduling {

namespace {

using postgres::Statement;
using MaybeBytes = std::optional<postgres::Bytes>;
using MaybeText = std::optional<std::string>;

const Statement<void(PatientId)> take_merging_turn{"scheduling.take_merging_turn", R"sql(
    select pg_advisory_xact_lock(730833224, scheduling.merging_turn($1)))sql"};

const Statement<void(PatientId)> end_bookings{"scheduling.end_bookings", R"sql(
    insert into scheduling.merged_patients (patient_id) values ($1) on conflict do nothing)sql"};

const Statement<DoctorId(PatientId)> select_doctors{"scheduling.doctors_of_visits", R"sql(
    select distinct doctor_id as id from scheduling.appointments where patient_id = $1)sql"};

const Statement<SealedVisit(PatientId)> select_visits{"scheduling.lock_visits", R"sql(
    select id, reason_sealed, notes_sealed, cancel_reason_sealed, override_reason_sealed
      from scheduling.appointments
     where patient_id = $1
     order by id
       for no key update)sql"};

const Statement<bool(AppointmentId, PatientId, std::string, MaybeBytes, MaybeBytes, MaybeBytes, MaybeBytes,
                     Instant, std::optional<UserId>, std::string, std::string, MaybeText, std::string,
                     MaybeText, std::string)>
    give_one{"scheduling.give_visit", R"sql(
    with given as (
        update scheduling.appointments a
           set patient_id = $2::uuid, patient_name = $3::text, reason_sealed = $4::bytea,
               notes_sealed = $5::bytea, cancel_reason_sealed = $6::bytea,
               override_reason_sealed = $7::bytea, version = a.version + 1, updated_at = $8::timestamptz
         where a.id = $1::uuid
        returning a.id, a.version, a.patient_id, a.clinic->>'country' as country,
                  scheduling.event_of(a) as payload
    ), event as (
        insert into scheduling.outbox (id, aggregate_id, version, type, country, payload, traceparent,
                                       created_at, due_at)
        select gen_random_uuid(), c.id, c.version, 'appointment.changed', c.country, c.payload, $15::text,
               $8::timestamptz, $8::timestamptz
          from given c
    ), logged as (
        insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                           resource_id, purpose, purpose_reason, request_id, outcome,
                                           address)
        select $8::timestamptz, $9::uuid, $10::text, c.patient_id, 'take over', 'appointment', c.id,
               $11::text, $12::text, $13::text, 'allowed', $14::text
          from given c
    )
    select true as given from given)sql"};

}  // namespace

void queue_end_of_bookings(postgres::Transaction& transaction, PatientId patient) {
    transaction.queue(take_merging_turn, patient);
    transaction.queue(end_bookings, patient);
}

std::vector<DoctorId> doctors_of_visits(postgres::Executor& db, PatientId patient) {
    return db.all(select_doctors, patient);
}

std::vector<SealedVisit> lock_visits(postgres::Executor& db, PatientId patient) {
    return db.all(select_visits, patient);
}

void give_visit(postgres::Executor& db, const SealedVisit& visit, PatientId to, const std::string& name,
                const Trail& trail) {
    db.maybe(give_one, visit.id, to, name, visit.reason_sealed, visit.notes_sealed,
             visit.cancel_reason_sealed, visit.override_reason_sealed, trail.now, trail.actor_id,
             trail.actor_role, trail.purpose, trail.purpose_reason, trail.request_id, trail.address,
             trail.traceparent);
}

}  // namespace venera::scheduling
