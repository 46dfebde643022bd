#include "identity/me.hpp"

#include "identity/accounts.hpp"

namespace venera::identity {

namespace {

using ChangeAnswer = Result<AccountRow, not_found, invalid_input, version_mismatch>;

// What only patients have, and others may not set.
InputProblems patients_only(const MeChange& change) {
    InputProblems problems;
    const auto refuse_member = [&](std::string_view pointer) {
        problems.errors.push_back(
            {std::string(pointer), std::nullopt, "patients_only", "only patients have this"});
    };
    if (change.phone.given()) refuse_member("/phone");
    if (change.birth_date.given()) refuse_member("/birth_date");
    if (change.gender.given()) refuse_member("/gender");
    return problems;
}

bool in_future(const MeChange& change, Instant now) {
    if (!change.birth_date.given() || change.birth_date.cleared()) return false;
    const auto latest = std::chrono::floor<std::chrono::days>(now.value) + std::chrono::days{1};
    return std::chrono::sys_days{change.birth_date.value.value} > latest;
}

}  // namespace

Me MyAccount::shown(Context& context, const AccountRow& account) {
    Me me;
    me.user = view_of(account);
    me.version = account.version;
    if (account.role == AccountRole::patient && account.patient_id) {
        me.patient = patients_.find(context, *account.patient_id);
    }
    if (account.role == AccountRole::doctor && account.doctor_id) {
        if (const auto card = directory_.card(context, *account.doctor_id)) me.doctor = *card;
    }
    return me;
}

Result<Me, not_found> MyAccount::get(Context& context) {
    const auto account = find_account(context.database(), context.caller().user_id);
    if (!account) return refuse<not_found>;
    Me me = shown(context, *account);
    // Reading a patient's profile is logged with the profile.
    if (!me.patient) insert_access(context, context.database(), {"read", "user", account->id.value});
    return me;
}

Result<Me, not_found, invalid_input, version_mismatch> MyAccount::change(Context& context,
                                                                         const MeChange& change,
                                                                         http::IfMatch condition) {
    using Answer = Result<Me, not_found, invalid_input, version_mismatch>;
    if (in_future(change, context.now())) {
        return invalid("/birth_date", {"in_the_future", "must not be in the future"});
    }
    const auto changed =
        in_transaction(context.database(), [&](postgres::Transaction& transaction) -> ChangeAnswer {
            // Locked, so that of two changes at once the second starts from what the first wrote.
            auto account = lock_account(transaction, context.caller().user_id);
            if (!account) return refuse<not_found>;
            if (condition.version && *condition.version != account->version) return refuse<version_mismatch>;
            const bool is_patient = account->role == AccountRole::patient && account->patient_id;
            if (!is_patient) {
                auto problems = patients_only(change);
                if (!problems.errors.empty()) return refuse<invalid_input>.with(std::move(problems));
            }
            const auto text = [](const Text<100>& value) { return value.value; };
            change.first_name.apply_to(account->first_name, text);
            change.last_name.apply_to(account->last_name, text);
            change.language.apply_to(account->language);
            account->updated_at = context.now();
            update_account(transaction, *account);
            ++account->version;
            if (is_patient) {
                patients_.change(context, transaction, *account->patient_id,
                                 {change.first_name, change.last_name, change.birth_date, change.gender,
                                  change.phone, change.language});
            }
            insert_event(context, transaction, account->id, "user.updated", account->version);
            insert_access(context, transaction, {"update", "user", account->id.value, account->patient_id});
            return *account;
        });
    if (!changed) return Answer::refused(changed);
    if (changed->patient_id) patients_.changed(*changed->patient_id);
    return shown(context, *changed);
}

}  // namespace venera::identity
