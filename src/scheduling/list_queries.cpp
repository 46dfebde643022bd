#include "scheduling/list_queries.hpp"

#include <algorithm>

#include "platform/postgres/codec_document.hpp"

namespace venera::scheduling {

namespace {

using postgres::Statement;
using MaybeClinics = std::optional<std::vector<ClinicId>>;
using MaybeDoctor = std::optional<DoctorId>;
using MaybeInstant = std::optional<Instant>;
using MaybePatient = std::optional<PatientId>;
using MaybePatients = std::optional<std::vector<PatientId>>;
using MaybeText = std::optional<std::string>;
using MaybeUser = std::optional<UserId>;

const Statement<AppointmentRow(MaybePatients, MaybeDoctor, MaybeClinics, AppointmentId)> select_one{
    "scheduling.find_appointment", R"sql(
    select a.id, a.reference, a.doctor_id, a.patient_id, a.status, a.starts_at, a.ends_at, a.occupied,
           a.timezone, a.local_date, a.doctor_name, a.specialty_code, a.specialty_name, a.clinic_id,
           a.clinic, a.patient_name, a.mode, a.visit_type, a.price_cents, a.currency, a.payment_status,
           a.cancellable_until, a.hold_until, a.hold_extensions, a.reason_sealed, a.notes_sealed,
           a.override_reason_sealed, a.overrides, a.version, a.created_at, a.updated_at
      from scheduling.appointments a
     where ($1::uuid[] is null or a.patient_id = any($1)) and ($2::uuid is null or a.doctor_id = $2)
       and ($3::uuid[] is null or a.clinic_id = any($3))
       and a.id = $4)sql"};

const Statement<AppointmentRow(MaybePatients, MaybeDoctor, MaybeClinics, std::vector<AppointmentId>)>
    select_several{"scheduling.find_appointments", R"sql(
    select a.id, a.reference, a.doctor_id, a.patient_id, a.status, a.starts_at, a.ends_at, a.occupied,
           a.timezone, a.local_date, a.doctor_name, a.specialty_code, a.specialty_name, a.clinic_id,
           a.clinic, a.patient_name, a.mode, a.visit_type, a.price_cents, a.currency, a.payment_status,
           a.cancellable_until, a.hold_until, a.hold_extensions, a.reason_sealed, a.notes_sealed,
           a.override_reason_sealed, a.overrides, a.version, a.created_at, a.updated_at
      from scheduling.appointments a
     where ($1::uuid[] is null or a.patient_id = any($1)) and ($2::uuid is null or a.doctor_id = $2)
       and ($3::uuid[] is null or a.clinic_id = any($3))
       and a.id = any($4))sql"};

const Statement<std::optional<UserId>(AppointmentId)> select_booker{"scheduling.find_booker", R"sql(
    select created_by from scheduling.appointments where id = $1)sql"};

const Statement<AppointmentRow(MaybePatients, MaybeDoctor, MaybeClinics, std::vector<Status>, MaybeDoctor,
                               MaybePatient, MaybeInstant, MaybeInstant, MaybeInstant, MaybeInstant,
                               MaybeInstant, std::optional<AppointmentId>, std::int32_t)>
    select_earliest{"scheduling.list_earliest", R"sql(
    select a.id, a.reference, a.doctor_id, a.patient_id, a.status, a.starts_at, a.ends_at, a.occupied,
           a.timezone, a.local_date, a.doctor_name, a.specialty_code, a.specialty_name, a.clinic_id,
           a.clinic, a.patient_name, a.mode, a.visit_type, a.price_cents, a.currency, a.payment_status,
           a.cancellable_until, a.hold_until, a.hold_extensions, a.reason_sealed, a.notes_sealed,
           a.override_reason_sealed, a.overrides, a.version, a.created_at, a.updated_at
      from scheduling.appointments a
     where ($1::uuid[] is null or a.patient_id = any($1)) and ($2::uuid is null or a.doctor_id = $2)
       and ($3::uuid[] is null or a.clinic_id = any($3))
       and a.status = any($4::text[]) and ($5::uuid is null or a.doctor_id = $5)
       and ($6::uuid is null or a.patient_id = $6)
       and ($7::timestamptz is null or a.starts_at >= $7) and ($8::timestamptz is null or a.starts_at < $8)
       and ($9::timestamptz is null or a.ends_at > $9) and ($10::timestamptz is null or a.ends_at <= $10
            or a.status not in ('pending', 'booked', 'arrived'))
       and ($11::timestamptz is null or (a.starts_at, a.id) > ($11, $12::uuid))
     order by a.starts_at, a.id limit $13::int4)sql"};

const Statement<AppointmentRow(MaybePatients, MaybeDoctor, MaybeClinics, std::vector<Status>, MaybeDoctor,
                               MaybePatient, MaybeInstant, MaybeInstant, MaybeInstant, MaybeInstant,
                               MaybeInstant, std::optional<AppointmentId>, std::int32_t)>
    select_latest{"scheduling.list_latest", R"sql(
    select a.id, a.reference, a.doctor_id, a.patient_id, a.status, a.starts_at, a.ends_at, a.occupied,
           a.timezone, a.local_date, a.doctor_name, a.specialty_code, a.specialty_name, a.clinic_id,
           a.clinic, a.patient_name, a.mode, a.visit_type, a.price_cents, a.currency, a.payment_status,
           a.cancellable_until, a.hold_until, a.hold_extensions, a.reason_sealed, a.notes_sealed,
           a.override_reason_sealed, a.overrides, a.version, a.created_at, a.updated_at
      from scheduling.appointments a
     where ($1::uuid[] is null or a.patient_id = any($1)) and ($2::uuid is null or a.doctor_id = $2)
       and ($3::uuid[] is null or a.clinic_id = any($3))
       and a.status = any($4::text[]) and ($5::uuid is null or a.doctor_id = $5)
       and ($6::uuid is null or a.patient_id = $6)
       and ($7::timestamptz is null or a.starts_at >= $7) and ($8::timestamptz is null or a.starts_at < $8)
       and ($9::timestamptz is null or a.ends_at > $9) and ($10::timestamptz is null or a.ends_at <= $10
            or a.status not in ('pending', 'booked', 'arrived'))
       and ($11::timestamptz is null or (a.starts_at, a.id) < ($11, $12::uuid))
     order by a.starts_at desc, a.id desc limit $13::int4)sql"};

const Statement<void(std::vector<PatientId>, std::vector<AppointmentId>, std::string, Instant, MaybeUser,
                     std::string, std::string, MaybeText, std::string, MaybeText)>
    add_reads{"scheduling.log_reads", R"sql(
    insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                       resource_id, purpose, purpose_reason, request_id, outcome, address)
    select $4::timestamptz, $5::uuid, $6::text, u.patient_id, $3::text, 'appointment', u.appointment_id,
           $7::text, $8::text, $9::text, 'allowed', $10::text
      from unnest($1::uuid[], $2::uuid[]) as u(patient_id, appointment_id))sql"};

const Statement<void(AppointmentId, std::string, Instant, MaybeUser, std::string, std::string, MaybeText,
                     std::string, MaybeText)>
    add_denied{"scheduling.log_denied", R"sql(
    insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                       resource_id, purpose, purpose_reason, request_id, outcome,
                                       address) values ($3::timestamptz, $4::uuid, $5::text,
                                       (select patient_id from scheduling.appointments where id = $1::uuid),
                                       $2::text, 'appointment', $1::uuid, $6::text, $7::text, $8::text,
                                       'denied', $9::text))sql"};

