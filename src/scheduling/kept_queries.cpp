#include "scheduling/kept_queries.hpp"

#include "platform/crypto/crypto.hpp"
#include "platform/postgres/codec_document.hpp"

namespace venera::scheduling {

// A row as JSON, with bytes as PostgreSQL reads them from text.
struct TextsDocument {
    AppointmentId id;
    std::int64_t version = 1;
    std::optional<std::string> reason_sealed;
    std::optional<std::string> notes_sealed;
    std::optional<std::string> cancel_reason_sealed;
    std::optional<std::string> override_reason_sealed;
};
BOOST_DESCRIBE_STRUCT(TextsDocument, (),
                      (id, version, reason_sealed, notes_sealed, cancel_reason_sealed,
                       override_reason_sealed))

namespace {

using postgres::Document;
using postgres::Statement;

// An expression, because the column may be NULL and this may not.
const Statement<SealedTexts(std::vector<PatientId>, AppointmentId, std::int32_t)> select_texts{
    "scheduling.list_sealed_texts", R"sql(
    select id, doctor_id, coalesce(patient_id) as patient_id, status, version, reason_sealed, notes_sealed,
           cancel_reason_sealed, override_reason_sealed
      from scheduling.appointments
     where patient_id = any ($1) and id > $2
       and (reason_sealed is not null or notes_sealed is not null or cancel_reason_sealed is not null
            or override_reason_sealed is not null)
     order by id
     limit $3::int4)sql"};

const Statement<void(Document<std::vector<TextsDocument>>)> update_texts{"scheduling.write_sealed_texts",
                                                                         R"sql(
    update scheduling.appointments a
       set reason_sealed = n.reason_sealed, notes_sealed = n.notes_sealed,
           cancel_reason_sealed = n.cancel_reason_sealed,
           override_reason_sealed = n.override_reason_sealed
      from jsonb_to_recordset($1) as n
           (id uuid, version int8, reason_sealed bytea, notes_sealed bytea, cancel_reason_sealed bytea,
            override_reason_sealed bytea)
     where a.id = n.id and a.version = n.version)sql"};

// What an override was for goes with it: the table asks for one where rules were overridden.
const Statement<void(PatientId, Instant)> forget{"scheduling.forget_patient", R"sql(
    update scheduling.appointments
       set patient_name = 'Erased patient', reason_sealed = null, notes_sealed = null,
           cancel_reason_sealed = null, override_reason_sealed = null, overrides = '{}', address_hash = null,
           browser_hash = null, version = version + 1, updated_at = $2
     where patient_id = $1
       and (patient_name is distinct from 'Erased patient' or reason_sealed is not null
            or notes_sealed is not null or cancel_reason_sealed is not null
            or override_reason_sealed is not null))sql"};

std::optional<std::string> as_text(const std::optional<postgres::Bytes>& bytes) {
    return bytes ? std::optional{"\\x" + crypto::hex(*bytes)} : std::nullopt;
}

}  // namespace

std::vector<SealedTexts> list_sealed_texts(postgres::Executor& db, const std::vector<PatientId>& patients,
                                           AppointmentId after, std::int32_t limit) {
    return db.all(select_texts, patients, after, limit);
}

void write_sealed_texts(postgres::Executor& db, const std::vector<SealedTexts>& texts) {
    Document<std::vector<TextsDocument>> document;
    for (const SealedTexts& row : texts)
        document.value.push_back({row.id, row.version, as_text(row.reason_sealed), as_text(row.notes_sealed),
                                  as_text(row.cancel_reason_sealed), as_text(row.override_reason_sealed)});
    db.run(update_texts, document);
}

void forget_patient(postgres::Executor& db, PatientId patient, Instant now) { db.run(forget, patient, now); }

}  // namespace venera::scheduling
