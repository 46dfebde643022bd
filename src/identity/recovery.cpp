#include "identity/recovery.hpp"

#include "identity/accounts.hpp"
#include "identity/limits.hpp"
#include "identity/security_events.hpp"
#include "platform/crypto/password_list.hpp"

namespace venera::identity {

Accepted<NoContent> Recovery::forgot(Context& context, const ForgotPassword& wish) {
    insert_forgotten(context.database(), wish.email.normalised(), context.now());
    return {};
}

void Recovery::send_links(Context& context) {
    // One by one, so that who holds one account waits for no other.
    for (bool more = true; more;) {
        more = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
            const auto email = take_forgotten(transaction);
            if (email) send_link(context, transaction, *email);
            return email.has_value();
        });
    }
}

void Recovery::send_link(Context& context, postgres::Transaction& transaction, const std::string& email) {
    const auto found = find_account_by_email(transaction, email);
    // Locked, so that another address or password, which ends links, comes before and is seen, or after and
    // ends this one.
    const auto account = found ? lock_account(transaction, found->id) : std::nullopt;
    if (!account || account->status != AccountStatus::active || Email{account->email}.normalised() != email)
        return;
    insert_access(context, transaction, {"forgot_password", "user", account->id.value, account->patient_id});
    if (mails_.send_link(context, transaction, *account, MailKind::reset_password))
        insert_event(context, transaction, account->id, "user.password_forgotten", account->version);
}

Result<NoContent, link_over, invalid_input> Recovery::reset(Context& context, const ResetPassword& wish) {
    const auto id = secrets_.read_link_token(wish.token.value);
    if (!id) return refuse<link_over>;
    const auto link = find_link(context.database(), *id, hash_of(wish.token.value), context.now());
    const auto account = link && link->kind == LinkKind::reset_password
                             ? find_account(context.database(), link->user_id)
                             : std::nullopt;
    if (!account || account->status != AccountStatus::active) return refuse<link_over>;
    if (crypto::too_weak(wish.new_password.value,
                         {account->email, account->first_name, account->last_name})) {
        return invalid("/new_password", weak_password);
    }
    const std::string hash = passwords_.hash(context, wish.new_password.value);
    const auto ended = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        // The lock orders us before or after a change of the account; of two requests with one token, the
        // second finds it used.
        const auto now = lock_account(transaction, account->id);
        if (!now || now->status != AccountStatus::active || !use_link(transaction, *id, context.now()))
            return std::optional<std::vector<SessionId>>{};
        update_password(transaction, now->id, hash, context.now());
        const std::string email = Email{link->email}.normalised();
        const bool verified = mark_email_verified(transaction, now->id, email, context.now());
        // Who guessed at the old password must not keep its owner from signing in with the new one.
        delays_.settle(transaction, delays_.counts(Email{now->email}.normalised(), std::nullopt,
                                                   context.caller().address));
        insert_event(context, transaction, now->id, "user.password_reset", now->version + (verified ? 2 : 1));
        insert_access(context, transaction, {"reset_password", "user", now->id.value, now->patient_id});
        note(context, transaction, now->id, SecurityEventType::password_reset);
        mails_.send_notice(context, transaction, *now, MailKind::password_changed);
        return std::optional{
            sessions_.end_all(transaction, now->id, EndReason::password_reset, context.now())};
    });
    if (!ended) return refuse<link_over>;
    sessions_.ended(*ended, context.now());
    return NoContent{};
}

}  // namespace venera::identity
