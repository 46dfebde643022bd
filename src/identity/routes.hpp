// The routes of identity, and the cookies: the refresh token travels in no other way.
#pragma once
#include "identity/identity.hpp"
#include "platform/http/router.hpp"

namespace venera::identity {

// Between HTTP and SigningIn: reads the cookies of a request and writes those of the answer.
class AuthRoutes {
public:
    explicit AuthRoutes(Identity& identity) : identity_(identity) {}

    Result<Created<SignedIn>, email_taken, invalid_input, idempotency_key_reused> register_user(
        Context& context, const RegisterUser& wish, const http::IdempotencyKey& key,
        const http::Request& request, http::ResponseHeaders& headers);
    Result<SignedIn, invalid_credentials, too_many_attempts, second_factor_required> login(
        Context& context, const LoginUser& wish, const http::Request& request,
        http::ResponseHeaders& headers);
    Result<SignedIn, invalid_code, too_many_attempts> complete_login(Context& context,
                                                                     const CompleteLogin& wish,
                                                                     const http::Request& request,
                                                                     http::ResponseHeaders& headers);
    Result<SignedIn, session_ended> refresh(Context& context, const http::Request& request,
                                            http::ResponseHeaders& headers);
    Result<NoContent, wrong_password, invalid_input, too_many_attempts> change_password(
        Context& context, const ChangePassword& wish, const http::Request& request,
        http::ResponseHeaders& headers);
    NoContent logout(Context& context, const http::Request& request, http::ResponseHeaders& headers);
    Rendered<Jwks> jwks(Context& context);

private:
    SignedIn begin(Context& context, const http::Request& request, http::ResponseHeaders& headers,
                   Entry entry);

    Identity& identity_;
};

// `auth` and `identity` outlive the router.
void add_routes(http::Router& router, AuthRoutes& auth, Identity& identity);

}  // namespace venera::identity
