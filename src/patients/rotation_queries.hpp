// The statements of rotations. Each takes a batch of patients in the order of ids, after `after`; an empty
// batch is the end of the lap. None counts a patient's version up: nothing that they or others see changes.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "patients/queries.hpp"
#include "patients/sealing.hpp"
#include "platform/postgres/database.hpp"

namespace venera::patients {

enum class RotationKind : std::uint8_t { key_encryption, data, index };
BOOST_DESCRIBE_ENUM(RotationKind, key_encryption, data, index)

struct RotationRow {
    std::int64_t id = 0;
    std::optional<std::int32_t> version;  // the key that is to be everywhere at the end
};
BOOST_DESCRIBE_STRUCT(RotationRow, (), (id, version))
// The one that was begun and not finished.
std::optional<RotationRow> find_rotation(postgres::Executor& db, RotationKind kind);
RotationRow begin_rotation(postgres::Executor& db, RotationKind kind, std::optional<std::int32_t> version,
                           Instant now);
void finish_rotation(postgres::Executor& db, std::int64_t id, Instant now);
// False if another session has it. Held by the session until it ends.
bool take_rotation_lock(postgres::Executor& db);

struct KeysRow : WrappedKeys {
    PatientId id;
};
BOOST_DESCRIBE_STRUCT(KeysRow, (WrappedKeys), (id))

std::vector<KeysRow> keys_before_version(postgres::Executor& db, PatientId after, std::int32_t kek_version,
                                         std::int32_t limit);
// Where the row still has keys, or still has none, as it was read. Returns how many.
std::int64_t write_rewrapped(postgres::Executor& db, const std::vector<KeysRow>& rows);
std::int64_t count_before_version(postgres::Executor& db, std::int32_t kek_version);

// Patients whose data key was not made anew by this rotation yet.
std::vector<KeysRow> keys_before_rotation(postgres::Executor& db, PatientId after, std::int64_t rotation,
                                          std::int32_t limit);
std::int64_t write_next_keys(postgres::Executor& db, const std::vector<KeysRow>& rows, std::int64_t rotation,
                             Instant now);
// The next keys of a batch become the present ones. Returns whose.
std::vector<PatientId> switch_keys(postgres::Executor& db, PatientId after, std::int32_t limit, Instant now);
std::vector<KeysRow> keys_with_previous(postgres::Executor& db, PatientId after, std::int32_t limit);
std::int64_t drop_previous_keys(postgres::Executor& db, const std::vector<PatientId>& patients, Instant now);

// From now on new blind indexes are made with the rotation's version.
void switch_index(postgres::Executor& db, std::int64_t rotation, Instant now);
// Rows whose blind indexes are of an older version, held until the transaction ends.
std::vector<PatientRow> lock_before_index(postgres::Executor& db, PatientId after, std::int32_t version,
                                          std::int32_t limit);
// Requires: the rows are held. A row from before there were indexes was never compared: if its national id is
// another's, it is contested.
void write_indexes(postgres::Executor& db, const std::vector<PatientRow>& rows);
std::int64_t count_before_index(postgres::Executor& db, std::int32_t version);

struct SealedColumns : WrappedKeys {
    PatientId id;
    std::optional<postgres::Bytes> phone_sealed;
    std::optional<postgres::Bytes> email_sealed;
    std::optional<postgres::Bytes> national_id_sealed;
    std::optional<postgres::Bytes> address_sealed;
    std::optional<postgres::Bytes> policy_number_sealed;
    std::optional<postgres::Bytes> emergency_contact_sealed;
    std::optional<postgres::Bytes> infos_sealed;
};
BOOST_DESCRIBE_STRUCT(SealedColumns, (WrappedKeys),
                      (id, phone_sealed, email_sealed, national_id_sealed, address_sealed,
                       policy_number_sealed, emergency_contact_sealed, infos_sealed))
// Holds the rows until the transaction ends, in the order of ids.
std::vector<SealedColumns> lock_sealed_columns(postgres::Executor& db, const std::vector<PatientId>& ids);
// Requires: the rows are held.
void write_sealed_columns(postgres::Executor& db, const std::vector<SealedColumns>& rows);

}  // namespace venera::patients
