// The routes of the patient register.
#pragma once
#include "patients/listing.hpp"
#include "patients/merging.hpp"
#include "patients/register.hpp"

namespace venera::patients {

// What needs headers of its own, or is the same for everybody.
class FileRoutes {
public:
    explicit FileRoutes(Listing& listing) : listing_(listing) {}

    Result<File, invalid_cursor> export_csv(Context& context, const http::Query<ExportQuery>& query,
                                            const http::Request& request, http::ResponseHeaders& headers);
    Page<CountryView> countries(Context& context);

private:
    Listing& listing_;
};

void add_routes(http::Router& router, Register& patients, Merging& merging, Listing& listing,
                FileRoutes& files);

}  // namespace venera::patients
