// The statements of medical records. Whose record a caller may touch is a predicate of each, so a stranger's
// record and that of a patient who does not exist are the same: no row.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "patients/sealing.hpp"
#include "platform/http/context.hpp"
#include "platform/postgres/database.hpp"

namespace venera::patients {

// The patients whose records are within reach; nothing: everybody's.
using RecordReach = std::optional<std::vector<PatientId>>;

struct RecordRow : WrappedKeys {
    PatientId patient_id;
    std::optional<postgres::Bytes> contents_sealed;  // absent: nothing has been recorded
    std::int64_t version = 0;
    std::optional<Instant> updated_at;
};
BOOST_DESCRIBE_STRUCT(RecordRow, (WrappedKeys), (patient_id, contents_sealed, version, updated_at))

// A profile that was merged into another one has none.
std::optional<RecordRow> find_record(postgres::Executor& db, PatientId patient, const RecordReach& reach);
// Holds the patient's row until the transaction ends; travels with the next statement. A statement of its
// own, because one that also read the record would show it as it was before the wait.
void queue_record_lock(postgres::Transaction& transaction, PatientId patient);
// Writes what `row` holds, at its version.
void write_record(postgres::Executor& db, const RecordRow& row);
void delete_record(postgres::Executor& db, PatientId patient);
// Tells that somebody saw or changed a record with the glass broken: who and in which request, never why.
void insert_break_glass(Context& context, postgres::Executor& db, PatientId patient, std::int64_t version);

}  // namespace venera::patients
