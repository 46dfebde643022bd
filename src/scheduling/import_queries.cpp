#include "scheduling/import_queries.hpp"

#include "platform/postgres/codec_document.hpp"

namespace venera::scheduling {

// A row as JSON, with bytes as PostgreSQL reads them from text.
struct ImportedRow {
    AppointmentId id;
    std::string reference;
    DoctorId doctor_id;
    std::optional<PatientId> patient_id;
    Status status = Status::booked;
    Instant starts_at;
    Instant ends_at;
    Instant occupied_from;
    Instant occupied_to;
    std::string timezone;
    Date local_date;
    std::string doctor_name;
    Code specialty_code;
    std::string specialty_name;
    ClinicId clinic_id;
    ClinicCard clinic;
    std::optional<std::string> patient_name;
    Mode mode = Mode::in_person;
    Code visit_type;
    std::int64_t price_cents = 0;
    Currency currency;
    PaymentStatus payment_status = PaymentStatus::unpaid;
    Instant cancellable_until;
    std::optional<std::string> reason_sealed;
    std::optional<std::string> notes_sealed;
    std::int64_t version = 1;
    Instant created_at;
    Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(ImportedRow, (),
                      (id, reference, doctor_id, patient_id, status, starts_at, ends_at, occupied_from,
                       occupied_to, timezone, local_date, doctor_name, specialty_code, specialty_name,
                       clinic_id, clinic, patient_name, mode, visit_type, price_cents, currency,
                       payment_status, cancellable_until, reason_sealed, notes_sealed, version, created_at,
                       updated_at))

// A calendar and its exceptions as JSON; the rules stay as the API knows them.
struct ImportedException {
    ExceptionId id;
    ExceptionKind kind = ExceptionKind::closed;
    LocalDateTime starts_at;
    LocalDateTime ends_at;
    std::optional<Text<200>> reason;
};
BOOST_DESCRIBE_STRUCT(ImportedException, (), (id, kind, starts_at, ends_at, reason))
struct ImportedCalendar {
    DoctorId doctor_id;
    ScheduleRules rules;
    std::int64_t version = 1;
    std::vector<ImportedException> exceptions;
};
BOOST_DESCRIBE_STRUCT(ImportedCalendar, (), (doctor_id, rules, version, exceptions))

namespace {

using CalendarBatch = postgres::Document<std::vector<ImportedCalendar>>;

const postgres::Statement<void(CalendarBatch, Instant)> insert_calendars{"scheduling.import_calendars", R"sql(
    with batch as materialized (
        select doctor_id, rules, version, exceptions
          from jsonb_to_recordset($1) as r (doctor_id uuid, rules jsonb, version int8, exceptions jsonb)
    ), inserted as (
        insert into scheduling.schedules (doctor_id, rules, version, created_at, updated_at)
        select doctor_id, rules, version, $2, $2 from batch
    )
    insert into scheduling.exceptions (id, doctor_id, kind, starts_at, ends_at, reason, created_at)
    select e.id, b.doctor_id, e.kind, e.starts_at, e.ends_at, e.reason, $2
      from batch b,
           jsonb_to_recordset(b.exceptions) as e (id uuid, kind text, starts_at timestamp, ends_at timestamp,
                                                  reason text))sql"};

const postgres::Statement<bool()> select_any{"scheduling.has_calendars", R"sql(
    select exists (select from scheduling.schedules) or exists (select from scheduling.appointments))sql"};

using AppointmentBatch = postgres::Document<std::vector<ImportedRow>>;

const postgres::Statement<void(AppointmentBatch, Instant)> insert_appointments{
    "scheduling.import_appointments", R"sql(
    with inserted as (
        insert into scheduling.appointments
               (id, reference, doctor_id, patient_id, status, starts_at, ends_at, occupied, timezone,
                local_date, doctor_name, specialty_code, specialty_name, clinic_id, clinic, patient_name,
                mode, visit_type, price_cents, currency, payment_status, cancellable_until, reason_sealed,
                notes_sealed, version, created_at, updated_at)
        select id, reference, doctor_id, patient_id, status, starts_at, ends_at,
               tstzrange(occupied_from, occupied_to), timezone, local_date, doctor_name, specialty_code,
               specialty_name, clinic_id, clinic, patient_name, mode, visit_type, price_cents, currency,
               payment_status, cancellable_until, reason_sealed, notes_sealed, version, created_at, updated_at
          from jsonb_to_recordset($1) as r
               (id uuid, reference text, doctor_id uuid, patient_id uuid, status text, starts_at timestamptz,
                ends_at timestamptz, occupied_from timestamptz, occupied_to timestamptz, timezone text,
                local_date date, doctor_name text, specialty_code text, specialty_name text, clinic_id uuid,
                clinic jsonb, patient_name text, mode text, visit_type text, price_cents int8, currency text,
                payment_status text, cancellable_until timestamptz, reason_sealed bytea, notes_sealed bytea,
                version int8, created_at timestamptz, updated_at timestamptz)
        returning id, patient_id
    )
    insert into scheduling.access_log (occurred_at, actor_role, patient_id, action, resource, resource_id,
                                       purpose, request_id, outcome)
    select $2, 'system', patient_id, 'import', 'appointment', id, 'operations', 'import', 'allowed'
      from inserted where patient_id is not null)sql"};

std::optional<std::string> as_text(const std::optional<postgres::Bytes>& bytes) {
    return bytes ? std::optional{"\\x" + crypto::hex(*bytes)} : std::nullopt;
}

ImportedRow imported(const AppointmentRow& row) {
    return {.id = row.id,
            .reference = row.reference,
            .doctor_id = row.doctor_id,
            .patient_id = row.patient_id,
            .status = row.status,
            .starts_at = row.starts_at,
            .ends_at = row.ends_at,
            .occupied_from = row.occupied.start,
            .occupied_to = row.occupied.end,
            .timezone = row.timezone,
            .local_date = row.local_date,
            .doctor_name = row.doctor_name,
            .specialty_code = row.specialty_code,
            .specialty_name = row.specialty_name,
            .clinic_id = row.clinic_id,
            .clinic = row.clinic.value,
            .patient_name = row.patient_name,
            .mode = row.mode,
            .visit_type = row.visit_type,
            .price_cents = row.price_cents,
            .currency = row.currency,
            .payment_status = row.payment_status,
            .cancellable_until = row.cancellable_until,
            .reason_sealed = as_text(row.reason_sealed),
            .notes_sealed = as_text(row.notes_sealed),
            .version = row.version,
            .created_at = row.created_at,
            .updated_at = row.updated_at};
}

}  // namespace

void import_calendars(postgres::Executor& db, const std::vector<Calendar>& calendars, Instant now) {
    CalendarBatch batch;
    for (const auto& calendar : calendars) {
        std::vector<ImportedException> exceptions;
        for (const auto& exception : calendar.exceptions)
            exceptions.push_back(
                {exception.id, exception.kind, exception.start, exception.end, exception.reason});
        batch.value.push_back({calendar.doctor_id, calendar.rules, calendar.version, std::move(exceptions)});
    }
    db.run(insert_calendars, batch, now);
}

bool has_calendars(postgres::Executor& db) { return db.one(select_any); }

void import_appointments(postgres::Executor& db, const std::vector<AppointmentRow>& appointments,
                         Instant now) {
    AppointmentBatch batch;
    for (const auto& row : appointments) batch.value.push_back(imported(row));
    db.run(insert_appointments, batch, now);
}

}  // namespace venera::scheduling
