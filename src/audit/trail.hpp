// Reading the access logs of all contexts as one trail, the newest first: for administrators with filters and
// as a file, and for patients, or who acts for them,
// what was done with their data. Reading it leaves a row itself.
#pragma once
#include "audit/audit.hpp"
#include "audit/queries.hpp"
#include "audit/types.hpp"
#include "patients/patients.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"

namespace venera::audit {

class Trail {
public:
    Trail(patients::Patients& patients, patients::Relatives& relatives, Actors& actors)
        : patients_(patients), relatives_(relatives), actors_(actors) {}

    Result<Page<AuditEntry>, invalid_input, invalid_cursor> list(Context& context,
                                                                 const http::Query<AuditQuery>& query);

    struct Exported {
        File file;
        std::optional<std::string> next_cursor;
    };
    Result<Exported, invalid_input, invalid_cursor> as_file(Context& context, const ExportQuery& query);

    Result<Page<PatientAccess>, not_found, invalid_input, invalid_cursor> accesses(
        Context& context, http::Path<PatientId> id, const http::Query<AccessesQuery>& query);

private:
    struct Rows {
        std::vector<AccessRow> rows;
        std::optional<std::string> next_cursor;
    };
    Rows page(Context& context, const Filter& filter, const std::optional<Moment>& before,
              std::int32_t limit);
    std::vector<AuditEntry> shown(Context& context, const std::vector<AccessRow>& rows);

    bool may_see(Context& context, PatientId patient);

    patients::Patients& patients_;
    patients::Relatives& relatives_;
    Actors& actors_;
};

}  // namespace venera::audit
