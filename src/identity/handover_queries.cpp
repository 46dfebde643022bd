#include "identity/handover_queries.hpp"

namespace venera::identity {

namespace {

const postgres::Statement<UserId(PatientId)> select_account_of{"identity.find_account_of", R"sql(
    select id from identity.users where patient_id = $1)sql"};

// In the order of ids: two merges of the same two wait for each other, not in a circle.
const postgres::Statement<UserId(std::vector<PatientId>)> lock_of{"identity.lock_accounts_of", R"sql(
    select id from identity.users where patient_id = any ($1) order by id for no key update)sql"};

}  // namespace

void lock_accounts_of(postgres::Executor& db, const std::vector<PatientId>& patients) {
    db.all(lock_of, patients);
}

std::optional<UserId> find_account_of(postgres::Executor& db, PatientId patient) {
    return db.maybe(select_account_of, patient);
}

}  // namespace venera::identity
