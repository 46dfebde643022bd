// A forgotten password: the question is only written down, so that neither answer nor time tells whether
// there is such an account; a job sends the link; who brings its token chooses a new password.
#pragma once
#include "identity/link_queries.hpp"
#include "identity/login_delays.hpp"
#include "identity/mails.hpp"
#include "identity/passwords.hpp"
#include "identity/refusals.hpp"
#include "identity/sessions.hpp"
#include "identity/types.hpp"
#include "platform/http/router.hpp"

namespace venera::identity {

class Recovery {
public:
    Recovery(const Secrets& secrets, const Passwords& passwords, const LoginDelays& delays,
             Sessions& sessions, Mails& mails)
        : secrets_(secrets), passwords_(passwords), delays_(delays), sessions_(sessions), mails_(mails) {}

    Accepted<NoContent> forgot(Context& context, const ForgotPassword& wish);
    Result<NoContent, link_over, invalid_input> reset(Context& context, const ResetPassword& wish);

    // The periodic job: sends the links that were asked for.
    void send_links(Context& context);

private:
    void send_link(Context& context, postgres::Transaction& transaction, const std::string& email);

    const Secrets& secrets_;
    const Passwords& passwords_;
    const LoginDelays& delays_;
    Sessions& sessions_;
    Mails& mails_;
};

}  // namespace venera::identity
