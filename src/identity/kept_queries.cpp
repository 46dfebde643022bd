#include "identity/kept_queries.hpp"

namespace venera::identity {

namespace {

using postgres::Statement;

// The address must be unique and cannot be anybody's: `.invalid` never resolves (RFC 2606).
const Statement<void(UserId, Instant)> anonymise{"identity.anonymise_account", R"sql(
    with asked as (
        delete from identity.forgotten_passwords f
         using identity.users u where u.id = $1::uuid and f.email_normalised = u.email_normalised
    ), account as (
        update identity.users
           set email = 'erased-' || $1::uuid || '@erased.invalid',
               email_normalised = 'erased-' || $1::uuid || '@erased.invalid', password_hash = null,
               first_name = 'Erased', last_name = 'patient', status = 'disabled', email_verified = false,
               second_factor = false, demo = false, updated_at = $2, version = version + 1
         where id = $1::uuid
        returning id
    )
    update identity.session_families f set address = '', user_agent = null
      from account a where f.user_id = a.id)sql"};

// The mails first: they refer to links.
const Statement<void(UserId)> delete_mails{"identity.forget_mails", R"sql(
    delete from identity.mails where user_id = $1)sql"};

const Statement<void(UserId)> delete_proofs{"identity.forget_proofs", R"sql(
    with links as (
        delete from identity.links where user_id = $1
    ), factors as (
        delete from identity.second_factors where user_id = $1
    ), codes as (
        delete from identity.recovery_codes where user_id = $1
    )
    update identity.security_events set address = null where user_id = $1 and address is not null)sql"};

const Statement<void(UserId, Instant)> detach{"identity.detach_patient", R"sql(
    update identity.users set patient_id = null, updated_at = $2, version = version + 1 where id = $1)sql"};

}  // namespace

void anonymise_account(postgres::Executor& db, UserId id, Instant now) { db.run(anonymise, id, now); }

void forget_proofs(postgres::Executor& db, UserId id) {
    db.run(delete_mails, id);
    db.run(delete_proofs, id);
}

void detach_patient(postgres::Executor& db, UserId id, Instant now) { db.run(detach, id, now); }

}  // namespace venera::identity
