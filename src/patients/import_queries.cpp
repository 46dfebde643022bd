#include "patients/import_queries.hpp"

#include "patients/limits.hpp"
#include "platform/postgres/codec_document.hpp"

namespace venera::patients {

// A row as JSON, with bytes as PostgreSQL reads them from text.
struct BatchRow {
    PatientId id;
    std::string reference;
    std::string first_name;
    std::string last_name;
    std::optional<Date> birth_date;
    std::optional<Gender> gender;
    std::optional<Country> country;
    std::optional<Language> language;
    std::optional<std::string> phone_sealed;
    std::optional<std::string> email_sealed;
    std::optional<std::string> national_id_sealed;
    std::optional<std::string> city;
    std::optional<std::string> insurance_provider;
    std::optional<std::string> address_sealed;
    std::optional<std::string> policy_number_sealed;
    std::optional<std::string> emergency_contact_sealed;
    std::optional<std::string> infos_sealed;
    std::optional<std::string> phone_index;
    std::optional<std::string> email_index;
    std::optional<std::string> national_id_index;
    std::int32_t index_key_version = 0;
    std::optional<std::string> data_key_wrapped;
    std::int32_t kek_version = 1;
};
BOOST_DESCRIBE_STRUCT(BatchRow, (),
                      (id, reference, first_name, last_name, birth_date, gender, country, language,
                       phone_sealed, email_sealed, national_id_sealed, city, insurance_provider,
                       address_sealed, policy_number_sealed, emergency_contact_sealed, infos_sealed,
                       phone_index, email_index, national_id_index, index_key_version, data_key_wrapped,
                       kek_version))

namespace {

using Batch = postgres::Document<std::vector<BatchRow>>;

const postgres::Statement<void(Batch, Instant)> insert_batch{"patients.import_patients", R"sql(
    with inserted as (
        insert into patients.patients
               (id, reference, first_name, last_name, birth_date, gender, country, language, phone_sealed,
                email_sealed, national_id_sealed, city, insurance_provider, address_sealed,
                policy_number_sealed, emergency_contact_sealed, infos_sealed, phone_index, email_index,
                national_id_index, index_key_version, data_key_wrapped, kek_version, created_at, updated_at)
        select id, reference, first_name, last_name, birth_date, gender, country, language, phone_sealed,
               email_sealed, national_id_sealed, city, insurance_provider, address_sealed,
               policy_number_sealed, emergency_contact_sealed, infos_sealed, phone_index, email_index,
               national_id_index, index_key_version, data_key_wrapped, kek_version, $2, $2
          from jsonb_to_recordset($1) as r
               (id uuid, reference text, first_name text, last_name text, birth_date date, gender text,
                country text, language text, phone_sealed bytea, email_sealed bytea, national_id_sealed bytea,
                city text, insurance_provider text, address_sealed bytea, policy_number_sealed bytea,
                emergency_contact_sealed bytea, infos_sealed bytea, phone_index bytea, email_index bytea,
                national_id_index bytea, index_key_version integer, data_key_wrapped bytea,
                kek_version integer)
        returning id
    )
    insert into patients.access_log (occurred_at, actor_role, patient_id, action, resource, resource_id,
                                     purpose, request_id, outcome)
    select $2, 'system', id, 'import', 'patient', id, 'operations', 'import', 'allowed' from inserted)sql"};

const postgres::Statement<bool()> select_any{"patients.has_patients", R"sql(
    select exists (select from patients.patients))sql"};

std::string as_text(const crypto::Bytes& bytes) { return "\\x" + crypto::hex(bytes); }

std::optional<std::string> as_text(const std::optional<crypto::Bytes>& bytes) {
    return bytes ? std::optional{as_text(*bytes)} : std::nullopt;
}

BatchRow batch_row(const PatientRow& row, const std::string& reference) {
    return {.id = row.id,
            .reference = reference,
            .first_name = row.first_name,
            .last_name = row.last_name,
            .birth_date = row.birth_date,
            .gender = row.gender,
            .country = row.country,
            .language = row.language,
            .phone_sealed = as_text(row.phone_sealed),
            .email_sealed = as_text(row.email_sealed),
            .national_id_sealed = as_text(row.national_id_sealed),
            .city = row.city,
            .insurance_provider = row.insurance_provider,
            .address_sealed = as_text(row.address_sealed),
            .policy_number_sealed = as_text(row.policy_number_sealed),
            .emergency_contact_sealed = as_text(row.emergency_contact_sealed),
            .infos_sealed = as_text(row.infos_sealed),
            .phone_index = as_text(row.phone_index),
            .email_index = as_text(row.email_index),
            .national_id_index = as_text(row.national_id_index),
            .index_key_version = row.index_key_version,
            .data_key_wrapped = as_text(row.data_key_wrapped),
            .kek_version = row.kek_version};
}

}  // namespace

std::vector<std::shared_ptr<const PatientCard>> import_patients(postgres::Executor& db,
                                                                const std::vector<ImportedPatient>& patients,
                                                                const ProfileRows& rows, Instant now) {
    std::vector<std::shared_ptr<const PatientCard>> cards;
    Batch batch;
    for (const auto& [patient, reference] : patients) {
        const Sealing sealing = Sealing::fresh(patient.id);
        const PatientRow row = rows.made(patient, sealing, now);
        batch.value.push_back(batch_row(row, reference));
        cards.push_back(std::make_shared<const PatientCard>(
            PatientCard{row.id, row.first_name + " " + row.last_name, row.active, sealing.data_key()}));
    }
    db.run(insert_batch, batch, now);
    return cards;
}

bool has_patients(postgres::Executor& db) { return db.one(select_any); }

}  // namespace venera::patients
