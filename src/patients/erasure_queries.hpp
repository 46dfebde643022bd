// The statements of an erasure.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/postgres/database.hpp"
#include "platform/values/instant.hpp"
#include "platform/values/uuid.hpp"

namespace venera::patients {

struct Erasable {
    PatientId id;
    std::string reference;
    std::int64_t version = 1;
    std::optional<Instant> erased_at;
};
BOOST_DESCRIBE_STRUCT(Erasable, (), (id, reference, version, erased_at))
// Holds the row until the transaction ends.
std::optional<Erasable> lock_for_erasure(postgres::Executor& db, PatientId patient);
// Leaves a tombstone: id, reference, counts and times. Requires: not erased yet.
void erase_patient(postgres::Executor& db, PatientId patient, Instant now);
std::vector<PatientId> erased_since(postgres::Executor& db, Instant since);

}  // namespace venera::patients
