#include "identity/handover_queries.hpp"

namespace venera::identity {

namespace {

const postgres::Statement<UserId(PatientId)> select_account_of{"identity.find_account_of", R"sql(
    select id from identity.users where patient_id = $1)sql"};

}  // namespace

std::optional<UserId> find_account_of(postgres::Executor& db, PatientId patient) {
    return db.maybe(select_account_of, patient);
}

}  // namespace venera::identity
