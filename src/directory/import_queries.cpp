#include "directory/import_queries.hpp"

#include "platform/postgres/codec_document.hpp"

namespace venera::directory {

namespace {

using Batch = postgres::Document<std::vector<ImportedDoctor>>;

const postgres::Statement<void(Batch, Instant)> insert_batch{"directory.import_doctors", R"sql(
    insert into directory.doctors (id, name, specialties, experience_years, price_cents, currency, languages,
                                   clinic_id, modes, created_at, updated_at)
    select id, name, array(select jsonb_array_elements_text(specialties)), experience_years, price_cents,
           currency, array(select jsonb_array_elements_text(languages)), clinic_id,
           array(select jsonb_array_elements_text(modes)), $2, $2
      from jsonb_to_recordset($1) as r
           (id uuid, name text, specialties jsonb, experience_years int4, price_cents int8, currency text,
            languages jsonb, clinic_id uuid, modes jsonb))sql"};

const postgres::Statement<void(postgres::Document<std::vector<ReviewRow>>)> insert_reviews{
    "directory.import_reviews", R"sql(
    insert into directory.reviews (id, appointment_id, doctor_id, clinic_id, patient_id, country, rating,
                                   comment, state, reply, replied_at, created_at, updated_at)
    select id, appointment_id, doctor_id, clinic_id, patient_id, country, rating, comment, state, reply,
           replied_at, created_at, updated_at
      from jsonb_to_recordset($1) as r
           (id uuid, appointment_id uuid, doctor_id uuid, clinic_id uuid, patient_id uuid, country text,
            rating int4, comment text, state text, reply text, replied_at timestamptz,
            created_at timestamptz, updated_at timestamptz))sql"};

const postgres::Statement<bool()> select_any{"directory.has_clinics", R"sql(
    select exists (select from directory.clinics))sql"};

}  // namespace

void import_doctors(postgres::Executor& db, const std::vector<ImportedDoctor>& doctors, Instant now) {
    db.run(insert_batch, Batch{doctors}, now);
}

void import_reviews(postgres::Executor& db, const std::vector<ReviewRow>& reviews) {
    db.run(insert_reviews, {reviews});
}

bool has_clinics(postgres::Executor& db) { return db.one(select_any); }

}  // namespace venera::directory
