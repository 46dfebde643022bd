#include "identity/routes.hpp"

#include "identity/limits.hpp"
#include "platform/values/card_numbers.hpp"

namespace venera::identity {

namespace {

// Over TLS the names carry the prefix that makes browsers insist on Secure and on this very host.
std::string cookie_name(const http::Request& request, std::string_view name) {
    return (request.secure ? "__Host-venera_" : "venera_") + std::string(name);
}

void set_cookie(const http::Request& request, http::ResponseHeaders& headers, std::string_view name,
                std::string_view value, std::int64_t max_age_seconds) {
    std::string cookie = cookie_name(request, name) + "=" + std::string(value) +
                         "; Path=/; Max-Age=" + std::to_string(max_age_seconds) +
                         "; HttpOnly; SameSite=Strict";
    if (request.secure) cookie += "; Secure";
    headers.add("Set-Cookie", cookie);
}

std::optional<std::string> cookie_of(const http::Request& request, std::string_view name) {
    const auto value = request.cookie(cookie_name(request, name));
    return value ? std::optional{std::string(*value)} : std::nullopt;
}

// Printable ASCII, at most 200 characters: enough to recognise a device in the list of sessions.
std::optional<std::string> user_agent_of(const http::Request& request) {
    const auto header = request.header("user-agent");
    if (!header || header->empty() || holds_card_number(*header)) return std::nullopt;
    std::string text;
    for (const char c : header->substr(0, 200)) text += c >= ' ' && c <= '~' ? c : '?';
    return text;
}

Client client_of(const http::Request& request) {
    return {cookie_of(request, "refresh"), cookie_of(request, "device"), user_agent_of(request)};
}

void set_device(const http::Request& request, http::ResponseHeaders& headers,
                const std::optional<std::string>& token) {
    const std::chrono::seconds life = limits::device_cookie_life;
    if (token) set_cookie(request, headers, "device", *token, life.count());
}

SignedIn enter(Context& context, const http::Request& request, http::ResponseHeaders& headers, Entry entry) {
    const auto left = std::chrono::floor<std::chrono::seconds>(entry.session.ends_at - context.now());
    set_cookie(request, headers, "refresh", entry.session.refresh_token, left.count());
    set_device(request, headers, entry.device_token);
    return std::move(entry.answer);
}

void add_address_routes(http::Router& router, Recovery& recovery, Emails& emails) {
    using http::Access;
    router.post<Access::anyone>("/api/v1/auth/password/forgot", recovery, &Recovery::forgot)
        .summary("Ask for a link to choose a new password; the answer tells nothing about accounts")
        .allow_expired_token()
        .limit(http::RateClass::authentication);
    router.post<Access::anyone>("/api/v1/auth/password/reset", recovery, &Recovery::reset)
        .summary("Choose a new password with the token of a link; every session ends")
        .allow_expired_token()
        .limit(http::RateClass::authentication);
    router.post<Access::anyone>("/api/v1/auth/email/verify", emails, &Emails::verify)
        .summary("Confirm an e-mail address, or a new one, with the token of a link")
        .allow_expired_token()
        .limit(http::RateClass::authentication);
    router.post<Access::signed_in>("/api/v1/auth/email/resend", emails, &Emails::resend)
        .summary("Send the link that confirms your address once more")
        .limit(http::RateClass::authentication);
    router.post<Access::signed_in>("/api/v1/me/email", emails, &Emails::change)
        .summary("Ask for another e-mail address, which a link sent there confirms")
        .limit(http::RateClass::authentication);
}

void add_second_factor_routes(http::Router& router, SecondFactors& factors) {
    using http::Access;
    router.get<Access::signed_in>("/api/v1/me/second-factor", factors, &SecondFactors::get)
        .summary("Whether you have a second factor, and whether you must")
        .while_enrolling();
    router.post<Access::signed_in>("/api/v1/me/second-factor", factors, &SecondFactors::enrol)
        .summary("Begin to add a second factor: the secret for an authenticator app")
        .limit(http::RateClass::authentication)
        .while_enrolling();
    router.post<Access::signed_in>("/api/v1/me/second-factor/confirm", factors, &SecondFactors::confirm)
        .summary("Add it with a first code; the recovery codes are shown this once")
        .limit(http::RateClass::authentication)
        .while_enrolling();
    router.del<Access::signed_in>("/api/v1/me/second-factor", factors, &SecondFactors::remove)
        .summary("Remove it with the password and a code")
        .limit(http::RateClass::authentication);
    router.del<Access::admin>("/api/v1/users/{id}/second-factor", factors, &SecondFactors::remove_of)
        .summary("Remove the second factor of somebody who lost it; their sessions end");
}

void add_key_routes(http::Router& router, ApiKeys& keys) {
    using http::Access;
    router.get<Access::admin>("/api/v1/api-keys", keys, &ApiKeys::list)
        .summary("The API keys, without the keys");
    router.post<Access::admin>("/api/v1/api-keys", keys, &ApiKeys::create)
        .summary("Make an API key, which is shown this once");
    router.del<Access::admin>("/api/v1/api-keys/{id}", keys, &ApiKeys::revoke).summary("Revoke an API key");
}

void add_own_routes(http::Router& router, AuthRoutes& auth, Identity& identity) {
    using http::Access;
    router.post<Access::signed_in>("/api/v1/auth/password/change", auth, &AuthRoutes::change_password)
        .summary("Change the password; every other session ends")
        .limit(http::RateClass::authentication);
    router.get<Access::signed_in>("/api/v1/me", identity.my_account(), &MyAccount::get)
        .summary("Your account, with the patient or doctor that it stands for")
        .while_enrolling();
    router.patch<Access::signed_in>("/api/v1/me", identity.my_account(), &MyAccount::change)
        .summary("Change your names, language and contact");
    router.get<Access::signed_in>("/api/v1/me/sessions", identity.sessions(), &Sessions::list)
        .summary("Where you are signed in");
    router.del<Access::signed_in>("/api/v1/me/sessions/{id}", identity.sessions(), &Sessions::end)
        .summary("Sign out one of your sessions");
    router.del<Access::signed_in>("/api/v1/me/sessions", identity.sessions(), &Sessions::end_others)
        .summary("Sign out everywhere but here");
    router.del<Access::admin>("/api/v1/users/{id}/sessions", identity.sessions(), &Sessions::end_all_of)
        .summary("Sign out an account everywhere");
    router.get<Access::admin>("/api/v1/users/{id}/sessions", identity.sessions(), &Sessions::list_of)
        .summary("Where an account is signed in");
    router
        .del<Access::admin>("/api/v1/users/{id}/sessions/{session_id}", identity.sessions(),
                            &Sessions::end_of)
        .summary("Sign out one session of an account");
    router
        .get<Access::signed_in>("/api/v1/me/security-events", identity.security_events(),
                                &SecurityEvents::list)
        .summary("What happened to the safety of your account in the last year, newest first");
}

void add_user_routes(http::Router& router, Users& users) {
    using http::Access;
    router.get<Access::admin>("/api/v1/users", users, &Users::list).summary("The accounts");
    router.post<Access::admin>("/api/v1/users/search", users, &Users::search)
        .summary("Find accounts by name or e-mail address");
    router.post<Access::admin>("/api/v1/users", users, &Users::create).summary("Add an account");
    router.get<Access::admin>("/api/v1/users/{id}", users, &Users::get).summary("One account");
    router.patch<Access::admin>("/api/v1/users/{id}", users, &Users::change)
        .summary("Change an account; a new role, doctor or clinics end its sessions");
    router.del<Access::admin>("/api/v1/users/{id}", users, &Users::disable).summary("Disable an account");
}

}  // namespace

// The cookie of whoever was signed in here before is replaced, so their session ends with it.
SignedIn AuthRoutes::begin(Context& context, const http::Request& request, http::ResponseHeaders& headers,
                           Entry entry) {
    const Caller caller = context.caller();
    identity_.signing_in().logout(context, client_of(request));
    context.set_caller(caller);
    return enter(context, request, headers, std::move(entry));
}

Result<Created<SignedIn>, email_taken, invalid_input, idempotency_key_reused> AuthRoutes::register_user(
    Context& context, const RegisterUser& wish, const http::IdempotencyKey& key, const http::Request& request,
    http::ResponseHeaders& headers) {
    auto entry = identity_.signing_in().register_user(context, wish, key, client_of(request));
    using Answer = Result<Created<SignedIn>, email_taken, invalid_input, idempotency_key_reused>;
    if (!entry) return Answer::refused(entry);
    const Replay replay = entry->replay;
    return Created<SignedIn>{begin(context, request, headers, std::move(*entry)), replay};
}

Result<SignedIn, invalid_credentials, too_many_attempts, second_factor_required> AuthRoutes::login(
    Context& context, const LoginUser& wish, const http::Request& request, http::ResponseHeaders& headers) {
    using Answer = Result<SignedIn, invalid_credentials, too_many_attempts, second_factor_required>;
    auto entry = identity_.signing_in().login(context, wish, client_of(request));
    if (!entry) return Answer::refused(entry);
    return begin(context, request, headers, std::move(*entry));
}

Result<SignedIn, invalid_code, too_many_attempts> AuthRoutes::complete_login(Context& context,
                                                                             const CompleteLogin& wish,
                                                                             const http::Request& request,
                                                                             http::ResponseHeaders& headers) {
    auto entry = identity_.signing_in().complete_login(context, wish, client_of(request));
    if (!entry) return Result<SignedIn, invalid_code, too_many_attempts>::refused(entry);
    return begin(context, request, headers, std::move(*entry));
}

Result<SignedIn, session_ended> AuthRoutes::refresh(Context& context, const http::Request& request,
                                                    http::ResponseHeaders& headers) {
    auto entry = identity_.signing_in().refresh(context, client_of(request));
    if (!entry) {
        set_cookie(request, headers, "refresh", "", 0);
        return Result<SignedIn, session_ended>::refused(entry);
    }
    return enter(context, request, headers, std::move(*entry));
}

NoContent AuthRoutes::logout(Context& context, const http::Request& request, http::ResponseHeaders& headers) {
    identity_.signing_in().logout(context, client_of(request));
    set_cookie(request, headers, "refresh", "", 0);
    return {};
}

Result<NoContent, wrong_password, invalid_input, too_many_attempts> AuthRoutes::change_password(
    Context& context, const ChangePassword& wish, const http::Request& request,
    http::ResponseHeaders& headers) {
    using Answer = Result<NoContent, wrong_password, invalid_input, too_many_attempts>;
    const auto changed = identity_.signing_in().change_password(context, wish, client_of(request));
    if (!changed) return Answer::refused(changed);
    set_device(request, headers, changed->device_token);
    return NoContent{};
}

Rendered<Jwks> AuthRoutes::jwks(Context&) { return {identity_.tokens().jwks()}; }

void add_routes(http::Router& router, AuthRoutes& auth, Identity& identity) {
    using http::Access;
    router.post<Access::anyone>("/api/v1/auth/register", auth, &AuthRoutes::register_user)
        .summary("Make an account and a patient profile, and sign in")
        .allow_expired_token()
        .limit(http::RateClass::authentication);
    router.post<Access::anyone>("/api/v1/auth/login", auth, &AuthRoutes::login)
        .summary("Sign in with e-mail and password")
        .allow_expired_token()
        .limit(http::RateClass::authentication);
    router.post<Access::anyone>("/api/v1/auth/login/second-factor", auth, &AuthRoutes::complete_login)
        .summary("Finish signing in with a code of the second factor, or a recovery code")
        .allow_expired_token()
        .limit(http::RateClass::authentication);
    // Their cookies are signed, so there is nothing to guess, and a hospital behind one address reloads its
    // pages.
    router.post<Access::cookie>("/api/v1/auth/refresh", auth, &AuthRoutes::refresh)
        .summary("A new access token for the refresh token in the cookie, which is exchanged");
    router.post<Access::cookie>("/api/v1/auth/logout", auth, &AuthRoutes::logout).summary("End this session");
    router.get<Access::anyone>("/.well-known/jwks.json", auth, &AuthRoutes::jwks)
        .summary("The public keys of access tokens")
        .tag("auth")
        .cache("public, max-age=300");
    add_own_routes(router, auth, identity);
    add_address_routes(router, identity.recovery(), identity.emails());
    add_second_factor_routes(router, identity.second_factors());
    add_key_routes(router, identity.api_keys());
    add_user_routes(router, identity.users());
}

}  // namespace venera::identity
