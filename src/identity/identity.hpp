// Identity as a whole, for the composition root: the parts in the order in which they stand on each other. No
// other context calls identity: who calls arrives in the Context.
#pragma once
#include "identity/access_tokens.hpp"
#include "identity/api_keys.hpp"
#include "identity/emails.hpp"
#include "identity/kept_account.hpp"
#include "identity/login_delays.hpp"
#include "identity/mails.hpp"
#include "identity/me.hpp"
#include "identity/passwords.hpp"
#include "identity/reauthentication.hpp"
#include "identity/recovery.hpp"
#include "identity/revoked_sessions.hpp"
#include "identity/second_factors.hpp"
#include "identity/secrets.hpp"
#include "identity/security_events.hpp"
#include "identity/sessions.hpp"
#include "identity/signing_in.hpp"
#include "identity/users.hpp"
#include "platform/http/authenticator.hpp"

namespace venera::identity {

struct Options {
    MailSettings mail;
    TokenNames names;
    DemoAccounts demo_accounts = DemoAccounts::refused;
    Loopback loopback = Loopback::exempt;
    std::vector<AccountRole> second_factor_of;  // roles that must have one
};

// Who sends a request: a person by an access token, a program by an API key.
class Authenticator final : public http::Authenticator {
public:
    Authenticator(AccessTokens& tokens, const ApiKeys& keys) : tokens_(tokens), keys_(keys) {}

    std::optional<Caller> authenticate(std::string_view bearer_token, Instant now) override {
        return tokens_.authenticate(bearer_token, now);
    }
    bool is_expired(std::string_view bearer_token, Instant now) override {
        return tokens_.is_expired(bearer_token, now);
    }
    std::optional<Caller> api_key(std::string_view key, Context& context) override {
        return keys_.caller_of(key, context);
    }

private:
    AccessTokens& tokens_;
    const ApiKeys& keys_;
};

class Identity {
public:
    // All references outlive this object. Whoever has the key of sessions can make some, and a new one signs
    // everybody out.
    Identity(const SecretKeys& secret_keys, const crypto::KeyRing& keys, jobs::CpuPool& pool,
             patients::Patients& patients, directory::Directory& directory, metrics::Metrics& metrics,
             const Options& options);

    // For the edge.
    http::Authenticator& authenticator() { return authenticator_; }
    // Call refresh() once before serving and then every 2 s.
    RevokedSessions& revoked() { return revoked_; }
    // The periodic job: writes the mails for forgotten passwords. Call every second.
    void answer_forgotten(Context& context);
    // The same, less often: deletes what is over.
    static void clean(Context& context);

    SigningIn& signing_in() { return signing_in_; }
    Sessions& sessions() { return sessions_; }
    MyAccount& my_account() { return my_account_; }
    Users& users() { return users_; }
    // For the patients context.
    patients::Keeper& kept_account() { return kept_account_; }
    Recovery& recovery() { return recovery_; }
    Emails& emails() { return emails_; }
    // Whom a message goes to, and what its letters say.
    notifications::Accounts& letters() { return mails_; }
    SecondFactors& second_factors() { return second_factors_; }
    ApiKeys& api_keys() { return api_keys_; }
    SecurityEvents& security_events() { return security_events_; }
    const AccessTokens& tokens() const { return tokens_; }

private:
    RevokedSessions revoked_;
    Secrets secrets_;
    Passwords passwords_;
    LoginDelays delays_;
    AccessTokens tokens_;
    Sessions sessions_;
    Mails mails_;
    Reauthentication reauthentication_;
    SecondFactors second_factors_;
    SigningIn signing_in_;
    MyAccount my_account_;
    Users users_;
    KeptAccount kept_account_;
    Recovery recovery_;
    Emails emails_;
    ApiKeys api_keys_;
    SecurityEvents security_events_;
    Authenticator authenticator_;
};

}  // namespace venera::identity