const Statement<void(PatientId, std::string, Instant, MaybeUser, std::string, std::string, MaybeText,
                     std::string, MaybeText)>
    add_denied_patient{"scheduling.log_denied_patient", R"sql(
    insert into scheduling.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                       resource_id, purpose, purpose_reason, request_id, outcome,
                                       address) values ($3::timestamptz, $4::uuid, $5::text, $1::uuid,
                                       $2::text, 'patient', $1::uuid, $6::text, $7::text, $8::text,
                                       'denied', $9::text))sql"};

const Statement<void(DoctorId, Instant, MaybeUser, std::string, std::string, MaybeText, std::string,
                     MaybeText)>
    add_denied_agenda{"scheduling.log_denied_agenda", R"sql(
    insert into scheduling.access_log (occurred_at, actor_id, actor_role, action, resource, resource_id,
                                       purpose, purpose_reason, request_id, outcome, address)
    values ($2, $3, $4, 'read agenda', 'agenda', $1, $5, $6, $7, 'denied', $8))sql"};

}  // namespace

std::optional<AppointmentRow> find_appointment(postgres::Executor& db, AppointmentId id, const Reach& reach) {
    return db.maybe(select_one, reach.patient_ids, reach.doctor_id, reach.clinic_ids, id);
}

std::vector<AppointmentRow> find_appointments(postgres::Executor& db, const std::vector<AppointmentId>& ids,
                                              const Reach& reach) {
    return db.all(select_several, reach.patient_ids, reach.doctor_id, reach.clinic_ids, ids);
}

std::optional<UserId> find_booker(postgres::Executor& db, AppointmentId id) {
    const auto found = db.maybe(select_booker, id);
    return found ? *found : std::nullopt;
}

std::vector<AppointmentRow> list_appointments(postgres::Executor& db, const Reach& reach,
                                              const ListFilter& filter, AppointmentSort sort,
                                              const std::optional<ListPosition>& after, std::int32_t limit) {
    const auto& statement = sort.latest_first ? select_latest : select_earliest;
    return db.all(statement, reach.patient_ids, reach.doctor_id, reach.clinic_ids, filter.statuses,
                  filter.doctor_id, filter.patient_id, filter.from, filter.to, filter.ends_after,
                  filter.over_by, after ? MaybeInstant{after->starts_at} : std::nullopt,
                  after ? std::optional{after->id} : std::nullopt, limit);
}

void log_reads(postgres::Executor& db, const std::vector<AppointmentRow>& shown, const std::string& action,
               const Trail& trail) {
    std::vector<PatientId> patients;
    std::vector<AppointmentId> appointments;
    for (const auto& row : shown) {
        if (!row.patient_id || std::ranges::find(patients, *row.patient_id) != patients.end()) continue;
        patients.push_back(*row.patient_id);
        appointments.push_back(row.id);
    }
    if (patients.empty()) return;
    db.run(add_reads, patients, appointments, action, trail.now, trail.actor_id, trail.actor_role,
           trail.purpose, trail.purpose_reason, trail.request_id, trail.address);
}

void log_denied(postgres::Executor& db, AppointmentId id, const std::string& action, const Trail& trail) {
    db.run(add_denied, id, action, trail.now, trail.actor_id, trail.actor_role, trail.purpose,
           trail.purpose_reason, trail.request_id, trail.address);
}

void log_denied_agenda(postgres::Executor& db, DoctorId doctor, const Trail& trail) {
    db.run(add_denied_agenda, doctor, trail.now, trail.actor_id, trail.actor_role, trail.purpose,
           trail.purpose_reason, trail.request_id, trail.address);
}

void log_denied_patient(postgres::Executor& db, PatientId patient, const std::string& action,
                        const Trail& trail) {
    db.run(add_denied_patient, patient, action, trail.now, trail.actor_id, trail.actor_role, trail.purpose,
           trail.purpose_reason, trail.request_id, trail.address);
}

}  // namespace venera::scheduling
