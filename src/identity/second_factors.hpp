// The second factor of an account: an authenticator app, and ten recovery codes for the day it is lost.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "identity/mails.hpp"
#include "identity/proof_queries.hpp"
#include "identity/reauthentication.hpp"
#include "identity/sessions.hpp"

namespace venera::identity {

struct SecondFactor {
    bool enrolled = false;
    std::optional<Instant> since;
    std::int64_t recovery_codes_left = 0;
    bool required = false;  // by the role: until there is one, only adding one is allowed
};
BOOST_DESCRIBE_STRUCT(SecondFactor, (), (enrolled, since, recovery_codes_left, required))

struct EnrolSecondFactor {
    TriedPassword current_password;
};
BOOST_DESCRIBE_STRUCT(EnrolSecondFactor, (), (current_password))
struct Enrolment {
    std::string secret;  // base 32, for typing
    std::string otpauth_uri;
};
BOOST_DESCRIBE_STRUCT(Enrolment, (), (secret, otpauth_uri))

struct ConfirmSecondFactor {
    TriedSecret code;
};
BOOST_DESCRIBE_STRUCT(ConfirmSecondFactor, (), (code))
struct RecoveryCodes {
    std::vector<std::string> recovery_codes;
};
BOOST_DESCRIBE_STRUCT(RecoveryCodes, (), (recovery_codes))

struct RemoveSecondFactor {
    TriedPassword current_password;
    TriedSecret code;
};
BOOST_DESCRIBE_STRUCT(RemoveSecondFactor, (), (current_password, code))

class SecondFactors {
public:
    SecondFactors(const Secrets& secrets, const Reauthentication& reauthentication, Sessions& sessions,
                  Mails& mails, std::vector<AccountRole> required_of)
        : secrets_(secrets),
          reauthentication_(reauthentication),
          sessions_(sessions),
          mails_(mails),
          required_of_(std::move(required_of)) {}

    SecondFactor get(Context& context);
    // Counts only when the first code is confirmed; until then it may be started again.
    Result<Created<Enrolment>, wrong_password, too_many_attempts, second_factor_exists> enrol(
        Context& context, const EnrolSecondFactor& wish);
    Result<RecoveryCodes, wrong_code, no_second_factor, too_many_attempts> confirm(
        Context& context, const ConfirmSecondFactor& wish);
    Result<NoContent, wrong_password, wrong_code, no_second_factor, too_many_attempts> remove(
        Context& context, const RemoveSecondFactor& wish);
    // DELETE /users/{id}/second-factor, for who lost the device and the codes; the account's sessions end.
    // Not for one's own, which would make a stolen session of an administrator enough.
    Result<NoContent, not_found, own_second_factor> remove_of(Context& context, http::Path<UserId> id);

    // Whether `code` is the account's, of the authenticator or for recovery; it is used up by asking.
    // Requires: the caller counts guesses.
    bool spend(Context& context, postgres::Executor& transaction, UserId account,
               std::string_view code) const;

private:
    // The step whose code this is; nothing if there is none, or the secret is sealed with a lost key.
    std::optional<std::int64_t> step_of(UserId account, const SecondFactorRow& factor, std::string_view code,
                                        Instant now) const;
    void tell_removed(Context& context, postgres::Executor& transaction, const AccountRow& account);

    const Secrets& secrets_;
    const Reauthentication& reauthentication_;
    Sessions& sessions_;
    Mails& mails_;
    std::vector<AccountRole> required_of_;
};

}  // namespace venera::identity
