#include "identity/mails.hpp"

#include "identity/limits.hpp"

namespace venera::identity {

namespace {

// "https://clinic.example:8443" -> "clinic.example"
std::string host_of(const std::string& origin) {
    const auto begin = origin.find("//") + 2;
    return origin.substr(begin, origin.find(':', begin) - begin);
}

LinkKind link_kind_of(MailKind kind) {
    return kind == MailKind::verify_email ? LinkKind::verify_email : LinkKind::reset_password;
}

}  // namespace

Mails::Mails(const Secrets& secrets, const MailSettings& settings)
    : secrets_(secrets),
      web_origin_(settings.web_origin),
      host_(host_of(settings.web_origin)),
      maildir_(settings.directory) {}

bool Mails::send(Context& context, postgres::Executor& transaction, const AccountRow& account,
                 const Mail& mail, LinkKind kind, Mailed mailed) {
    const Uuid& link = *mail.link_id;
    const NewLink made{link, kind, account.id, hash_of(secrets_.link_token(link)), mail.recipient};
    if (!insert_link(transaction, made, context.now())) return false;
    if (mailed == Mailed::yes) insert_mail(transaction, mail);
    return true;
}

bool Mails::send_link(Context& context, postgres::Executor& transaction, const AccountRow& account,
                      MailKind kind) {
    const Instant now = context.now();
    return send(context, transaction, account,
                {make_uuid(now), kind, account.email, account.language, make_uuid(now), now},
                link_kind_of(kind));
}

bool Mails::send_link(Context& context, postgres::Executor& transaction, const AccountRow& account,
                      const Email& new_email, Mailed mailed) {
    const Instant now = context.now();
    return send(
        context, transaction, account,
        {make_uuid(now), MailKind::confirm_new_email, new_email.value, account.language, make_uuid(now), now},
        LinkKind::change_email, mailed);
}

void Mails::send_notice(Context& context, postgres::Executor& transaction, const AccountRow& account,
                        MailKind kind) {
    const Instant now = context.now();
    insert_mail(transaction, {make_uuid(now), kind, account.email, account.language, std::nullopt, now});
}

// The token is behind "#", which browsers keep to themselves: it reaches no server's log.
std::string Mails::link_of(const Mail& mail) const {
    if (!mail.link_id) return {};
    return web_origin_ + std::string(page_of(mail.kind)) + "#token=" + secrets_.link_token(*mail.link_id);
}

void Mails::deliver(Context& context) {
    for (bool more = true; more;) {
        // The rows go when the files are durable: a crash in between delivers them again under their names.
        more = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
            const auto mails = hold_mails(transaction, limits::mails_at_once);
            if (mails.empty()) return false;
            disk_.run(context.wait(), [&] {
                maildir_.prepare();
                for (const Mail& mail : mails) {
                    maildir_.deliver(
                        std::to_string(mail.created_at.epoch_seconds()) + "." + mail.id.text() + ".venera",
                        message_of(mail, link_of(mail), host_));
                }
            });
            std::vector<Uuid> delivered;
            for (const Mail& mail : mails) delivered.push_back(mail.id);
            delete_mails(transaction, delivered);
            return mails.size() == static_cast<std::size_t>(limits::mails_at_once);
        });
    }
}

}  // namespace venera::identity
