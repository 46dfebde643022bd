// Becoming somebody: register, sign in, stay signed in (refresh), sign out, change the password.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "identity/access_tokens.hpp"
#include "identity/login_delays.hpp"
#include "identity/mails.hpp"
#include "identity/passwords.hpp"
#include "identity/reauthentication.hpp"
#include "identity/refusals.hpp"
#include "identity/second_factors.hpp"
#include "identity/sessions.hpp"
#include "identity/types.hpp"
#include "patients/patients.hpp"
#include "platform/http/answer.hpp"
#include "platform/http/router.hpp"
#include "platform/metrics/metrics.hpp"

namespace venera::identity {

// Demo accounts have a published password: they may sign in only where the operator said so (serve --demo).
enum class DemoAccounts : std::uint8_t { refused, admitted };

// What a browser or program brings along, from the headers of its request.
struct Client {
    std::optional<std::string> refresh_token;
    std::optional<std::string> device_token;
    std::optional<std::string> user_agent;
};

// Somebody is signed in: the answer, and what goes into cookies.
struct Entry {
    SignedIn answer;
    OpenedSession session;
    std::optional<std::string> device_token;  // absent: leave the cookie as it is
    Replay replay = Replay::no;
};

// Of the device that changed the password, which stays known; the others do not.
struct PasswordChanged {
    std::optional<std::string> device_token;  // absent: it was not known
};

// The parts that SigningIn stands on; all outlive it.
struct SigningInParts {
    const Secrets& secrets;
    const Passwords& passwords;
    const LoginDelays& delays;
    const AccessTokens& tokens;
    const Reauthentication& reauthentication;
    Sessions& sessions;
    const SecondFactors& second_factors;
    Mails& mails;
    patients::Patients& patients;
    metrics::Metrics& metrics;
};

class SigningIn {
public:
    SigningIn(const SigningInParts& parts, DemoAccounts demo_accounts);

    Result<Entry, email_taken, invalid_input, idempotency_key_reused> register_user(
        Context& context, const RegisterUser& wish, const http::IdempotencyKey& key, const Client& client);
    Result<Entry, invalid_credentials, too_many_attempts, second_factor_required> login(Context& context,
                                                                                        const LoginUser& wish,
                                                                                        const Client& client);
    // The other half of a sign-in with a second factor.
    Result<Entry, invalid_code, too_many_attempts> complete_login(Context& context, const CompleteLogin& wish,
                                                                  const Client& client);
    Result<Entry, session_ended> refresh(Context& context, const Client& client);
    // Harmless without a session.
    void logout(Context& context, const Client& client);
    Result<PasswordChanged, wrong_password, invalid_input, too_many_attempts> change_password(
        Context& context, const ChangePassword& wish, const Client& client);

private:
    std::optional<Entry> enter(Context& context, const AccountRow& account, const Counts& counts,
                               const Client& client);
    Verdict<too_many_attempts> take(Context& context, const Counts& counts);
    std::optional<Uuid> known_device(const Client& client, const std::optional<AccountRow>& account) const;
    Entry entry(Context& context, const AccountRow& account, OpenedSession session);
    Result<Entry, email_taken, idempotency_key_reused> repeat_registration(Context& context,
                                                                           const RegisterUser& wish,
                                                                           const http::IdempotencyKey& key,
                                                                           const RememberedRow& remembered,
                                                                           const Client& client);
    std::optional<FamilyRow> successor(Context& context, const RefreshToken& token);
    void end_stolen(Context& context, const FamilyRow& family);
    static void log_denied(Context& context, std::string_view action,
                           const std::optional<AccountRow>& account);
    bool may_sign_in(const AccountRow& account) const;
    void count_login(std::string_view outcome);

    SigningInParts parts_;
    DemoAccounts demo_accounts_;
};

}  // namespace venera::identity
