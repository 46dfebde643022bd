// A signed-in user proves the password again before something that an open session alone must not do.
#pragma once
#include "identity/login_delays.hpp"
#include "identity/passwords.hpp"
#include "identity/refusals.hpp"
#include "identity/types.hpp"

namespace venera::identity {

class Reauthentication {
public:
    Reauthentication(const Passwords& passwords, const LoginDelays& delays)
        : passwords_(passwords), delays_(delays) {}

    // The caller's account as it was when the password was right: a transaction that follows must find the
    // same password_hash. A wrong one is counted, delayed and logged as `action`.
    Result<AccountRow, wrong_password, too_many_attempts> prove(Context& context,
                                                                const TriedPassword& password,
                                                                std::string_view action) const;
    // Takes a guess of a code, for which the same delays hold; settle() when it was right.
    Verdict<too_many_attempts> take(Context& context, const Counts& counts) const;
    // What the caller's own guesses are counted under.
    Counts counts(const Context& context, const AccountRow& account, Guessed guessed) const;
    void settle(postgres::Executor& db, const Counts& counts) const { delays_.settle(db, counts); }

private:
    const Passwords& passwords_;
    const LoginDelays& delays_;
};

}  // namespace venera::identity
