#include "identity/signing_in.hpp"

#include <prometheus/counter.h>

#include <cstdlib>

#include "identity/accounts.hpp"
#include "identity/limits.hpp"
#include "identity/security_events.hpp"
#include "platform/crypto/password_list.hpp"

namespace venera::identity {

namespace {

// Whose an Idempotency-Key is before there is an account: the address's.
std::string key_owner(const Context& context) { return "address " + context.caller().address; }

Language default_language(const Context& context) {
    return Language{context.locale == Locale::spanish ? "es" : "en"};
}

AccountRow new_account(const Context& context, const RegisterUser& wish) {
    AccountRow account;
    account.id = UserId::make(context.now());
    account.email = wish.email.value;
    account.role = AccountRole::patient;
    account.first_name = wish.first_name.value;
    account.last_name = wish.last_name.value;
    account.patient_id = PatientId::make(context.now());
    account.language = wish.language.value_or(default_language(context));
    account.created_at = account.updated_at = context.now();
    return account;
}

patients::NewPatient new_patient(const AccountRow& account, const RegisterUser& wish) {
    return {*account.patient_id, wish.first_name, wish.last_name,   wish.birth_date,  wish.gender,
            wish.phone,          wish.country,    wish.national_id, account.language, wish.email};
}

bool in_future(const std::optional<Date>& date, Instant now) {
    // The date may have begun already somewhere east of here.
    const auto latest = std::chrono::floor<std::chrono::days>(now.value) + std::chrono::days{1};
    return date && std::chrono::sys_days{date->value} > latest;
}

}  // namespace

SigningIn::SigningIn(const SigningInParts& parts, DemoAccounts demo_accounts)
    : parts_(parts), demo_accounts_(demo_accounts) {}

Result<Entry, email_taken, invalid_input, idempotency_key_reused> SigningIn::register_user(
    Context& context, const RegisterUser& wish, const http::IdempotencyKey& key, const Client& client) {
    using Answer = Result<Entry, email_taken, invalid_input, idempotency_key_reused>;
    if (in_future(wish.birth_date, context.now())) {
        return invalid("/birth_date", {"in_the_future", "must not be in the future"});
    }
    const auto repeat = [&](const RememberedRow& remembered) -> Answer {
        auto repeated = repeat_registration(context, wish, key, remembered, client);
        if (!repeated) return Answer::refused(repeated);
        return std::move(*repeated);
    };
    const std::string owner = key_owner(context);
    if (key.key) {
        if (const auto remembered = find_request(context.database(), owner, *key.key))
            return repeat(*remembered);
    }
    const std::string email = wish.email.normalised();
    // Spares the hashing; the insert below decides the race.
    if (is_email_taken(context.database(), email)) return refuse<email_taken>;
    AccountRow account = new_account(context, wish);
    account.password_hash = parts_.passwords.hash(context, wish.password.value);

    std::vector<SessionId> pushed_out;
    std::optional<OpenedSession> session;
    {
        postgres::Transaction transaction(context.database());
        // The first of two requests with one key inserts the row; the second waits here for its commit and
        // repeats it.
        const bool is_first = !key.key || remember_request(transaction, owner, *key.key,
                                                           parts_.secrets.sealed_fingerprint(key.fingerprint),
                                                           account.id, context.now());
        if (is_first) {
            if (!insert_account(transaction, account, email)) return refuse<email_taken>;  // rolls back
            session = parts_.sessions.open(context, transaction, account, client.user_agent, pushed_out);
            context.set_caller(caller_of(account, session->id, context.caller().address));
            parts_.patients.create(context, transaction, new_patient(account, wish));
            insert_event(context, transaction, account.id, "user.registered", account.version);
            insert_access(context, transaction, {"register", "user", account.id.value, account.patient_id});
            parts_.mails.send_link(context, transaction, account, MailKind::verify_email);
            transaction.commit();
        }
    }
    if (!session) {
        const auto remembered = find_request(context.database(), owner, *key.key);
        return remembered ? repeat(*remembered) : refuse<email_taken>;
    }
    parts_.metrics.counter("venera_registrations_total", "Accounts that people registered").Increment();
    context.log().info("user.registered", {{"user_id", account.id}});
    Entry made = entry(context, account, std::move(*session));
    made.device_token =
        parts_.secrets.device_token(make_uuid(context.now()), account.id, *account.password_hash);
    return made;
}

Result<Entry, email_taken, idempotency_key_reused> SigningIn::repeat_registration(
    Context& context, const RegisterUser& wish, const http::IdempotencyKey& key,
    const RememberedRow& remembered, const Client& client) {
    if (remembered.fingerprint != parts_.secrets.sealed_fingerprint(key.fingerprint)) {
        return refuse<idempotency_key_reused>;
    }
    // Tokens are not stored, so the answer is a new sign-in; and that needs the account as it is today.
    const auto account =
        remembered.resource_id ? find_account(context.database(), *remembered.resource_id) : std::nullopt;
    // Only a new account is registered: one that has got a second factor since signs in with it.
    if (!account || account->second_factor ||
        !parts_.passwords.verify(context, account->password_hash, wish.password.value) ||
        !may_sign_in(*account)) {
        return refuse<email_taken>;
    }
    auto entered = enter(context, *account, {}, client);
    if (!entered) return refuse<email_taken>;
    entered->replay = Replay::yes;
    return *std::move(entered);
}

std::optional<Uuid> SigningIn::known_device(const Client& client,
                                            const std::optional<AccountRow>& account) const {
    if (!client.device_token || !account || !account->password_hash) return std::nullopt;
    return parts_.secrets.read_device_token(*client.device_token, account->id, *account->password_hash);
}

Verdict<too_many_attempts> SigningIn::take(Context& context, const Counts& counts) {
    const auto wait = parts_.delays.take(context, counts);
    if (wait <= std::chrono::seconds{0}) return allowed;
    count_login("delayed");
    return refuse<too_many_attempts>.after_seconds(static_cast<int>(wait.count()));
}

Result<Entry, invalid_credentials, too_many_attempts, second_factor_required> SigningIn::login(
    Context& context, const LoginUser& wish, const Client& client) {
    using Answer = Result<Entry, invalid_credentials, too_many_attempts, second_factor_required>;
    const std::string email = wish.email.normalised();
    const auto account = find_account_by_email(context.database(), email);
    const Counts counts =
        parts_.delays.counts(email, known_device(client, account), context.caller().address);
    if (const auto may = take(context, counts); !may) return Answer::refused(may);
    const auto hash = account ? account->password_hash : std::nullopt;
    const bool right = parts_.passwords.verify(context, hash, wish.password.value);
    if (!right || !may_sign_in(*account)) {
        count_login(right ? "not_admitted" : "invalid");
        log_denied(context, "sign_in", account);
        return refuse<invalid_credentials>;
    }
    if (account->second_factor) {
        parts_.delays.settle(context.database(), counts);
        count_login("second_factor_required");
        log_denied(context, "sign_in", account);
        return refuse<second_factor_required>.with(Challenge{parts_.secrets.challenge(
            account->id, context.now() + limits::challenge_life, *account->password_hash)});
    }
    auto entered = enter(context, *account, counts, client);
    if (!entered) {
        count_login("not_admitted");
        log_denied(context, "sign_in", account);
        return refuse<invalid_credentials>;
    }
    count_login("accepted");
    return *std::move(entered);
}

Result<Entry, invalid_code, too_many_attempts> SigningIn::complete_login(Context& context,
                                                                         const CompleteLogin& wish,
                                                                         const Client& client) {
    using Answer = Result<Entry, invalid_code, too_many_attempts>;
    const std::string& challenge = wish.challenge.value;
    const auto id = Secrets::account_of_challenge(challenge);
    const auto account = id ? find_account(context.database(), *id) : std::nullopt;
    if (!account || !may_sign_in(*account) || !account->password_hash ||
        !parts_.secrets.is_challenge(challenge, *id, context.now(), *account->password_hash)) {
        log_denied(context, "sign_in", std::nullopt);
        return refuse<invalid_code>;
    }
    const std::string email = Email{account->email}.normalised();
    const Counts counts =
        parts_.delays.counts(email, known_device(client, account), context.caller().address, Guessed::code);
    if (const auto may = take(context, counts); !may) return Answer::refused(may);
    const bool right = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        return parts_.second_factors.spend(context, transaction, account->id, wish.code.value);
    });
    auto entered = right ? enter(context, *account, counts, client) : std::nullopt;
    if (!entered) {
        count_login("invalid_code");
        log_denied(context, "sign_in", account);
        return refuse<invalid_code>;
    }
    count_login("accepted");
    return *std::move(entered);
}

