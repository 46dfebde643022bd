// Identity as a whole, for the composition root: the parts in the order in which they stand on each other. No
// other context calls identity: who calls arrives in the Context.
#pragma once
#include "identity/access_tokens.hpp"
#include "identity/kept_account.hpp"
#include "identity/login_delays.hpp"
#include "identity/me.hpp"
#include "identity/passwords.hpp"
#include "identity/revoked_sessions.hpp"
#include "identity/secrets.hpp"
#include "identity/sessions.hpp"
#include "identity/signing_in.hpp"
#include "identity/users.hpp"

namespace venera::identity {

struct Options {
    TokenNames names;
    DemoAccounts demo_accounts = DemoAccounts::refused;
    Loopback loopback = Loopback::exempt;
};

class Identity {
public:
    // All references outlive this object. `master` is the key of refresh tokens (crypto::SecretFile): whoever
    // has it can make sessions, and a new one signs everybody out.
    Identity(const crypto::SecretKey& master, const crypto::KeyRing& keys, jobs::CpuPool& pool,
             patients::Patients& patients, directory::Directory& directory, metrics::Metrics& metrics,
             const Options& options);

    // For the edge.
    http::Authenticator& authenticator() { return tokens_; }
    // Call refresh() once before serving and then every 2 s.
    RevokedSessions& revoked() { return revoked_; }

    SigningIn& signing_in() { return signing_in_; }
    Sessions& sessions() { return sessions_; }
    MyAccount& my_account() { return my_account_; }
    Users& users() { return users_; }
    // For the patients context.
    patients::Keeper& kept_account() { return kept_account_; }
    const AccessTokens& tokens() const { return tokens_; }

private:
    RevokedSessions revoked_;
    Secrets secrets_;
    Passwords passwords_;
    LoginDelays delays_;
    AccessTokens tokens_;
    Sessions sessions_;
    SigningIn signing_in_;
    MyAccount my_account_;
    Users users_;
    KeptAccount kept_account_;
};

}  // namespace venera::identity
