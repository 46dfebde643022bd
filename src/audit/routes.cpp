#include "audit/routes.hpp"

namespace venera::audit {

void Routes::add_to(http::Router& router) {
    using http::Access;
    router.get<Access::admin>("/api/v1/audit", trail_, &Trail::list)
        .summary("Who touched whose data, the newest first")
        .description(
            "Over the access logs of all parts of the program. A filter that finds little in the rows that "
            "one request looks through gives a short page with a next_cursor.");
    router.get<Access::admin>("/api/v1/audit/export", *this, &Routes::as_file)
        .summary("The audit as a file, at most 20,000 rows")
        .description(
            "CSV, or one JSON object a line with format=ndjson. If there is more, the header Next-Cursor is "
            "the cursor of the next part.")
        .media_type("text/csv, application/x-ndjson");
    router.get<Access::admin>("/api/v1/audit/chain", chain_, &ChainState::look)
        .summary("How far the access logs are sealed, and whether the newest rows are as they were sealed")
        .description(
            "Checks the newest seals with at most 20,000 rows; those before them with `before` = "
            "`checked.first_seal`. `venera audit verify` checks all of them, and the exported seals.");
    router.get<Access::patient | Access::admin>("/api/v1/patients/{id}/accesses", trail_, &Trail::accesses)
        .summary("Who looked at a patient's data, when and why")
        .description("For the patient, and for who acts for them (/me/relatives).");
}

Result<File, invalid_input, invalid_cursor> Routes::as_file(Context& context,
                                                            const http::Query<ExportQuery>& query,
                                                            http::ResponseHeaders& headers) {
    auto exported = trail_.as_file(context, *query);
    if (!exported) return Result<File, invalid_input, invalid_cursor>::refused(exported);
    if (exported->next_cursor) headers.add("next-cursor", *exported->next_cursor);
    return std::move(exported->file);
}

}  // namespace venera::audit
