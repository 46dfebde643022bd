// Mails of identity: written in the transaction that they tell of, with an event, and read when they are
// sent. A row is kept for some days and then deleted.
#pragma once
#include <string>

#include "identity/link_queries.hpp"
#include "identity/queries.hpp"
#include "identity/secrets.hpp"
#include "notifications/notifications.hpp"
#include "platform/http/context.hpp"

namespace venera::identity {

struct MailSettings {
    std::string web_origin = "http://localhost:8080";  // where the links lead
};

// Whether the link of a new address goes out: not to one that has an account.
enum class Mailed : std::uint8_t { no, yes };

class Mails final : public notifications::Accounts {
public:
    Mails(const Secrets& secrets, const MailSettings& settings)
        : secrets_(secrets), web_origin_(settings.web_origin) {}

    // Both in the caller's transaction. A link that would be one too many for the account is not sent.
    // False then.
    bool send_link(Context& context, postgres::Executor& transaction, const AccountRow& account,
                   MailKind kind);
    bool send_link(Context& context, postgres::Executor& transaction, const AccountRow& account,
                   const Email& new_email, Mailed mailed);
    void send_notice(Context& context, postgres::Executor& transaction, const AccountRow& account,
                     MailKind kind);

    // What a message needs when it is sent.
    std::optional<notifications::Letter> letter(Context& context, const Uuid& id) override;
    std::optional<notifications::Addressee> of_patient(Context& context, PatientId patient) override;
    std::optional<notifications::Addressee> of_booker(Context& context, UserId user) override;
    std::vector<UserId> administrators(postgres::Executor& db) override;
    std::optional<notifications::Addressee> of_administrator(Context& context, UserId user) override;
    std::optional<Caller> subscriber(Context& context, UserId user) override;
    std::string feed_token(const Uuid& feed) const override { return secrets_.feed_token(feed); }
    std::optional<notifications::PatientAccount> account_of(postgres::Executor& db,
                                                            PatientId patient) override;

private:
    bool send(Context& context, postgres::Executor& transaction, const Mail& mail, LinkKind kind,
              Mailed mailed = Mailed::yes);

    const Secrets& secrets_;
    std::string web_origin_;
};

}  // namespace venera::identity
