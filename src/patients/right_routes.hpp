// The routes of a person's rights: everything held of them, and its erasure.
#pragma once
#include "patients/erasure.hpp"
#include "patients/export.hpp"
#include "platform/http/router.hpp"

namespace venera::patients {

struct PersonExportQuery {
    std::optional<ExportFormat> format;  // without it, Accept decides
};
BOOST_DESCRIBE_STRUCT(PersonExportQuery, (), (format))

class RightRoutes {
public:
    RightRoutes(Erasure& erasure, Export& all_of) : erasure_(erasure), export_(all_of) {}

    void add_routes(http::Router& router);

private:
    Result<File, not_found, break_glass_required> export_patient(Context& context, http::Path<PatientId> id,
                                                                 const http::Query<PersonExportQuery>& query,
                                                                 const http::Request& request,
                                                                 http::ResponseHeaders& headers);

    Erasure& erasure_;
    Export& export_;
};

}  // namespace venera::patients