// Opens a session for who has proved to be `account`. Nothing if the account changed since it was read.
std::optional<Entry> SigningIn::enter(Context& context, const AccountRow& account, const Counts& counts,
                                      const Client& client) {
    const bool is_new_device = !known_device(client, account);
    std::vector<SessionId> pushed_out;
    AccountRow current = account;
    auto session = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        // While the password was checked, the account may have been disabled or got another password, and its
        // sessions ended: the lock orders us before that, so that this session ends too, or after it, so that
        // it does not begin.
        const auto now = lock_account(transaction, account.id);
        if (!now || !may_sign_in(*now) || now->password_hash != account.password_hash ||
            now->role != account.role || now->second_factor != account.second_factor) {
            return std::optional<OpenedSession>{};
        }
        // The token says what the account is now: its clinics may have changed meanwhile.
        current = *now;
        parts_.delays.settle(transaction, counts);
        auto opened = parts_.sessions.open(context, transaction, current, client.user_agent, pushed_out);
        context.set_caller(caller_of(current, opened.id, context.caller().address));
        insert_event(context, transaction, {opened.id, current.id, "session.started", 1, is_new_device});
        if (is_new_device) note(context, transaction, current.id, SecurityEventType::signed_in_on_new_device);
        insert_access(context, transaction, {"sign_in", "session", opened.id.value, current.patient_id});
        return std::optional{std::move(opened)};
    });
    if (!session) return std::nullopt;
    parts_.sessions.ended(pushed_out, context.now());
    Entry made = entry(context, current, std::move(*session));
    if (is_new_device)
        made.device_token =
            parts_.secrets.device_token(make_uuid(context.now()), account.id, *account.password_hash);
    return made;
}

