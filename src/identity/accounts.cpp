#include "identity/accounts.hpp"

#include "platform/crypto/crypto.hpp"
#include "platform/crypto/password_list.hpp"

namespace venera::identity {

UserView view_of(const AccountRow& account) {
    return {account.id,        account.email,          account.role,          account.first_name,
            account.last_name, account.patient_id,     account.doctor_id,     account.clinic_ids,
            account.status,    account.email_verified, account.second_factor, account.language,
            account.version,   account.created_at,     account.updated_at};
}

bool is_active_admin(const AccountRow& account) {
    return account.role == AccountRole::admin && account.status == AccountStatus::active;
}

Caller caller_of(const AccountRow& account, SessionId session, std::string address) {
    Caller caller;
    caller.kind = Caller::Kind::user;
    caller.role = role_of(account.role);
    caller.user_id = account.id;
    caller.session_id = session;
    if (account.role == AccountRole::patient) caller.patient_id = account.patient_id;
    if (account.role == AccountRole::doctor) caller.doctor_id = account.doctor_id;
    caller.clinic_ids = account.clinic_ids;
    caller.address = std::move(address);
    return caller;
}

Result<UserId, invalid_input, email_taken> create_admin(Context& context, const NewAdmin& admin) {
    if (crypto::too_weak(admin.password.value,
                         {admin.email.value, admin.first_name.value, admin.last_name.value})) {
        return invalid("/password", weak_password);
    }
    AccountRow account;
    account.id = UserId::make(context.now());
    account.email = admin.email.value;
    account.password_hash = crypto::hash_password(admin.password.value);
    account.role = AccountRole::admin;
    account.first_name = admin.first_name.value;
    account.last_name = admin.last_name.value;
    account.language = Language{"en"};
    account.created_at = account.updated_at = context.now();
    postgres::Transaction transaction(context.database());
    if (!insert_account(transaction, account, admin.email.normalised())) return refuse<email_taken>;
    insert_event(context, transaction, account.id, "user.registered", account.version);
    insert_access(context, transaction, {"create", "user", account.id.value});
    transaction.commit();
    return account.id;
}

}  // namespace venera::identity
