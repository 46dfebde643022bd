#include "identity/handover.hpp"

#include "identity/handover_queries.hpp"
#include "identity/queries.hpp"

namespace venera::identity {

namespace {

std::optional<AccountRow> account_of(postgres::Executor& db, PatientId patient) {
    const auto id = find_account_of(db, patient);
    return id ? lock_account(db, *id) : std::nullopt;
}

void write(Context& context, postgres::Executor& transaction, AccountRow& account) {
    account.updated_at = context.now();
    update_account(transaction, account);
    insert_event(context, transaction, account.id, "user.updated", account.version + 1);
    insert_access(context, transaction, {"update", "user", account.id.value, account.patient_id});
}

}  // namespace

void Handover::hold(postgres::Executor& transaction, const std::vector<PatientId>& patients) {
    lock_accounts_of(transaction, patients);
}

void Handover::follow(Context& context, postgres::Executor& transaction, PatientId patient,
                      const patients::PatientChange& change) {
    auto account = account_of(transaction, patient);
    if (!account) return;
    const auto before = *account;
    const auto text = [](const Text<100>& value) { return value.value; };
    change.first_name.apply_to(account->first_name, text);
    change.last_name.apply_to(account->last_name, text);
    change.language.apply_to(account->language);
    if (account->first_name == before.first_name && account->last_name == before.last_name &&
        account->language == before.language)
        return;
    write(context, transaction, *account);
}

void Handover::hand_over(Context& context, postgres::Transaction& transaction, PatientId from, PatientId to) {
    auto account = account_of(transaction, from);
    if (!account) return;
    if (find_account_of(transaction, to)) {
        // Nobody can sign in with it, so it may stay where it is.
        if (account->status == AccountStatus::disabled) return;
        throw patients::AccountsCollide();
    }
    account->patient_id = to;
    write(context, transaction, *account);
    // The patient is a claim of access tokens. Every replica, this one too, finds the ended sessions in the
    // database: told before the commit, it would end them even if the merge came to nothing.
    sessions_.end_all(transaction, account->id, EndReason::role_changed, context.now());
}

}  // namespace venera::identity
