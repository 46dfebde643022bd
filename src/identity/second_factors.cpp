#include "identity/second_factors.hpp"

#include <algorithm>

#include "identity/limits.hpp"
#include "identity/security_events.hpp"
#include "identity/totp.hpp"

namespace venera::identity {

namespace {

// As people type it: with spaces and dashes, in any case.
std::string bare(std::string_view typed) {
    std::string code;
    for (const char c : typed) {
        if (c == ' ' || c == '-') continue;
        code += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
    return code;
}

std::string random_text(std::size_t bytes) {
    const auto random = crypto::random_bytes(bytes);
    return {random.begin(), random.end()};
}

// 120 bits, enough that no slow hash is needed: "abcd-efgh-ijkl-mnop-qrst-uvwx".
std::string new_recovery_code() {
    const std::string text = bare(totp::base32(random_text(15)));
    std::string code;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i > 0 && i % 4 == 0) code += '-';
        code += text[i];
    }
    return code;
}

}  // namespace

std::optional<std::int64_t> SecondFactors::step_of(UserId account, const SecondFactorRow& factor,
                                                   std::string_view code, Instant now) const {
    const auto secret = secrets_.open_second_factor(account, factor.secret_sealed);
    return secret ? totp::step_of(*secret, code, now) : std::nullopt;
}

SecondFactor SecondFactors::get(Context& context) {
    const UserId user = context.caller().user_id;
    const auto factor = find_second_factor(context.database(), user);
    const auto account = find_account(context.database(), user);
    SecondFactor shown;
    shown.required = account && std::ranges::find(required_of_, account->role) != required_of_.end();
    if (factor && factor->confirmed_at) {
        shown.enrolled = true;
        shown.since = factor->confirmed_at;
        shown.recovery_codes_left = recovery_codes_left(context.database(), user);
    }
    insert_access(context, context.database(),
                  {"read_second_factor", "user", user.value, account ? account->patient_id : std::nullopt});
    return shown;
}

Result<Created<Enrolment>, wrong_password, too_many_attempts, second_factor_exists> SecondFactors::enrol(
    Context& context, const EnrolSecondFactor& wish) {
    using Answer = Result<Created<Enrolment>, wrong_password, too_many_attempts, second_factor_exists>;
    const auto account = reauthentication_.prove(context, wish.current_password, "enrol_second_factor");
    if (!account) return Answer::refused(account);
    const std::string secret = random_text(totp::secret_bytes);
    const bool started = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        if (!start_second_factor(transaction, account->id, secrets_.seal_second_factor(account->id, secret),
                                 context.now()))
            return false;
        insert_event(context, transaction, account->id, "user.second_factor_started", account->version);
        insert_access(context, transaction,
                      {"enrol_second_factor", "user", account->id.value, account->patient_id});
        return true;
    });
    if (!started) return refuse<second_factor_exists>;
    return Created<Enrolment>{{totp::base32(secret), totp::uri(secret, account->email)}};
}

Result<RecoveryCodes, wrong_code, no_second_factor, too_many_attempts> SecondFactors::confirm(
    Context& context, const ConfirmSecondFactor& wish) {
    using Answer = Result<RecoveryCodes, wrong_code, no_second_factor, too_many_attempts>;
    const auto account = find_account(context.database(), context.caller().user_id);
    if (!account) return refuse<no_second_factor>;
    const Counts counts = reauthentication_.counts(context, *account, Guessed::code);
    if (const auto may = reauthentication_.take(context, counts); !may) return Answer::refused(may);
    RecoveryCodes codes;
    std::vector<Bytes> hashes;
    for (std::size_t i = 0; i < limits::recovery_codes; ++i) {
        codes.recovery_codes.push_back(new_recovery_code());
        hashes.push_back(secrets_.recovery_code_hash(account->id, bare(codes.recovery_codes.back())));
    }
    return in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Answer {
        // Of two confirmations at once, the second finds it confirmed. The account's row comes first wherever
        // both are held.
        const auto now = lock_account(transaction, account->id);
        const auto factor = lock_second_factor(transaction, account->id);
        if (!now || !factor || factor->confirmed_at) return refuse<no_second_factor>;
        const auto step = step_of(now->id, *factor, bare(wish.code.value), context.now());
        insert_access(context, transaction,
                      {"confirm_second_factor", "user", now->id.value, now->patient_id,
                       step ? Outcome::allowed : Outcome::denied});
        if (!step) return refuse<wrong_code>;
        reauthentication_.settle(transaction, counts);
        update_last_step(transaction, now->id, *step);
        confirm_second_factor(transaction, now->id, hashes, context.now());
        insert_event(context, transaction, now->id, "user.second_factor_added", now->version + 1);
        note(context, transaction, now->id, SecurityEventType::second_factor_added);
        mails_.send_notice(context, transaction, *now, MailKind::second_factor_added);
        return codes;
    });
}

