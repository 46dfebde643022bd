#include "identity/emails.hpp"

#include "identity/queries.hpp"
#include "identity/security_events.hpp"

namespace venera::identity {

Result<NoContent, link_over, email_taken> Emails::verify(Context& context, const VerifyEmail& wish) {
    using Answer = Result<NoContent, link_over, email_taken>;
    const auto id = secrets_.read_link_token(wish.token.value);
    if (!id) return refuse<link_over>;
    const auto link = find_link(context.database(), *id, hash_of(wish.token.value), context.now());
    if (!link || link->kind == LinkKind::reset_password) return refuse<link_over>;
    const Email email{link->email};
    try {
        return in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Answer {
            const auto account = lock_account(transaction, link->user_id);
            if (!account || account->status != AccountStatus::active) return refuse<link_over>;
            // Of two requests with one token, the second finds it used.
            if (!use_link(transaction, *id, context.now())) return refuse<link_over>;
            insert_access(context, transaction,
                          {"verify_email", "user", account->id.value, account->patient_id});
            if (link->kind == LinkKind::verify_email) {
                if (mark_email_verified(transaction, account->id, email.normalised(), context.now()))
                    insert_event(context, transaction, account->id, "user.email_verified",
                                 account->version + 1);
                return NoContent{};
            }
            update_email(transaction, account->id, email.value, email.normalised(), context.now());
            // Links that went to the old address prove nothing any more.
            end_links(transaction, account->id, context.now());
            insert_event(context, transaction, account->id, "user.email_changed", account->version + 1);
            note(context, transaction, account->id, SecurityEventType::email_changed);
            mails_.send_notice(context, transaction, *account, MailKind::email_changed);
            if (account->patient_id)
                patients_.replace_email(context, transaction, *account->patient_id,
                                        {Email{account->email}, email});
            return NoContent{};
        });
    } catch (const postgres::ConstraintViolation& violation) {
        if (violation.constraint == "users_email_taken") return refuse<email_taken>;
        throw;
    }
}

Accepted<NoContent> Emails::resend(Context& context) {
    in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        // Locked, so that another address comes before and is written to, or after and ends the link.
        const auto account = lock_account(transaction, context.caller().user_id);
        if (!account || account->email_verified) return;
        if (mails_.send_link(context, transaction, *account, MailKind::verify_email))
            insert_event(context, transaction, account->id, "user.verification_requested", account->version);
        insert_access(context, transaction,
                      {"resend_verification", "user", account->id.value, account->patient_id});
    });
    return {};
}

Result<Accepted<NoContent>, wrong_password, too_many_attempts> Emails::change(Context& context,
                                                                              const ChangeEmail& wish) {
    const auto account = reauthentication_.prove(context, wish.current_password, "change_email");
    if (!account) return Result<Accepted<NoContent>, wrong_password, too_many_attempts>::refused(account);
    const bool asked = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        // Locked, so that a new password or the end of the account comes before, and this is refused, or
        // after, and ends the link.
        const auto now = lock_account(transaction, account->id);
        if (!now || now->password_hash != account->password_hash || now->status != AccountStatus::active)
            return false;
        insert_access(context, transaction, {"change_email", "user", now->id.value, now->patient_id});
        // Whoever has the address already learns nothing from us; and neither does the caller, by what comes
        // to the old one: the link is made and counted, and only its mail is not written.
        const auto mailed =
            is_email_taken(transaction, wish.new_email.normalised()) ? Mailed::no : Mailed::yes;
        if (mails_.send_link(context, transaction, *now, wish.new_email, mailed))
            mails_.send_notice(context, transaction, *now, MailKind::email_change_requested);
        insert_event(context, transaction, now->id, "user.email_change_requested", now->version);
        return true;
    });
    if (!asked) return refuse<wrong_password>;
    return Accepted<NoContent>{};
}

}  // namespace venera::identity
