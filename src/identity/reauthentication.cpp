#include "identity/reauthentication.hpp"

#include "identity/queries.hpp"

namespace venera::identity {

Counts Reauthentication::counts(const Context& context, const AccountRow& account, Guessed guessed) const {
    return delays_.counts(Email{account.email}.normalised(), context.caller().session_id, guessed);
}

Verdict<too_many_attempts> Reauthentication::take(Context& context, const Counts& counts) const {
    const auto wait = delays_.take(context, counts);
    if (wait > std::chrono::seconds{0}) {
        return refuse<too_many_attempts>.after_seconds(static_cast<int>(wait.count()));
    }
    return allowed;
}

Result<AccountRow, wrong_password, too_many_attempts> Reauthentication::prove(Context& context,
                                                                              const TriedPassword& password,
                                                                              std::string_view action) const {
    using Answer = Result<AccountRow, wrong_password, too_many_attempts>;
    const auto account = find_account(context.database(), context.caller().user_id);
    if (!account) return refuse<wrong_password>;
    const Counts own = counts(context, *account, Guessed::password);
    if (const auto may = take(context, own); !may) return Answer::refused(may);
    if (!passwords_.verify(context, account->password_hash, password.value)) {
        insert_access(context, context.database(),
                      {action, "user", account->id.value, account->patient_id, Outcome::denied});
        return refuse<wrong_password>;
    }
    settle(context.database(), own);
    return *account;
}

}  // namespace venera::identity
