#include "patients/queries.hpp"

#include <cstdlib>

namespace venera::patients {

namespace {

using postgres::Bytes;
using postgres::Statement;
using OptionalBytes = std::optional<Bytes>;
using OptionalText = std::optional<std::string>;

const Statement<void(PatientId, std::string, std::string, std::string, std::optional<Date>,
                     std::optional<Gender>, std::optional<Country>, std::optional<Language>, OptionalBytes,
                     OptionalBytes, OptionalBytes, OptionalBytes, Instant, std::int32_t, std::int32_t)>
    add_patient{"patients.insert_patient", R"sql(
    insert into patients.patients (id, reference, first_name, last_name, birth_date, gender, country,
                                   language, phone_sealed, email_sealed, national_id_sealed, data_key_wrapped,
                                   created_at, updated_at, kek_version, key_version)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14, $15)
        on conflict on constraint patients_reference do nothing)sql"};

const Statement<PatientRow(PatientId)> select_patient{"patients.find_patient", R"sql(
    select id, reference, first_name, last_name, birth_date, gender, country, language, phone_sealed,
           email_sealed, national_id_sealed, kek_version, key_version, data_key_wrapped,
           next_data_key_wrapped, previous_data_key_wrapped, active, version, created_at, updated_at,
           erased_at
      from patients.patients
     where id = $1)sql"};

const Statement<PatientRow(PatientId)> select_patient_for_update{"patients.lock_patient", R"sql(
    select id, reference, first_name, last_name, birth_date, gender, country, language, phone_sealed,
           email_sealed, national_id_sealed, kek_version, key_version, data_key_wrapped,
           next_data_key_wrapped, previous_data_key_wrapped, active, version, created_at, updated_at,
           erased_at
      from patients.patients
     where id = $1
       for no key update)sql"};

const Statement<void(PatientId, std::string, std::string, std::optional<Date>, std::optional<Gender>,
                     std::optional<Language>, OptionalBytes, Instant)>
    change_patient{"patients.update_patient", R"sql(
    update patients.patients
       set first_name = $2, last_name = $3, birth_date = $4, gender = $5, language = $6, phone_sealed = $7,
           updated_at = $8, version = version + 1
     where id = $1)sql"};

const Statement<PatientId(Instant)> select_changed{"patients.changed_patients", R"sql(
    select id from patients.patients where updated_at >= $1 or rekeyed_at >= $1)sql"};

const Statement<CardRow(std::vector<PatientId>)> select_cards{"patients.find_cards", R"sql(
    select id, first_name, last_name, active, kek_version, key_version, data_key_wrapped,
           next_data_key_wrapped, previous_data_key_wrapped
      from patients.patients
     where id = any ($1))sql"};

const Statement<void(Uuid, PatientId, std::string, std::int32_t, std::string, Instant)> add_event{
    "patients.insert_event", R"sql(
    insert into patients.outbox (id, aggregate_id, type, version, payload, traceparent, created_at, due_at)
    values ($1, $2::uuid, $3, $4::int4,
            jsonb_build_object('patient_id', $2::uuid, 'version', $4::int4), $5, $6, $6))sql"};

const Statement<void(Instant, std::optional<UserId>, std::string, PatientId, std::string, std::string,
                     OptionalText, std::string, Outcome, OptionalText)>
    add_access{"patients.insert_access", R"sql(
    insert into patients.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                     resource_id, purpose, purpose_reason, request_id, outcome, address)
    values ($1, $2, $3, $4::uuid, $5, 'patient', $4::uuid, $6, $7, $8, $9, $10))sql"};

std::string actor_role(const Caller& caller) {
    switch (caller.kind) {
        case Caller::Kind::nobody:
            return "nobody";
        case Caller::Kind::job:
            return "system";
        case Caller::Kind::user:
            return std::string(http::name_of(caller.role));
    }
    std::abort();
}

}  // namespace

bool insert_patient(postgres::Executor& db, const PatientRow& patient) {
    return db.run(add_patient, patient.id, patient.reference, patient.first_name, patient.last_name,
                  patient.birth_date, patient.gender, patient.country, patient.language, patient.phone_sealed,
                  patient.email_sealed, patient.national_id_sealed, patient.data_key_wrapped,
                  patient.created_at, patient.kek_version, patient.key_version) == 1;
}

std::optional<PatientRow> find_patient(postgres::Executor& db, PatientId id) {
    return db.maybe(select_patient, id);
}

std::optional<PatientRow> lock_patient(postgres::Executor& db, PatientId id) {
    return db.maybe(select_patient_for_update, id);
}

void update_patient(postgres::Executor& db, const PatientRow& patient) {
    db.run(change_patient, patient.id, patient.first_name, patient.last_name, patient.birth_date,
           patient.gender, patient.language, patient.phone_sealed, patient.updated_at);
}

std::vector<PatientId> changed_patients(postgres::Executor& db, Instant since) {
    return db.all(select_changed, since);
}

std::vector<CardRow> find_cards(postgres::Executor& db, const std::vector<PatientId>& ids) {
    return db.all(select_cards, ids);
}

void insert_event(postgres::Executor& db, PatientId patient, std::string_view type, std::int64_t version,
                  std::string_view traceparent, Instant now) {
    db.run(add_event, make_uuid(now), patient, std::string(type), static_cast<std::int32_t>(version),
           std::string(traceparent), now);
}

void insert_access(Context& context, postgres::Executor& db, PatientId patient, std::string_view action,
                   Outcome outcome) {
    const Caller& caller = context.caller();
    const auto actor = caller.signed_in() ? std::optional{caller.user_id} : std::nullopt;
    const auto address = caller.address.empty() ? std::nullopt : std::optional{caller.address};
    db.run(add_access, context.now(), actor, actor_role(caller), patient, std::string(action),
           context.purpose, context.purpose_reason, context.request_id(), outcome, address);
}

}  // namespace venera::patients
