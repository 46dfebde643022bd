#include "identity/users.hpp"

#include <algorithm>

#include "identity/accounts.hpp"
#include "identity/api_keys.hpp"
#include "identity/limits.hpp"
#include "platform/crypto/crypto.hpp"

namespace venera::identity {

namespace {

constexpr Problem unknown_doctor{"unknown_doctor", "is not one of our doctors"};
constexpr Problem unknown_clinic{"unknown_clinic", "is not one of our clinics"};
constexpr std::string_view doctor_taken = "users_one_per_doctor";

AccountRow new_account(const Context& context, const NewUser& wish) {
    AccountRow account;
    account.id = UserId::make(context.now());
    account.email = wish.email.value;
    account.role = wish.role;
    account.first_name = wish.first_name.value;
    account.last_name = wish.last_name.value;
    if (wish.role == AccountRole::patient) account.patient_id = PatientId::make(context.now());
    account.doctor_id = wish.doctor_id;
    account.clinic_ids = wish.clinic_ids.value_or(std::vector<ClinicId>{});
    account.language = wish.language.value_or(Language{context.locale == Locale::spanish ? "es" : "en"});
    account.created_at = account.updated_at = context.now();
    return account;
}

patients::NewPatient patient_of(const AccountRow& account) {
    patients::NewPatient patient;
    patient.id = *account.patient_id;
    patient.first_name = Text<100>{account.first_name};
    patient.last_name = Text<100>{account.last_name};
    patient.language = account.language;
    patient.email = Email{account.email};
    return patient;
}

std::string cursor_after(UserId id) { return crypto::base64url(id.value.bytes); }

std::optional<UserId> read_cursor(std::string_view text) {
    const auto bytes = crypto::from_base64url(text);
    UserId id;
    if (!bytes || bytes->size() != id.value.bytes.size()) return std::nullopt;
    std::ranges::copy(*bytes, id.value.bytes.begin());
    return id;
}

// In a body a cursor is a member, not a parameter.
InputProblems bad_cursor() {
    InputProblems problems;
    problems.errors.push_back(
        {"/cursor", std::nullopt, "invalid_cursor", "must be a next_cursor of this list"});
    return problems;
}

}  // namespace

Result<Page<UserView>, invalid_cursor> Users::list(Context& context, const http::Query<UserQuery>& query) {
    AccountFilter filter{query->role, query->status, std::nullopt, std::nullopt};
    if (query->cursor) {
        filter.after = read_cursor(*query->cursor);
        if (!filter.after) return invalid_cursor_given();
    }
    return page(context, filter, query->limit, "list");
}

Result<Page<UserView>, invalid_cursor> Users::search(Context& context, const UserSearch& wish) {
    AccountFilter filter{wish.role, wish.status, std::nullopt, std::nullopt};
    if (wish.q) filter.q = wish.q->value;
    if (wish.cursor) {
        filter.after = read_cursor(*wish.cursor);
        if (!filter.after) return refuse<invalid_cursor>.with(bad_cursor());
    }
    return page(context, filter, wish.limit, "search");
}

Page<UserView> Users::page(Context& context, const AccountFilter& filter,
                           const std::optional<Whole<1, 100>>& given, std::string_view action) {
    const auto limit = given ? static_cast<std::int32_t>(given->value) : limits::page;
    auto accounts = list_accounts(context.database(), filter, limit + 1);
    Page<UserView> page;
    if (accounts.size() > static_cast<std::size_t>(limit)) {
        accounts.pop_back();
        page.next_cursor = cursor_after(accounts.back().id);
    }
    for (const AccountRow& account : accounts) page.data.push_back(view_of(account));
    insert_reads(context, context.database(), action, accounts);
    return page;
}

InputProblems Users::unknown(Context& context, const std::optional<DoctorId>& doctor,
                             const std::vector<ClinicId>& clinics) {
    InputProblems problems;
    const auto add = [&](std::string pointer, const Problem& problem) {
        problems.errors.push_back(
            {std::move(pointer), std::nullopt, std::string(problem.code), std::string(problem.detail)});
    };
    if (doctor && !directory_.exists(context, *doctor)) add("/doctor_id", unknown_doctor);
    if (clinics.empty()) return problems;
    const auto unknown = directory_.unknown(context, clinics);
    for (std::size_t i = 0; i < clinics.size(); ++i) {
        if (std::ranges::find(unknown, clinics[i]) != unknown.end())
            add("/clinic_ids/" + std::to_string(i), unknown_clinic);
    }
    return problems;
}

Result<Created<UserView>, email_taken, doctor_has_account, invalid_input> Users::create(Context& context,
                                                                                        const NewUser& wish) {
    auto problems = unknown(context, wish.doctor_id, wish.clinic_ids.value_or(std::vector<ClinicId>{}));
    if (!problems.errors.empty()) return refuse<invalid_input>.with(std::move(problems));
    const std::string email = wish.email.normalised();
    if (is_email_taken(context.database(), email)) return refuse<email_taken>;
    AccountRow account = new_account(context, wish);
    if (wish.password) account.password_hash = passwords_.hash(context, wish.password->value);
    try {
        postgres::Transaction transaction(context.database());
        if (!insert_account(transaction, account, email))
            return refuse<email_taken>;  // lost a race; rolls back
        if (account.patient_id) patients_.create(context, transaction, patient_of(account));
        insert_event(context, transaction, account.id, "user.registered", account.version);
        insert_access(context, transaction, {"create", "user", account.id.value, account.patient_id});
        if (!account.password_hash) mails_.send_link(context, transaction, account, MailKind::invitation);
        transaction.commit();
    } catch (const postgres::ConstraintViolation& violation) {
        if (violation.constraint == doctor_taken) return refuse<doctor_has_account>;
        throw;
    }
    context.log().info("user.created", {{"user_id", account.id}});
    return Created<UserView>{view_of(account)};
}

Result<UserView, not_found> Users::get(Context& context, http::Path<UserId> id) {
    const auto account = find_account(context.database(), id.value);
    insert_access(context, context.database(),
                  {"read", "user", id.value.value, account ? account->patient_id : std::nullopt,
                   account ? Outcome::allowed : Outcome::denied});
    if (!account) return refuse<not_found>;
    return view_of(*account);
}

Users::ChangeAnswer Users::apply(Context& context, postgres::Transaction& transaction, UserId id,
                                 const UserChange& change, http::IfMatch condition) {
    // All changes of accounts take the administrators' rows first, in one order: two administrators who
    // disable each other at once cannot both find that the other one remains.
    const auto admins = lock_active_admins(transaction);
    const auto before = lock_account(transaction, id);
    if (!before) {
        insert_access(context, transaction, {"update", "user", id.value, std::nullopt, Outcome::denied});
        return refuse<not_found>;
    }
    if (condition.version && *condition.version != before->version) return refuse<version_mismatch>;
    AccountRow after = *before;
    const auto text = [](const Text<100>& value) { return value.value; };
    change.role.apply_to(after.role);
    change.status.apply_to(after.status);
    change.first_name.apply_to(after.first_name, text);
    change.last_name.apply_to(after.last_name, text);
    change.doctor_id.apply_to(after.doctor_id);
    change.clinic_ids.apply_to(after.clinic_ids);
    change.language.apply_to(after.language);
    if (after.role != AccountRole::doctor) {
        if (change.doctor_id.given() && !change.doctor_id.cleared())
            return invalid("/doctor_id", doctors_only);
        after.doctor_id.reset();
    } else if (!after.doctor_id && (change.role.given() || change.doctor_id.given())) {
        return invalid("/doctor_id", doctor_needed);
    }
    const bool leaves_admins = is_active_admin(*before) && !is_active_admin(after);
    if (leaves_admins && admins.size() == 1) return refuse<last_admin>;
    if (leaves_admins) ApiKeys::revoke_all_of(context, transaction, id);
    write(context, transaction, *before, after, change);
    // Role, doctor and clinics are claims of access tokens: those in use must not outlive the change.
    const bool acts_differently = after.role != before->role || after.doctor_id != before->doctor_id ||
                                  after.clinic_ids != before->clinic_ids;
    const bool disabled = after.status == AccountStatus::disabled && before->status == AccountStatus::active;
    Changed changed{after, {}};
    if (disabled || acts_differently) {
        changed.ended = sessions_.end_all(
            transaction, id, disabled ? EndReason::account_disabled : EndReason::role_changed, context.now());
    } else if (after.status != before->status) {
        // A link that was being asked for while the account was disabled must not come to life with it.
        end_links(transaction, id, context.now());
    }
    return changed;
}

void Users::write(Context& context, postgres::Transaction& transaction, const AccountRow& before,
                  AccountRow& after, const UserChange& change) {
    if (after.role == AccountRole::patient && !after.patient_id) {
        after.patient_id = PatientId::make(context.now());
        patients_.create(context, transaction, patient_of(after));
    } else if (after.patient_id &&
               (change.first_name.given() || change.last_name.given() || change.language.given())) {
        patients::PatientChange names;
        names.first_name = change.first_name;
        names.last_name = change.last_name;
        names.language = change.language;
        patients_.change(context, transaction, *after.patient_id, names);
    }
    after.updated_at = context.now();
    update_account(transaction, after);
    after.version = before.version + 1;
    const bool disabled = after.status == AccountStatus::disabled && before.status == AccountStatus::active;
    insert_event(context, transaction, after.id, disabled ? "user.disabled" : "user.updated", after.version);
    insert_access(context, transaction, {"update", "user", after.id.value, after.patient_id});
}

// What must follow the commit.
Users::Changed Users::finish(Context& context, Changed changed) {
    sessions_.ended(changed.ended, context.now());
    if (changed.account.patient_id) patients_.changed(*changed.account.patient_id);
    context.log().info("user.changed",
                       {{"user_id", changed.account.id}, {"sessions_ended", changed.ended.size()}});
    return changed;
}

Result<UserView, not_found, version_mismatch, last_admin, doctor_has_account, invalid_input> Users::change(
    Context& context, http::Path<UserId> id, const UserChange& change, http::IfMatch condition) {
    using Answer =
        Result<UserView, not_found, version_mismatch, last_admin, doctor_has_account, invalid_input>;
    const bool names_doctor = change.doctor_id.given() && !change.doctor_id.cleared();
    auto problems = unknown(context, names_doctor ? std::optional{change.doctor_id.value} : std::nullopt,
                            change.clinic_ids.given() ? change.clinic_ids.value : std::vector<ClinicId>{});
    if (!problems.errors.empty()) return refuse<invalid_input>.with(std::move(problems));
    try {
        auto changed = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
            return apply(context, transaction, id.value, change, condition);
        });
        if (!changed) return Answer::refused(changed);
        return view_of(finish(context, std::move(*changed)).account);
    } catch (const postgres::ConstraintViolation& violation) {
        if (violation.constraint == doctor_taken) return refuse<doctor_has_account>;
        throw;
    }
}

Result<NoContent, not_found, version_mismatch, last_admin> Users::disable(Context& context,
                                                                          http::Path<UserId> id,
                                                                          http::IfMatch condition) {
    UserChange change;
    change.status.state = Patch<AccountStatus>::State::value;
    change.status.value = AccountStatus::disabled;
    auto changed = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        return apply(context, transaction, id.value, change, condition);
    });
    if (changed) {
        finish(context, std::move(*changed));
        return NoContent{};
    }
    if (changed.is<version_mismatch>()) return refuse<version_mismatch>;
    if (changed.is<last_admin>()) return refuse<last_admin>;
    return refuse<not_found>;
}

}  // namespace venera::identity
