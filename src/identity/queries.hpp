// The statements of identity as functions. SQL is in queries.cpp (accounts, events, audit) and
// session_queries.cpp (sessions and wrong passwords), and touches the schema `identity` only.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "identity/rules.hpp"
#include "identity/types.hpp"
#include "platform/postgres/database.hpp"

namespace venera::identity {

using postgres::Bytes;

struct AccountRow {
    UserId id;
    std::string email;
    std::optional<std::string> password_hash;
    AccountRole role = AccountRole::patient;
    std::string first_name;
    std::string last_name;
    std::optional<PatientId> patient_id;
    std::optional<DoctorId> doctor_id;
    std::vector<ClinicId> clinic_ids;
    AccountStatus status = AccountStatus::active;
    bool email_verified = false;
    bool second_factor = false;
    bool demo = false;
    Language language;
    std::int64_t version = 1;
    Instant created_at;
    Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(AccountRow, (),
                      (id, email, password_hash, role, first_name, last_name, patient_id, doctor_id,
                       clinic_ids, status, email_verified, second_factor, demo, language, version, created_at,
                       updated_at))

// False if the e-mail address is taken; nothing is overwritten. Throws: ConstraintViolation
// `users_one_per_doctor`.
bool insert_account(postgres::Executor& db, const AccountRow& account, const std::string& email_normalised);
bool is_email_taken(postgres::Executor& db, const std::string& email_normalised);
std::optional<AccountRow> find_account(postgres::Executor& db, UserId id);
std::optional<AccountRow> find_account_of_patient(postgres::Executor& db, PatientId patient);  // active
std::optional<AccountRow> find_account_by_email(postgres::Executor& db, const std::string& email_normalised);
// Holds the row until the transaction ends.
std::optional<AccountRow> lock_account(postgres::Executor& db, UserId id);
// Writes role, names, ids, clinics, status and language, and counts the version up.
void update_account(postgres::Executor& db, const AccountRow& account);
void update_password(postgres::Executor& db, UserId id, const std::string& password_hash, Instant now);
// Holds every active administrator until the transaction ends, in the order of ids.
std::vector<UserId> lock_active_admins(postgres::Executor& db);
std::vector<UserId> list_active_admins(postgres::Executor& db);

struct AccountFilter {
    std::optional<AccountRole> role;
    std::optional<AccountStatus> status;
    std::optional<std::string> q;
    std::optional<UserId> after;
};
// In the order of ids, which is the order of creation.
std::vector<AccountRow> list_accounts(postgres::Executor& db, const AccountFilter& filter,
                                      std::int32_t limit);

// A sign-in: the family of refresh tokens.
struct FamilyRow {
    SessionId id;
    UserId user_id;
    std::int64_t generation = 1;
    Instant idle_until;
    Instant expires_at;
    Instant rotated_at;
    std::optional<Instant> revoked_at;
};
BOOST_DESCRIBE_STRUCT(FamilyRow, (),
                      (id, user_id, generation, idle_until, expires_at, rotated_at, revoked_at))

struct NewFamily {
    SessionId id;
    UserId user_id;
    Bytes token_hash;
    std::int32_t idle_seconds = 0;
    Instant expires_at;
    std::string address;
    std::optional<std::string> user_agent;
};
void insert_family(postgres::Executor& db, const NewFamily& family, Instant now);
// Replaces token `generation` by its successor, if it is the newest, the session lives and its account is
// active.
struct Rotation {
    SessionId family;
    std::int64_t generation = 1;
    Bytes token_hash;
    Bytes successor_hash;
};
std::optional<FamilyRow> rotate_family(postgres::Executor& db, const Rotation& rotation, Instant now);
std::optional<FamilyRow> find_family(postgres::Executor& db, SessionId id);

enum class EndReason : std::uint8_t {
    logout,
    ended_by_user,
    ended_by_admin,
    password_changed,
    password_reset,
    token_reused,
    account_disabled,
    role_changed,
    second_factor_removed,
    too_many,
};
BOOST_DESCRIBE_ENUM(EndReason, logout, ended_by_user, ended_by_admin, password_changed, password_reset,
                    token_reused, account_disabled, role_changed, second_factor_removed, too_many)
// The version of the event that tells of it; nothing if there is no such live session of that account.
std::optional<std::int64_t> end_family(postgres::Executor& db, SessionId id, UserId owner, EndReason reason,
                                       Instant now);
// All live sessions of an account, or all but one. Returns which.
std::vector<SessionId> end_families(postgres::Executor& db, UserId owner,
                                    const std::optional<SessionId>& spared, EndReason reason, Instant now);
// All but the newest `kept`. Returns which.
std::vector<SessionId> end_oldest_families(postgres::Executor& db, UserId owner, std::int32_t kept,
                                           Instant now);

struct SessionRow {
    SessionId id;
    Instant created_at;
    Instant rotated_at;
    Instant idle_until;
    Instant expires_at;
    std::string address;
    std::optional<std::string> user_agent;
};
BOOST_DESCRIBE_STRUCT(SessionRow, (),
                      (id, created_at, rotated_at, idle_until, expires_at, address, user_agent))
std::vector<SessionRow> list_sessions(postgres::Executor& db, UserId owner, Instant now);

struct RevokedRow {
    SessionId id;
    Instant revoked_at;
};
BOOST_DESCRIBE_STRUCT(RevokedRow, (), (id, revoked_at))
std::vector<RevokedRow> revoked_since(postgres::Executor& db, Instant since);
// Deletes sessions that ended long ago and counts of wrong passwords that no longer matter; returns how many
// rows.
std::int64_t clean(postgres::Executor& db, Instant now);

struct AttemptsRow {
    Bytes key;
    std::int32_t failures = 0;
    Instant last_at;
    Instant next_at;
};
BOOST_DESCRIBE_STRUCT(AttemptsRow, (), (key, failures, last_at, next_at))
// Holds the counts under these keys until the transaction ends, new ones at zero. Requires: sorted keys.
std::vector<AttemptsRow> lock_attempts(postgres::Executor& db, const std::vector<Bytes>& keys, Instant now);
void save_attempts(postgres::Executor& db, const std::vector<AttemptsRow>& attempts);
// The password was right: `cleared` start again, `lowered` lose this attempt.
void settle_attempts(postgres::Executor& db, const std::vector<Bytes>& cleared,
                     const std::vector<Bytes>& lowered);

// Idempotency-Key of registrations. Requires: `key` belongs to `caller`.
struct RememberedRow {
    Bytes fingerprint;
    std::optional<UserId> resource_id;
};
BOOST_DESCRIBE_STRUCT(RememberedRow, (), (fingerprint, resource_id))
bool remember_request(postgres::Executor& db, const std::string& caller, const std::string& key,
                      const Bytes& fingerprint, UserId resource, Instant now);
std::optional<RememberedRow> find_request(postgres::Executor& db, const std::string& caller,
                                          const std::string& key);

// The event of a change, in the transaction of the change.
void insert_event(Context& context, postgres::Executor& db, UserId user, std::string_view type,
                  std::int64_t version);
// The same of one session, whose versions are the generations of its refresh tokens. A change of an account
// that ends sessions on the way is told by the account's event alone, and so are those that a new session
// pushes out by `session.started`.
struct SessionEvent {
    SessionId session;
    UserId owner;
    std::string_view type;
    std::int64_t version = 1;
    std::optional<bool> new_device{};  // of a sign-in
};
void insert_event(Context& context, postgres::Executor& db, const SessionEvent& event);

enum class Outcome : std::uint8_t { allowed, denied };
BOOST_DESCRIBE_ENUM(Outcome, allowed, denied)
// One access to an account, for the audit.
struct Access {
    std::string_view action;
    std::string_view resource;  // "user", "session", "api_key" or "security_event"
    std::optional<Uuid> resource_id;
    std::optional<PatientId> patient_id{};
    Outcome outcome = Outcome::allowed;
};
void insert_access(Context& context, postgres::Executor& db, const Access& access);
// The accounts of a list, before they are shown: one row for each that is a patient's, or one for the list if
// none is.
void insert_reads(Context& context, postgres::Executor& db, std::string_view action,
                  const std::vector<AccountRow>& shown);

}  // namespace venera::identity
