// The e-mail address of an account: proving that it is the owner's, and exchanging it for another, which
// takes the password and a link sent to the new address. A patient's profile has an e-mail address of its
// own, where the practice writes to; as long as it is the one of the account, it goes along.
#pragma once
#include "identity/link_queries.hpp"
#include "identity/mails.hpp"
#include "identity/reauthentication.hpp"
#include "identity/refusals.hpp"
#include "identity/types.hpp"
#include "platform/http/router.hpp"

namespace venera::identity {

class Emails {
public:
    Emails(const Secrets& secrets, const Reauthentication& reauthentication, Mails& mails,
           patients::Patients& patients)
        : secrets_(secrets), reauthentication_(reauthentication), mails_(mails), patients_(patients) {}

    // POST /auth/email/verify: the link of a registration, or of a change.
    Result<NoContent, link_over, email_taken> verify(Context& context, const VerifyEmail& wish);
    // POST /auth/email/resend; harmless for an address that is verified.
    Accepted<NoContent> resend(Context& context);
    // POST /me/email. Whether the new address is free is told to nobody before its owner confirms it.
    Result<Accepted<NoContent>, wrong_password, too_many_attempts> change(Context& context,
                                                                          const ChangeEmail& wish);

private:
    const Secrets& secrets_;
    const Reauthentication& reauthentication_;
    Mails& mails_;
    patients::Patients& patients_;
};

}  // namespace venera::identity
