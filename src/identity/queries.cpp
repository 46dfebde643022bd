#include "identity/queries.hpp"

#include <cstdlib>

#include "identity/limits.hpp"

namespace venera::identity {

namespace {

using postgres::Statement;
using OptionalText = std::optional<std::string>;

const Statement<void(UserId, std::string, std::string, OptionalText, AccountRole, std::string, std::string,
                     std::optional<PatientId>, std::optional<DoctorId>, std::vector<ClinicId>, bool, Language,
                     Instant)>
    add_account{"identity.insert_account", R"sql(
    insert into identity.users (id, email, email_normalised, password_hash, role, first_name, last_name,
                                patient_id, doctor_id, clinic_ids, demo, language, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
        on conflict on constraint users_email_taken do nothing)sql"};

const Statement<bool(std::string)> email_taken_already{"identity.is_email_taken", R"sql(
    select exists (select from identity.users where email_normalised = $1))sql"};

const Statement<AccountRow(UserId)> select_account{"identity.find_account", R"sql(
    select id, email, password_hash, role, first_name, last_name, patient_id, doctor_id, clinic_ids, status,
           email_verified, second_factor, demo, language, version, created_at, updated_at
      from identity.users
     where id = $1)sql"};

const Statement<AccountRow(PatientId)> select_account_of_patient{"identity.find_account_of_patient", R"sql(
    select id, email, password_hash, role, first_name, last_name, patient_id, doctor_id, clinic_ids, status,
           email_verified, second_factor, demo, language, version, created_at, updated_at
      from identity.users
     where patient_id = $1 and status = 'active')sql"};

const Statement<AccountRow(std::string)> select_account_by_email{"identity.find_account_by_email", R"sql(
    select id, email, password_hash, role, first_name, last_name, patient_id, doctor_id, clinic_ids, status,
           email_verified, second_factor, demo, language, version, created_at, updated_at
      from identity.users
     where email_normalised = $1)sql"};

const Statement<AccountRow(UserId)> select_account_for_update{"identity.lock_account", R"sql(
    select id, email, password_hash, role, first_name, last_name, patient_id, doctor_id, clinic_ids, status,
           email_verified, second_factor, demo, language, version, created_at, updated_at
      from identity.users
     where id = $1
       for no key update)sql"};

const Statement<void(UserId, AccountRole, std::string, std::string, std::optional<PatientId>,
                     std::optional<DoctorId>, std::vector<ClinicId>, AccountStatus, Language, Instant)>
    change_account{"identity.update_account", R"sql(
    update identity.users
       set role = $2, first_name = $3, last_name = $4, patient_id = $5, doctor_id = $6, clinic_ids = $7,
           status = $8, language = $9, updated_at = $10, version = version + 1
     where id = $1)sql"};

const Statement<void(UserId, std::string, Instant)> change_password{"identity.update_password", R"sql(
    update identity.users
       set password_hash = $2, updated_at = $3, version = version + 1
     where id = $1)sql"};

const Statement<UserId()> hold_active_admins{"identity.lock_active_admins", R"sql(
    select id
      from identity.users
     where role = 'admin' and status = 'active'
     order by id
       for no key update)sql"};

const Statement<UserId()> select_active_admins{"identity.list_active_admins", R"sql(
    select id from identity.users where role = 'admin' and status = 'active' order by id)sql"};

const Statement<AccountRow(std::optional<AccountRole>, std::optional<AccountStatus>, UserId, std::int32_t)>
    select_accounts{"identity.list_accounts", R"sql(
    select id, email, password_hash, role, first_name, last_name, patient_id, doctor_id, clinic_ids, status,
           email_verified, second_factor, demo, language, version, created_at, updated_at
      from identity.users
     where ($1::text is null or role = $1)
       and ($2::text is null or status = $2)
       and id > $3
     order by id
     limit $4::int4)sql"};

// What many are called is soon found among the next accounts...
const Statement<AccountRow(std::optional<AccountRole>, std::optional<AccountStatus>, UserId, std::int32_t,
                           std::string, std::int32_t)>
    search_next{"identity.search_next_accounts", R"sql(
    select id, email, password_hash, role, first_name, last_name, patient_id, doctor_id, clinic_ids, status,
           email_verified, second_factor, demo, language, version, created_at, updated_at
      from (select id, email, email_normalised, password_hash, role, first_name, last_name, patient_id,
                   doctor_id, clinic_ids, status, email_verified, second_factor, demo, language, version,
                   created_at, updated_at
              from identity.users
             where ($1::text is null or role = $1)
               and ($2::text is null or status = $2)
               and id > $3
             order by id
             limit $6::int4) next
     where platform.fold(' ' || first_name || ' ' || last_name || ' ' || email_normalised)
           like identity.containing($5)
     order by id
     limit $4::int4)sql"};

// ... and what few are called, by the index. Left to itself, the planner would now and then walk through all
// accounts for the sake of their order.
const Statement<AccountRow(std::optional<AccountRole>, std::optional<AccountStatus>, UserId, std::int32_t,
                           std::string)>
    search_all{"identity.search_accounts", R"sql(
    with found as materialized (
        select id
          from identity.users
         where ($1::text is null or role = $1)
           and ($2::text is null or status = $2)
           and id > $3
           and platform.fold(' ' || first_name || ' ' || last_name || ' ' || email_normalised)
               like identity.containing($5)
    )
    select id, email, password_hash, role, first_name, last_name, patient_id, doctor_id, clinic_ids, status,
           email_verified, second_factor, demo, language, version, created_at, updated_at
      from identity.users
     where id in (select id from found order by id limit $4::int4)
     order by id)sql"};

const Statement<void(UserId, std::string, std::int32_t, std::string, Instant, Uuid)> add_event{
    "identity.insert_event", R"sql(
    insert into identity.outbox (id, aggregate_id, type, version, payload, traceparent, created_at, due_at)
    values ($6, $1::uuid, $2, $3::int4,
            jsonb_build_object('user_id', $1::uuid, 'version', $3::int4), $4, $5, $5))sql"};

const Statement<void(SessionId, UserId, std::string, std::int32_t, std::string, Instant, Uuid,
                     std::optional<bool>)>
    add_session_event{"identity.insert_session_event", R"sql(
    insert into identity.outbox (id, aggregate_id, type, version, payload, traceparent, created_at, due_at)
    values ($7, $1::uuid, $3, $4::int4,
            jsonb_strip_nulls(jsonb_build_object('session_id', $1::uuid, 'user_id', $2::uuid,
                                                 'version', $4::int4, 'new_device', $8::boolean)),
            $5, $6, $6)
)sql"};

const Statement<void(Instant, std::optional<UserId>, std::string, std::optional<PatientId>, std::string,
                     std::string, std::optional<Uuid>, std::string, OptionalText, std::string, Outcome,
                     OptionalText)>
    add_access{"identity.insert_access", R"sql(
    insert into identity.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                     resource_id, purpose, purpose_reason, request_id, outcome, address)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql"};

const Statement<void(std::string, std::string, Bytes, UserId, Instant)> add_request{
    "identity.remember_request", R"sql(
    insert into identity.idempotency (caller, key, fingerprint, resource_id, status, created_at)
    values ($1, $2, $3, $4, 201, $5)
        on conflict (caller, key) do nothing)sql"};

const Statement<void(Instant, std::optional<UserId>, std::string, std::vector<PatientId>, std::string,
                     std::vector<UserId>, std::string, OptionalText, std::string, OptionalText)>
    add_reads{"identity.insert_reads", R"sql(
    insert into identity.access_log (occurred_at, actor_id, actor_role, patient_id, action, resource,
                                     resource_id, purpose, purpose_reason, request_id, outcome, address)
    select $1::timestamptz, $2::uuid, $3::text, shown.patient_id, $5::text, 'user', shown.user_id, $7::text,
           $8::text, $9::text, 'allowed', $10::text
      from unnest($4::uuid[], $6::uuid[]) as shown (patient_id, user_id))sql"};

const Statement<RememberedRow(std::string, std::string)> select_request{"identity.find_request", R"sql(
    select fingerprint, resource_id
      from identity.idempotency
     where caller = $1 and key = $2)sql"};

std::string actor_role(const Caller& caller) {
    switch (caller.kind) {
        case Caller::Kind::nobody:
            return "nobody";
        case Caller::Kind::job:
            return "system";
        case Caller::Kind::user:
            return std::string(http::name_of(caller.role));
    }
    std::abort();
}

}  // namespace

bool insert_account(postgres::Executor& db, const AccountRow& account, const std::string& email_normalised) {
    return db.run(add_account, account.id, account.email, email_normalised, account.password_hash,
                  account.role, account.first_name, account.last_name, account.patient_id, account.doctor_id,
                  account.clinic_ids, account.demo, account.language, account.created_at) == 1;
}

bool is_email_taken(postgres::Executor& db, const std::string& email_normalised) {
    return db.one(email_taken_already, email_normalised);
}

std::optional<AccountRow> find_account(postgres::Executor& db, UserId id) {
    return db.maybe(select_account, id);
}

std::optional<AccountRow> find_account_of_patient(postgres::Executor& db, PatientId patient) {
    return db.maybe(select_account_of_patient, patient);
}

std::optional<AccountRow> find_account_by_email(postgres::Executor& db, const std::string& email_normalised) {
    return db.maybe(select_account_by_email, email_normalised);
}

std::optional<AccountRow> lock_account(postgres::Executor& db, UserId id) {
    return db.maybe(select_account_for_update, id);
}

void update_account(postgres::Executor& db, const AccountRow& account) {
    db.run(change_account, account.id, account.role, account.first_name, account.last_name,
           account.patient_id, account.doctor_id, account.clinic_ids, account.status, account.language,
           account.updated_at);
}

void update_password(postgres::Executor& db, UserId id, const std::string& password_hash, Instant now) {
    db.run(change_password, id, password_hash, now);
}

std::vector<UserId> lock_active_admins(postgres::Executor& db) { return db.all(hold_active_admins); }

std::vector<UserId> list_active_admins(postgres::Executor& db) { return db.all(select_active_admins); }

std::vector<AccountRow> list_accounts(postgres::Executor& db, const AccountFilter& filter,
                                      std::int32_t limit) {
    const UserId after = filter.after.value_or(UserId{});
    if (!filter.q) return db.all(select_accounts, filter.role, filter.status, after, limit);
    auto next =
        db.all(search_next, filter.role, filter.status, after, limit, *filter.q, limits::accounts_walked);
    if (next.size() == static_cast<std::size_t>(limit)) return next;
    return db.all(search_all, filter.role, filter.status, after, limit, *filter.q);
}

void insert_event(Context& context, postgres::Executor& db, UserId user, std::string_view type,
                  std::int64_t version) {
    db.run(add_event, user, std::string(type), static_cast<std::int32_t>(version),
           context.trace().traceparent(), context.now(), make_uuid(context.now()));
}

void insert_event(Context& context, postgres::Executor& db, const SessionEvent& event) {
    db.run(add_session_event, event.session, event.owner, std::string(event.type),
           static_cast<std::int32_t>(event.version), context.trace().traceparent(), context.now(),
           make_uuid(context.now()), event.new_device);
}

void insert_access(Context& context, postgres::Executor& db, const Access& access) {
    const Caller& caller = context.caller();
    const auto actor = caller.signed_in() ? std::optional{caller.user_id} : std::nullopt;
    const auto address = caller.address.empty() ? std::nullopt : std::optional{caller.address};
    db.run(add_access, context.now(), actor, actor_role(caller), access.patient_id,
           std::string(access.action), std::string(access.resource), access.resource_id, context.purpose,
           context.purpose_reason, context.request_id(), access.outcome, address);
}

void insert_reads(Context& context, postgres::Executor& db, std::string_view action,
                  const std::vector<AccountRow>& shown) {
    std::vector<PatientId> patients;
    std::vector<UserId> users;
    for (const AccountRow& account : shown) {
        if (!account.patient_id) continue;
        patients.push_back(*account.patient_id);
        users.push_back(account.id);
    }
    if (patients.empty()) return insert_access(context, db, {action, "user", std::nullopt});
    const Caller& caller = context.caller();
    const auto actor = caller.signed_in() ? std::optional{caller.user_id} : std::nullopt;
    const auto address = caller.address.empty() ? std::nullopt : std::optional{caller.address};
    db.run(add_reads, context.now(), actor, actor_role(caller), patients, std::string(action), users,
           context.purpose, context.purpose_reason, context.request_id(), address);
}

bool remember_request(postgres::Executor& db, const std::string& caller, const std::string& key,
                      const Bytes& fingerprint, UserId resource, Instant now) {
    return db.run(add_request, caller, key, fingerprint, resource, now) == 1;
}

std::optional<RememberedRow> find_request(postgres::Executor& db, const std::string& caller,
                                          const std::string& key) {
    return db.maybe(select_request, caller, key);
}

}  // namespace venera::identity
