// Accounts outside of any request: for the command line and the demo world. And how an account is shown.
#pragma once
#include <string>

#include "identity/queries.hpp"
#include "identity/refusals.hpp"
#include "identity/types.hpp"

namespace venera::identity {

UserView view_of(const AccountRow& account);

// Who an account acts as in a session.
Caller caller_of(const AccountRow& account, SessionId session, std::string address);

bool is_active_admin(const AccountRow& account);

inline constexpr Problem doctors_only{"doctors_only", "only an account of a doctor has one"};
inline constexpr Problem doctor_needed{"required", "an account of a doctor needs one"};
inline constexpr Problem weak_password{
    "too_common", "is too easy to guess: it is a common password, your e-mail address or your name"};

struct NewAdmin {
    Email email;
    Password password;
    Text<100> first_name{"Admin"};
    Text<100> last_name{"Venera"};
};
// Hashes the password on the calling thread. Refuses: a password that is too easy to guess, a taken e-mail
// address.
Result<UserId, invalid_input, email_taken> create_admin(Context& context, const NewAdmin& admin);

}  // namespace venera::identity