Entry SigningIn::entry(Context& context, const AccountRow& account, OpenedSession session) {
    Entry made;
    made.answer.user = view_of(account);
    if (account.role == AccountRole::patient && account.patient_id) {
        made.answer.patient = parts_.patients.find(context, *account.patient_id);
    }
    made.answer.access_token = parts_.tokens.sign(account, session.id, context.now());
    made.answer.expires_in = static_cast<std::int32_t>(limits::access_token_life.count());
    made.session = std::move(session);
    return made;
}

Result<Entry, session_ended> SigningIn::refresh(Context& context, const Client& client) {
    const auto token =
        client.refresh_token ? parts_.secrets.read_refresh_token(*client.refresh_token) : std::nullopt;
    if (!token) return refuse<session_ended>;
    const auto family = successor(context, *token);
    if (!family) return refuse<session_ended>;
    const auto account = find_account(context.database(), family->user_id);
    if (!account || !may_sign_in(*account)) {
        log_denied(context, "refresh", account);
        return refuse<session_ended>;
    }
    context.set_caller(caller_of(*account, family->id, context.caller().address));
    Entry renewed =
        entry(context, *account,
              {family->id, parts_.secrets.refresh_token(family->id, family->generation), family->idle_until});
    // Reading a patient's profile is logged with the profile.
    if (!renewed.answer.patient)
        insert_access(context, context.database(), {"refresh", "session", family->id.value});
    return renewed;
}

// The family after this token was exchanged for its successor, now or a moment ago; nothing if it buys
// nothing.
std::optional<FamilyRow> SigningIn::successor(Context& context, const RefreshToken& token) {
    const std::string own = parts_.secrets.refresh_token(token.family, token.generation);
    const std::string next = parts_.secrets.refresh_token(token.family, token.generation + 1);
    const Rotation rotation{token.family, token.generation, hash_of(own), hash_of(next)};
    const auto rotated = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        const auto renewed = rotate_family(transaction, rotation, context.now());
        if (renewed)
            insert_event(context, transaction,
                         {renewed->id, renewed->user_id, "session.refreshed", renewed->generation});
        return renewed;
    });
    if (rotated) return rotated;
    auto family = find_family(context.database(), token.family);
    if (!family) return std::nullopt;
    const FamilyState state{family->generation, family->rotated_at, family->idle_until, family->expires_at,
                            family->revoked_at};
    switch (judge(state, token.generation, context.now())) {
        case Presented::ended:
            log_denied(context, "refresh", find_account(context.database(), family->user_id));
            return std::nullopt;
        case Presented::same_successor:
            return family;
        case Presented::reused:
            end_stolen(context, *family);
            return std::nullopt;
    }
    std::abort();
}

