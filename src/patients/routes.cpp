#include "patients/routes.hpp"

namespace venera::patients {

namespace {

// The same request with another cursor. A cursor is base64url, and so needs no encoding.
std::string next_page(const http::Request& request, const std::string& cursor) {
    std::string query;
    std::string_view rest = request.query;
    while (!rest.empty()) {
        const auto end = std::min(rest.find('&'), rest.size());
        const auto part = rest.substr(0, end);
        if (!part.empty() && !part.starts_with("cursor=")) query += std::string(part) + "&";
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return "<" + request.path + "?" + query + "cursor=" + cursor + ">; rel=\"next\"";
}

}  // namespace

Result<File, invalid_cursor> FileRoutes::export_csv(Context& context, const http::Query<ExportQuery>& query,
                                                    const http::Request& request,
                                                    http::ResponseHeaders& headers) {
    auto exported = listing_.export_csv(context, *query);
    if (!exported) return Result<File, invalid_cursor>::refused(exported);
    if (exported->next_cursor) headers.add("Link", next_page(request, *exported->next_cursor));
    return File{"text/csv; charset=utf-8", "patients.csv", std::move(exported->csv)};
}

Page<CountryView> FileRoutes::countries(Context&) { return {country_views(), std::nullopt}; }

void add_routes(http::Router& router, Register& patients, Merging& merging, Listing& listing,
                FileRoutes& files) {
    using http::Access;
    using http::Scope;
    router.get<Access::anyone>("/api/v1/countries", files, &FileRoutes::countries)
        .summary("What differs by country: national ids, calling code, currency, emergency number, languages")
        .cache("public, max-age=3600");
    router.get<Access::practice, Scope::patients_read>("/api/v1/patients", listing, &Listing::list)
        .summary("The patients; a doctor sees those whom they treat");
    router.post<Access::desk, Scope::patients_write>("/api/v1/patients", patients, &Register::create)
        .summary("Add a patient");
    router.post<Access::practice, Scope::patients_read>("/api/v1/patients/search", listing, &Listing::search)
        .summary("Find patients by name, reference, phone, e-mail, national id or anything of the list")
        .description(
            "`q` takes several words in any order, by their beginnings and without regard to accents; "
            "or a whole reference, phone number, e-mail address or national id. `national_id` is an "
            "object as in the profile, or the number alone.");
    router
        .get<Access::desk, Scope::patients_read>("/api/v1/patients/statistics", listing, &Listing::statistics)
        .summary("How many patients there are, by age, gender, city, insurer and month of registration");
    router.get<Access::desk>("/api/v1/patients.csv", files, &FileRoutes::export_csv)
        .summary(
            "The list as a CSV file of at most 5,000 patients, newest first; the Link header has the next")
        .media_type("text/csv");
    router.get<Access::signed_in, Scope::patients_read>("/api/v1/patients/{id}", patients, &Register::get)
        .summary("One patient's profile");
    router
        .patch<Access::patient_or_staff, Scope::patients_write>("/api/v1/patients/{id}", patients,
                                                                &Register::change)
        .summary("Change a profile; members that have parts are replaced whole")
        .description(
            "Who acts for the patient changes how they are reached and insured, not who they are. Names and "
            "language of the profile are those of its account too.");
    router.del<Access::patient_or_staff>("/api/v1/patients/{id}", patients, &Register::deactivate)
        .summary("Deactivate a patient: nothing can be booked for them any more");
    router.post<Access::desk>("/api/v1/patients/{id}/reactivation", patients, &Register::reactivate)
        .summary("Take a patient back who was deactivated");
    router.get<Access::desk>("/api/v1/patients/{id}/duplicates", patients, &Register::duplicates)
        .summary("Profiles that are likely the same person's");
    router.post<Access::desk>("/api/v1/patients/{id}/merge", merging, &Merging::merge)
        .summary("Merge a profile into another one, which gets its visits, record, consents and account")
        .description(
            "`into` keeps what it says and gets what it lacks. Who acted for the first profile acts for the "
            "second from then on, and whoever signs in to the account of the first sees the second: be sure "
            "that it is one person.");
}

}  // namespace venera::patients
