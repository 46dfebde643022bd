#include "patients/right_routes.hpp"

namespace venera::patients {

namespace {

using http::Access;

// The page has no scripts, styles, images, forms or links, and may have none.
constexpr std::string_view closed_page =
    "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox";

ExportFormat wanted(const std::optional<ExportFormat>& named, const http::Request& request) {
    if (named) return *named;
    const auto accept = request.header("accept").value_or("");
    const bool page = accept.find("text/html") != std::string_view::npos &&
                      accept.find("fhir+json") == std::string_view::npos;
    return page ? ExportFormat::html : ExportFormat::fhir;
}

}  // namespace

void RightRoutes::add_routes(http::Router& router) {
    router
        .get<Access::patient | Access::admin>("/api/v1/patients/{id}/export", *this,
                                              &RightRoutes::export_patient)
        .summary("Everything held about a patient")
        .description(
            "As a FHIR R4 Bundle of type collection, or as a page for people with `format=html` or "
            "`Accept: text/html`. Patients get their own; an administrator sends `X-Purpose: break-glass` "
            "with a reason, and the "
            "patient is told.")
        .media_type("application/fhir+json, text/html")
        .tag("patients");
    router.post<Access::admin>("/api/v1/patients/{id}/erasure", erasure_, &Erasure::erase)
        .summary("Erase a patient")
        .description("Destroys the patient's key and removes what says who they are. It cannot be undone.")
        .tag("patients");
}

Result<File, not_found, break_glass_required> RightRoutes::export_patient(
    Context& context, http::Path<PatientId> id, const http::Query<PersonExportQuery>& query,
    const http::Request& request, http::ResponseHeaders& headers) {
    const ExportFormat format = wanted(query->format, request);
    auto document = export_.of(context, id.value, format);
    if (!document) return Result<File, not_found, break_glass_required>::refused(document);
    headers.add("Vary", "Accept");
    if (format == ExportFormat::html) {
        headers.add("Content-Security-Policy", closed_page);
        return File{"text/html; charset=utf-8", "", *std::move(document)};
    }
    return File{"application/fhir+json", "patient.json", *std::move(document)};
}

}  // namespace venera::patients