void SigningIn::end_stolen(Context& context, const FamilyRow& family) {
    const bool ended = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        const auto version =
            end_family(transaction, family.id, family.user_id, EndReason::token_reused, context.now());
        const auto account = find_account(transaction, family.user_id);
        if (version && account) {
            insert_event(context, transaction, {family.id, family.user_id, "session.token_reused", *version});
            note(context, transaction, account->id, SecurityEventType::refresh_token_reused);
            parts_.mails.send_notice(context, transaction, *account, MailKind::session_reused);
        }
        insert_access(context, transaction,
                      {"refresh", "session", family.id.value, account ? account->patient_id : std::nullopt,
                       Outcome::denied});
        return version.has_value();
    });
    parts_.sessions.ended({family.id}, context.now());
    if (!ended) return;  // another request with it was faster
    parts_.metrics
        .counter("venera_refresh_reuse_total", "Sessions ended because an old refresh token came back")
        .Increment();
    context.log().warning("session.token_reused", {{"session_id", family.id}, {"user_id", family.user_id}});
}

void SigningIn::logout(Context& context, const Client& client) {
    const auto token =
        client.refresh_token ? parts_.secrets.read_refresh_token(*client.refresh_token) : std::nullopt;
    if (!token) return;
    const auto family = find_family(context.database(), token->family);
    if (!family) return;
    in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        const auto version =
            end_family(transaction, family->id, family->user_id, EndReason::logout, context.now());
        if (!version) return;
        const auto account = find_account(transaction, family->user_id);
        if (account) context.set_caller(caller_of(*account, family->id, context.caller().address));
        insert_event(context, transaction, {family->id, family->user_id, "session.ended", *version});
        insert_access(
            context, transaction,
            {"sign_out", "session", family->id.value, account ? account->patient_id : std::nullopt});
    });
    parts_.sessions.ended({family->id}, context.now());
}

Result<PasswordChanged, wrong_password, invalid_input, too_many_attempts> SigningIn::change_password(
    Context& context, const ChangePassword& wish, const Client& client) {
    using Answer = Result<PasswordChanged, wrong_password, invalid_input, too_many_attempts>;
    const Caller& caller = context.caller();
    const auto account = parts_.reauthentication.prove(context, wish.current_password, "change_password");
    if (!account) return Answer::refused(account);
    if (crypto::too_weak(wish.new_password.value,
                         {account->email, account->first_name, account->last_name})) {
        return invalid("/new_password", weak_password);
    }
    const std::string hash = parts_.passwords.hash(context, wish.new_password.value);
    const auto ended = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        // Of two changes at once, the second no longer knows the current password.
        const auto now = lock_account(transaction, caller.user_id);
        if (!now || now->password_hash != account->password_hash)
            return std::optional<std::vector<SessionId>>{};
        update_password(transaction, account->id, hash, context.now());
        insert_event(context, transaction, account->id, "user.password_changed", now->version + 1);
        note(context, transaction, account->id, SecurityEventType::password_changed);
        parts_.mails.send_notice(context, transaction, *now, MailKind::password_changed);
        insert_access(context, transaction,
                      {"change_password", "user", account->id.value, account->patient_id});
        return std::optional{parts_.sessions.end_all(transaction, account->id, EndReason::password_changed,
                                                     context.now(), caller.session_id)};
    });
    if (!ended) return refuse<wrong_password>;
    parts_.sessions.ended(*ended, context.now());
    context.log().info("user.password_changed", {{"user_id", account->id}});
    PasswordChanged changed;
    if (const auto device = known_device(client, *account))
        changed.device_token = parts_.secrets.device_token(*device, account->id, hash);
    return changed;
}

// One row whether or not there is such an account: the time that it takes must not tell.
void SigningIn::log_denied(Context& context, std::string_view action,
                           const std::optional<AccountRow>& account) {
    insert_access(context, context.database(),
                  {action, "user", account ? std::optional{account->id.value} : std::nullopt,
                   account ? account->patient_id : std::nullopt, Outcome::denied});
}

bool SigningIn::may_sign_in(const AccountRow& account) const {
    if (account.status != AccountStatus::active) return false;
    return !account.demo || demo_accounts_ == DemoAccounts::admitted;
}

void SigningIn::count_login(std::string_view outcome) {
    parts_.metrics.counter("venera_logins_total", "Attempts to sign in", {{"outcome", std::string(outcome)}})
        .Increment();
}

}  // namespace venera::identity
