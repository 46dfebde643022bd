#include "identity/kept_queries.hpp"

namespace venera::identity {

namespace {

using postgres::Statement;

const Statement<AccountRow(PatientId)> select_account_of{"identity.find_account_of", R"sql(
    select id, email, password_hash, role, first_name, last_name, patient_id, doctor_id, clinic_ids, status,
           email_verified, demo, language, version, created_at, updated_at
      from identity.users
     where patient_id = $1)sql"};

const Statement<AccountRow(PatientId)> select_account_of_for_update{"identity.lock_account_of", R"sql(
    select id, email, password_hash, role, first_name, last_name, patient_id, doctor_id, clinic_ids, status,
           email_verified, demo, language, version, created_at, updated_at
      from identity.users
     where patient_id = $1
       for no key update)sql"};

// The address must be unique and cannot be anybody's: `.invalid` never resolves (RFC 2606).
const Statement<void(UserId, Instant)> anonymise{"identity.anonymise_account", R"sql(
    with account as (
        update identity.users
           set email = 'erased-' || $1::uuid || '@erased.invalid',
               email_normalised = 'erased-' || $1::uuid || '@erased.invalid', password_hash = null,
               first_name = 'Erased', last_name = 'patient', status = 'disabled', email_verified = false,
               demo = false, updated_at = $2, version = version + 1
         where id = $1::uuid
        returning id
    )
    update identity.session_families f set address = '', user_agent = null
      from account a where f.user_id = a.id)sql"};

const Statement<void(UserId, Instant)> detach{"identity.detach_patient", R"sql(
    update identity.users set patient_id = null, updated_at = $2, version = version + 1 where id = $1)sql"};

}  // namespace

std::optional<AccountRow> find_account_of(postgres::Executor& db, PatientId patient) {
    return db.maybe(select_account_of, patient);
}

std::optional<AccountRow> lock_account_of(postgres::Executor& db, PatientId patient) {
    return db.maybe(select_account_of_for_update, patient);
}

void anonymise_account(postgres::Executor& db, UserId id, Instant now) { db.run(anonymise, id, now); }

void detach_patient(postgres::Executor& db, UserId id, Instant now) { db.run(detach, id, now); }

}  // namespace venera::identity
