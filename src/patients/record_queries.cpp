#include "patients/record_queries.hpp"

namespace venera::patients {

namespace {

using postgres::Bytes;
using postgres::Statement;

const Statement<RecordRow(PatientId, RecordReach)> select_record{"patients.find_record", R"sql(
    select p.id as patient_id, p.kek_version, p.key_version, p.data_key_wrapped, p.next_data_key_wrapped,
           p.previous_data_key_wrapped, r.contents_sealed, coalesce(r.version, 0) as version, r.updated_at
      from patients.patients p
      left join patients.records r on r.patient_id = p.id
     where p.id = $1 and p.merged_into is null and p.erased_at is null
       and ($2::uuid[] is null or p.id = any ($2)))sql"};

const Statement<PatientId(PatientId)> take_turn{"patients.lock_record", R"sql(
    select id from patients.patients where id = $1 for no key update)sql"};

const Statement<void(PatientId, Bytes, std::int64_t, Instant)> upsert_record{"patients.write_record", R"sql(
    insert into patients.records (patient_id, contents_sealed, version, updated_at)
    values ($1, $2, $3, $4)
        on conflict (patient_id) do update
       set contents_sealed = excluded.contents_sealed, version = excluded.version,
           updated_at = excluded.updated_at)sql"};

const Statement<void(PatientId)> drop_record{"patients.delete_record", R"sql(
    delete from patients.records where patient_id = $1)sql"};

const Statement<void(Uuid, PatientId, std::int32_t, UserId, std::string, std::string, std::string, Instant)>
    add_break_glass{"patients.insert_break_glass", R"sql(
    insert into patients.outbox (id, aggregate_id, type, version, payload, traceparent, created_at, due_at)
    values ($1, $2::uuid, 'record.break_glass', $3,
            jsonb_build_object('patient_id', $2::uuid, 'actor_id', $4::uuid, 'actor_role', $5::text,
                               'request_id', $6::text), $7, $8, $8))sql"};

}  // namespace

std::optional<RecordRow> find_record(postgres::Executor& db, PatientId patient, const RecordReach& reach) {
    return db.maybe(select_record, patient, reach);
}

void queue_record_lock(postgres::Transaction& transaction, PatientId patient) {
    transaction.queue(take_turn, patient);
}

void write_record(postgres::Executor& db, const RecordRow& row) {
    db.run(upsert_record, row.patient_id, row.contents_sealed.value(), row.version, row.updated_at.value());
}

void delete_record(postgres::Executor& db, PatientId patient) { db.run(drop_record, patient); }

void insert_break_glass(Context& context, postgres::Executor& db, PatientId patient, std::int64_t version) {
    db.run(add_break_glass, make_uuid(context.now()), patient, static_cast<std::int32_t>(version),
           context.caller().user_id, std::string(http::name_of(context.caller().role)), context.request_id(),
           context.trace().traceparent(), context.now());
}

}  // namespace venera::patients
