// Mails on their way: written in the transaction that they tell of, and delivered by a periodic job to the
// Maildir below the data directory, at least once. Whatever sends them on takes them from there.
#pragma once
#include <string>

#include "identity/link_queries.hpp"
#include "identity/maildir.hpp"
#include "identity/queries.hpp"
#include "identity/secrets.hpp"
#include "platform/http/context.hpp"
#include "platform/jobs/cpu_pool.hpp"

namespace venera::identity {

struct MailSettings {
    std::string directory;
    std::string web_origin = "http://localhost:8080";  // where the links lead
};

// Whether the link of a new address goes out: not to one that has an account.
enum class Mailed : std::uint8_t { no, yes };

class Mails {
public:
    Mails(const Secrets& secrets, const MailSettings& settings);

    // Both in the caller's transaction. A link that would be one too many for the account is not sent.
    // False then.
    bool send_link(Context& context, postgres::Executor& transaction, const AccountRow& account,
                   MailKind kind);
    bool send_link(Context& context, postgres::Executor& transaction, const AccountRow& account,
                   const Email& new_email, Mailed mailed);
    void send_notice(Context& context, postgres::Executor& transaction, const AccountRow& account,
                     MailKind kind);

    // The periodic job.
    void deliver(Context& context);

private:
    bool send(Context& context, postgres::Executor& transaction, const AccountRow& account, const Mail& mail,
              LinkKind kind, Mailed mailed = Mailed::yes);
    std::string link_of(const Mail& mail) const;

    const Secrets& secrets_;
    std::string web_origin_;
    std::string host_;
    Maildir maildir_;
    jobs::CpuPool disk_{1, 1, std::chrono::seconds{30}};  // waiting for the disk must not hold up a loop
};

}  // namespace venera::identity
