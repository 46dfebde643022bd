#include "patients/import_queries.hpp"

#include "patients/profiles.hpp"
#include "patients/queries.hpp"
#include "patients/sealing.hpp"
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
    std::optional<std::string> data_key_wrapped;
    std::int32_t kek_version = 1;
};
BOOST_DESCRIBE_STRUCT(BatchRow, (),
                      (id, reference, first_name, last_name, birth_date, gender, country, language,
                       phone_sealed, email_sealed, national_id_sealed, data_key_wrapped, kek_version))

namespace {

using Batch = postgres::Document<std::vector<BatchRow>>;

const postgres::Statement<void(Batch, Instant)> insert_batch{"patients.import_patients", R"sql(
    with inserted as (
        insert into patients.patients
               (id, reference, first_name, last_name, birth_date, gender, country, language, phone_sealed,
                email_sealed, national_id_sealed, data_key_wrapped, kek_version, created_at, updated_at)
        select id, reference, first_name, last_name, birth_date, gender, country, language, phone_sealed,
               email_sealed, national_id_sealed, data_key_wrapped, kek_version, $2, $2
          from jsonb_to_recordset($1) as r
               (id uuid, reference text, first_name text, last_name text, birth_date date, gender text,
                country text, language text, phone_sealed bytea, email_sealed bytea, national_id_sealed bytea,
                data_key_wrapped bytea, kek_version integer)
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
    return {row.id,
            reference,
            row.first_name,
            row.last_name,
            row.birth_date,
            row.gender,
            row.country,
            row.language,
            as_text(row.phone_sealed),
            as_text(row.email_sealed),
            as_text(row.national_id_sealed),
            as_text(row.data_key_wrapped),
            row.kek_version};
}

}  // namespace

std::vector<std::shared_ptr<const PatientCard>> import_patients(postgres::Executor& db,
                                                                const std::vector<ImportedPatient>& patients,
                                                                const crypto::SecretRing& key_encryption,
                                                                Instant now) {
    std::vector<std::shared_ptr<const PatientCard>> cards;
    Batch batch;
    for (const auto& [patient, reference] : patients) {
        const Sealing sealing = Sealing::fresh(patient.id);
        const PatientRow row = new_row(patient, sealing, key_encryption, now);
        batch.value.push_back(batch_row(row, reference));
        cards.push_back(std::make_shared<const PatientCard>(
            PatientCard{row.id, row.first_name + " " + row.last_name, row.active, sealing.data_key()}));
    }
    db.run(insert_batch, batch, now);
    return cards;
}

bool has_patients(postgres::Executor& db) { return db.one(select_any); }

}  // namespace venera::patients
