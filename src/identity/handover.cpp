#include "identity/handover.hpp"

#include "identity/handover_queries.hpp"
#include "identity/queries.hpp"

namespace venera::identity {

void Handover::hand_over(Context& context, postgres::Transaction& transaction, PatientId from, PatientId to) {
    const auto id = find_account_of(transaction, from);
    if (!id) return;
    auto account = lock_account(transaction, *id);
    if (!account) return;
    account->patient_id = to;
    account->updated_at = context.now();
    try {
        update_account(transaction, *account);
    } catch (const postgres::ConstraintViolation& violation) {
        if (violation.constraint == "users_one_per_patient") throw patients::AccountsCollide();
        throw;
    }
    insert_event(context, transaction, account->id, "user.updated", account->version + 1);
    insert_access(context, transaction, {"update", "user", account->id.value, to});
    // The patient is a claim of access tokens. Every replica, this one too, finds the ended sessions in the
    // database: told before the commit, it would end them even if the merge came to nothing.
    sessions_.end_all(transaction, account->id, EndReason::role_changed, context.now());
}

}  // namespace venera::identity
