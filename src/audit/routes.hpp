// The routes of the audit.
#pragma once
#include "audit/trail.hpp"
#include "platform/http/router.hpp"

namespace venera::audit {

class Routes {
public:
    Routes(patients::Patients& patients, patients::Relatives& relatives, Actors& actors)
        : trail_(patients, relatives, actors) {}

    void add_to(http::Router& router);

private:
    // The cursor of the next part travels in a header, since the file is all of the body.
    Result<File, invalid_input, invalid_cursor> as_file(Context& context,
                                                        const http::Query<ExportQuery>& query,
                                                        http::ResponseHeaders& headers);

    Trail trail_;
};

}  // namespace venera::audit
