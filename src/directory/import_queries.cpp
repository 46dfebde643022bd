#include "directory/import_queries.hpp"

#include "platform/postgres/codec_document.hpp"

namespace venera::directory {

namespace {

using Batch = postgres::Document<std::vector<ImportedDoctor>>;

const postgres::Statement<void(Batch, Instant)> insert_batch{"directory.import_doctors", R"sql(
    insert into directory.doctors (id, name, specialties, experience_years, price_cents, currency, languages,
                                   clinic_id, modes, rating, review_count, created_at, updated_at)
    select id, name, array(select jsonb_array_elements_text(specialties)), experience_years, price_cents,
           currency, array(select jsonb_array_elements_text(languages)), clinic_id,
           array(select jsonb_array_elements_text(modes)), rating, review_count, $2, $2
      from jsonb_to_recordset($1) as r
           (id uuid, name text, specialties jsonb, experience_years int4, price_cents int8, currency text,
            languages jsonb, clinic_id uuid, modes jsonb, rating float8, review_count int4))sql"};

const postgres::Statement<bool()> select_any{"directory.has_clinics", R"sql(
    select exists (select from directory.clinics))sql"};

}  // namespace

void import_doctors(postgres::Executor& db, const std::vector<ImportedDoctor>& doctors, Instant now) {
    db.run(insert_batch, Batch{doctors}, now);
}

bool has_clinics(postgres::Executor& db) { return db.one(select_any); }

}  // namespace venera::directory
