#include "directory/routes.hpp"

namespace venera::directory {

void add_routes(http::Router& router, Doctors& doctors, Catalogue& catalogue) {
    using http::Access;
    router.get<Access::anyone>("/api/v1/specialties", catalogue, &Catalogue::specialties)
        .summary("The catalogue of specialties")
        .allow_expired_token();
    router.post<Access::admin>("/api/v1/specialties", catalogue, &Catalogue::add_specialty)
        .of_nobody()
        .summary("Add a specialty");
    router.patch<Access::admin>("/api/v1/specialties/{code}", catalogue, &Catalogue::change_specialty)
        .of_nobody()
        .summary("Change a specialty's words");
    router.del<Access::admin>("/api/v1/specialties/{code}", catalogue, &Catalogue::remove_specialty)
        .of_nobody()
        .summary("Remove a specialty that no doctor practises");

    router.get<Access::anyone>("/api/v1/clinics", catalogue, &Catalogue::clinics)
        .summary("The clinics")
        .allow_expired_token();
    router.post<Access::admin>("/api/v1/clinics", catalogue, &Catalogue::add_clinic)
        .of_nobody()
        .summary("Add a clinic");
    router.get<Access::anyone>("/api/v1/clinics/{id}", catalogue, &Catalogue::clinic)
        .summary("One clinic")
        .allow_expired_token();
    router.patch<Access::admin>("/api/v1/clinics/{id}", catalogue, &Catalogue::change_clinic)
        .of_nobody()
        .summary("Change a clinic");

    router.get<Access::anyone>("/api/v1/doctors", doctors, &Doctors::list)
        .summary("Find doctors by specialty, place, language, words, rating, price or distance")
        .allow_expired_token();
    router.post<Access::admin>("/api/v1/doctors", doctors, &Doctors::create)
        .of_nobody()
        .summary("Publish a doctor");
    router.get<Access::anyone>("/api/v1/doctors/{id}", doctors, &Doctors::get)
        .summary("One doctor, with rating and next free time")
        .allow_expired_token();
    router.patch<Access::admin>("/api/v1/doctors/{id}", doctors, &Doctors::change)
        .of_nobody()
        .summary("Change a doctor");
    router.del<Access::admin>("/api/v1/doctors/{id}", doctors, &Doctors::retire)
        .of_nobody()
        .summary("Retire a doctor");
}

}  // namespace venera::directory
