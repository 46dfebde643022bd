#include "identity/mails.hpp"

#include "identity/handover_queries.hpp"
#include "identity/limits.hpp"

namespace venera::identity {

namespace {

LinkKind link_kind_of(MailKind kind) {
    return kind == MailKind::verify_email ? LinkKind::verify_email : LinkKind::reset_password;
}

notifications::Addressee addressee_of(const AccountRow& account) {
    return {account.email, account.language, account.id};
}

}  // namespace

bool Mails::send(Context& context, postgres::Executor& transaction, const Mail& mail, LinkKind kind,
                 Mailed mailed) {
    const Uuid& link = *mail.link_id;
    const NewLink made{link, kind, mail.user_id, hash_of(secrets_.link_token(link)), mail.recipient};
    if (!insert_link(transaction, made, context.now())) return false;
    if (mailed == Mailed::yes) insert_mail(transaction, mail, context.trace().traceparent());
    return true;
}

bool Mails::send_link(Context& context, postgres::Executor& transaction, const AccountRow& account,
                      MailKind kind) {
    const Instant now = context.now();
    return send(context, transaction,
                {make_uuid(now), kind, account.id, account.email, account.language, make_uuid(now), now},
                link_kind_of(kind));
}

bool Mails::send_link(Context& context, postgres::Executor& transaction, const AccountRow& account,
                      const Email& new_email, Mailed mailed) {
    const Instant now = context.now();
    return send(context, transaction,
                {make_uuid(now), MailKind::confirm_new_email, account.id, new_email.value, account.language,
                 make_uuid(now), now},
                LinkKind::change_email, mailed);
}

void Mails::send_notice(Context& context, postgres::Executor& transaction, const AccountRow& account,
                        MailKind kind) {
    const Instant now = context.now();
    insert_mail(transaction,
                {make_uuid(now), kind, account.id, account.email, account.language, std::nullopt, now},
                context.trace().traceparent());
}

std::optional<notifications::Letter> Mails::letter(Context& context, const Uuid& id) {
    const auto mail = find_mail(context.database(), id, context.clock().now());
    if (!mail) return std::nullopt;
    notifications::Letter letter{{mail->recipient, mail->language, mail->user_id}, {}};
    // The token is behind "#", which browsers keep to themselves: it reaches no server's log.
    if (mail->link_id)
        letter.link =
            web_origin_ + std::string(page_of(mail->kind)) + "#token=" + secrets_.link_token(*mail->link_id);
    return letter;
}

std::optional<notifications::Addressee> Mails::of_patient(Context& context, PatientId patient) {
    const auto account = find_account_of_patient(context.database(), patient);
    if (!account) return std::nullopt;
    return addressee_of(*account);
}

std::optional<notifications::Addressee> Mails::of_booker(Context& context, UserId user) {
    const auto account = find_account(context.database(), user);
    if (!account || account->status != AccountStatus::active || account->role != AccountRole::patient)
        return std::nullopt;
    return addressee_of(*account);
}

std::vector<UserId> Mails::administrators(postgres::Executor& db) { return list_active_admins(db); }

std::optional<notifications::Addressee> Mails::of_administrator(Context& context, UserId user) {
    const auto account = find_account(context.database(), user);
    if (!account || account->status != AccountStatus::active || account->role != AccountRole::admin)
        return std::nullopt;
    return addressee_of(*account);
}

std::optional<Caller> Mails::subscriber(Context& context, UserId user) {
    const auto account = find_account(context.database(), user);
    if (!account || account->status != AccountStatus::active) return std::nullopt;
    Caller caller;
    caller.kind = Caller::Kind::user;
    caller.user_id = account->id;
    caller.patient_id = account->patient_id;
    caller.doctor_id = account->doctor_id;
    if (account->role == AccountRole::patient && account->patient_id) {
        caller.role = Role::patient;
    } else if (account->role == AccountRole::doctor && account->doctor_id) {
        caller.role = Role::doctor;
    } else {
        return std::nullopt;
    }
    return caller;
}

std::optional<notifications::PatientAccount> Mails::account_of(postgres::Executor& db, PatientId patient) {
    const auto id = find_account_of(db, patient);
    const auto account = id ? find_account(db, *id) : std::nullopt;
    if (!account) return std::nullopt;
    return notifications::PatientAccount{account->id, account->role == AccountRole::patient};
}

}  // namespace venera::identity
