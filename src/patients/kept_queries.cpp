#include "patients/kept_queries.hpp"

namespace venera::patients {

namespace {

using postgres::Statement;

const Statement<SealedRecord(PatientId)> select_record{"patients.find_sealed_record", R"sql(
    select patient_id, version, contents_sealed, updated_at from patients.records where patient_id = $1)sql"};

const Statement<SealedRecord(std::vector<PatientId>)> lock_records{"patients.lock_sealed_records", R"sql(
    select patient_id, version, contents_sealed, updated_at
      from patients.records
     where patient_id = any ($1)
     order by patient_id
       for no key update)sql"};

const Statement<void(PatientId, postgres::Bytes)> update_record{"patients.write_sealed_record", R"sql(
    update patients.records set contents_sealed = $2 where patient_id = $1)sql"};

const Statement<KeptConsent(PatientId)> select_consents{"patients.list_consents", R"sql(
    select r.id, r.acting_id, r.patient_id, r.relationship, r.basis, r.requested_by, r.requested_at,
           r.consented_by, r.consented_at, r.version, r.ended_at, o.first_name, o.last_name
      from patients.relatives r
      join patients.patients o on o.id in (r.acting_id, r.patient_id) and o.id <> $1
     where r.acting_id = $1 or r.patient_id = $1
     order by r.requested_at, r.id)sql"};

const Statement<RelativeRow(PatientId, std::optional<UserId>, Instant)> end_all{"patients.end_consents",
                                                                                R"sql(
    update patients.relatives
       set ended_by = coalesce($2, requested_by), ended_at = $3, version = version + 1
     where (acting_id = $1 or patient_id = $1) and ended_at is null
    returning id, acting_id, patient_id, relationship, basis, requested_by, requested_at, consented_by,
              consented_at, version)sql"};

const Statement<PatientId(PatientId)> select_merged{"patients.list_merged", R"sql(
    with recursive merged as (
        select id from patients.patients where merged_into = $1
        union
        select p.id from patients.patients p join merged m on p.merged_into = m.id
    )
    select coalesce(id) as id from merged order by 1)sql"};

}  // namespace

std::optional<SealedRecord> find_sealed_record(postgres::Executor& db, PatientId patient) {
    return db.maybe(select_record, patient);
}

std::vector<SealedRecord> lock_sealed_records(postgres::Executor& db,
                                              const std::vector<PatientId>& patients) {
    return db.all(lock_records, patients);
}

void write_sealed_record(postgres::Executor& db, const SealedRecord& record) {
    db.run(update_record, record.patient_id, record.contents_sealed);
}

std::vector<KeptConsent> list_consents(postgres::Executor& db, PatientId party) {
    return db.all(select_consents, party);
}

std::vector<RelativeRow> end_consents(postgres::Executor& db, PatientId party, std::optional<UserId> by,
                                      Instant now) {
    return db.all(end_all, party, by, now);
}

std::vector<PatientId> list_merged(postgres::Executor& db, PatientId into) {
    return db.all(select_merged, into);
}

}  // namespace venera::patients
