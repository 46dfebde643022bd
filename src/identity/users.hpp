// /users: what administrators do with accounts. An account is disabled, never removed; whatever changes what
// an account may do ends its sessions, because roles are in access tokens.
#pragma once
#include "directory/directory.hpp"
#include "identity/mails.hpp"
#include "identity/passwords.hpp"
#include "identity/queries.hpp"
#include "identity/refusals.hpp"
#include "identity/sessions.hpp"
#include "patients/patients.hpp"
#include "platform/http/router.hpp"

namespace venera::identity {

class Users {
public:
    Users(const Passwords& passwords, Sessions& sessions, patients::Patients& patients,
          directory::Directory& directory, Mails& mails)
        : passwords_(passwords),
          sessions_(sessions),
          patients_(patients),
          directory_(directory),
          mails_(mails) {}

    Result<Page<UserView>, invalid_cursor> list(Context& context, const http::Query<UserQuery>& query);
    Result<Page<UserView>, invalid_cursor> search(Context& context, const UserSearch& wish);
    Result<Created<UserView>, email_taken, doctor_has_account, invalid_input> create(Context& context,
                                                                                     const NewUser& wish);
    Result<UserView, not_found> get(Context& context, http::Path<UserId> id);
    Result<UserView, not_found, version_mismatch, last_admin, doctor_has_account, invalid_input> change(
        Context& context, http::Path<UserId> id, const UserChange& change, http::IfMatch condition);
    // Disables; repeating it is harmless.
    Result<NoContent, not_found, version_mismatch, last_admin> disable(Context& context,
                                                                       http::Path<UserId> id,
                                                                       http::IfMatch condition);

private:
    struct Changed {
        AccountRow account;
        std::vector<SessionId> ended;
    };
    using ChangeAnswer = Result<Changed, not_found, version_mismatch, last_admin, invalid_input>;

    Page<UserView> page(Context& context, const AccountFilter& filter,
                        const std::optional<Whole<1, 100>>& limit, std::string_view action);
    ChangeAnswer apply(Context& context, postgres::Transaction& transaction, UserId id,
                       const UserChange& change, http::IfMatch condition);
    void write(Context& context, postgres::Transaction& transaction, const AccountRow& before,
               AccountRow& after, const UserChange& change);
    Changed finish(Context& context, Changed changed);
    // What the directory does not know.
    InputProblems unknown(Context& context, const std::optional<DoctorId>& doctor,
                          const std::vector<ClinicId>& clinics);

    const Passwords& passwords_;
    Sessions& sessions_;
    patients::Patients& patients_;
    directory::Directory& directory_;
    Mails& mails_;
};

}  // namespace venera::identity
