// GET and PATCH /me: the account of the caller with the patient or the doctor that it stands for.
#pragma once
#include "directory/directory.hpp"
#include "identity/queries.hpp"
#include "identity/refusals.hpp"
#include "patients/patients.hpp"
#include "platform/http/router.hpp"

namespace venera::identity {

class MyAccount {
public:
    MyAccount(patients::Patients& patients, directory::Directory& directory)
        : patients_(patients), directory_(directory) {}

    Result<Me, not_found> get(Context& context);
    Result<Me, not_found, invalid_input, version_mismatch> change(Context& context, const MeChange& change,
                                                                  http::IfMatch condition);

private:
    Me shown(Context& context, const AccountRow& account);

    patients::Patients& patients_;
    directory::Directory& directory_;
};

}  // namespace venera::identity
