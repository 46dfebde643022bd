// Specialties and clinics: public to read, kept by an administrator.
#pragma once
#include "directory/doctors.hpp"
#include "directory/queries.hpp"
#include "directory/refusals.hpp"
#include "directory/types.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"

namespace venera::directory {

class Catalogue {
public:
    // `doctors` shows the catalogue's words on its cards: it is told of every change.
    explicit Catalogue(Doctors& doctors) : doctors_(doctors) {}

    Page<Specialty> specialties(Context& context);
    Result<Created<Specialty>, specialty_exists> add_specialty(Context& context, const NewSpecialty& wish);
    Result<Specialty, not_found, version_mismatch> change_specialty(Context& context, http::Path<Code> code,
                                                                    const SpecialtyChange& change,
                                                                    http::IfMatch condition);
    Result<NoContent, not_found, specialty_in_use> remove_specialty(Context& context, http::Path<Code> code);

    Result<Page<Clinic>, invalid_cursor> clinics(Context& context, const http::Query<ListQuery>& query);
    Result<Clinic, not_found> clinic(Context& context, http::Path<ClinicId> id);
    Created<Clinic> add_clinic(Context& context, const NewClinic& wish);
    Result<Clinic, not_found, version_mismatch> change_clinic(Context& context, http::Path<ClinicId> id,
                                                              const ClinicChange& change,
                                                              http::IfMatch condition);

private:
    Doctors& doctors_;
};

}  // namespace venera::directory