Result<NoContent, wrong_password, wrong_code, no_second_factor, too_many_attempts> SecondFactors::remove(
    Context& context, const RemoveSecondFactor& wish) {
    using Answer = Result<NoContent, wrong_password, wrong_code, no_second_factor, too_many_attempts>;
    const auto account = reauthentication_.prove(context, wish.current_password, "remove_second_factor");
    if (!account) return Answer::refused(account);
    if (!account->second_factor) return refuse<no_second_factor>;
    const Counts counts = reauthentication_.counts(context, *account, Guessed::code);
    if (const auto may = reauthentication_.take(context, counts); !may) return Answer::refused(may);
    return in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Answer {
        const auto now = lock_account(transaction, account->id);
        const bool right = now && spend(context, transaction, account->id, wish.code.value);
        insert_access(context, transaction,
                      {"remove_second_factor", "user", account->id.value, account->patient_id,
                       right ? Outcome::allowed : Outcome::denied});
        if (!right) return refuse<wrong_code>;
        reauthentication_.settle(transaction, counts);
        delete_second_factor(transaction, now->id, context.now());
        tell_removed(context, transaction, *now);
        return NoContent{};
    });
}

Result<NoContent, not_found, own_second_factor> SecondFactors::remove_of(Context& context,
                                                                         http::Path<UserId> id) {
    if (id.value == context.caller().user_id) {
        insert_access(context, context.database(),
                      {"remove_second_factor", "user", id.value.value, std::nullopt, Outcome::denied});
        return refuse<own_second_factor>;
    }
    const auto ended = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        const auto account = lock_account(transaction, id.value);
        const bool removed = account && delete_second_factor(transaction, account->id, context.now());
        insert_access(
            context, transaction,
            {"remove_second_factor", "user", id.value.value, account ? account->patient_id : std::nullopt,
             removed ? Outcome::allowed : Outcome::denied});
        if (!removed) return std::optional<std::vector<SessionId>>{};
        tell_removed(context, transaction, *account);
        return std::optional{
            sessions_.end_all(transaction, account->id, EndReason::second_factor_removed, context.now())};
    });
    if (!ended) return refuse<not_found>;
    sessions_.ended(*ended, context.now());
    return NoContent{};
}

void SecondFactors::tell_removed(Context& context, postgres::Executor& transaction,
                                 const AccountRow& account) {
    insert_event(context, transaction, account.id, "user.second_factor_removed", account.version + 1);
    note(context, transaction, account.id, SecurityEventType::second_factor_removed);
    mails_.send_notice(context, transaction, account, MailKind::second_factor_removed);
}

bool SecondFactors::spend(Context& context, postgres::Executor& transaction, UserId account,
                          std::string_view code) const {
    // Held until the commit: of two requests with one code, the second sees the first one's step.
    const auto factor = lock_second_factor(transaction, account);
    if (!factor || !factor->confirmed_at) return false;
    const std::string tried = bare(code);
    if (const auto step = step_of(account, *factor, tried, context.now())) {
        if (*step <= factor->last_step) return false;
        update_last_step(transaction, account, *step);
        return true;
    }
    if (!use_recovery_code(transaction, account, secrets_.recovery_code_hash(account, tried), context.now()))
        return false;
    note(context, transaction, account, SecurityEventType::recovery_code_used);
    return true;
}

}  // namespace venera::identity
