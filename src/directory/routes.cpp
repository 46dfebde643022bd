#include "directory/routes.hpp"

namespace venera::directory {

namespace {

void add_review_routes(http::Router& router, Reviews& reviews) {
    using http::Access;
    router.get<Access::anyone>("/api/v1/doctors/{id}/reviews", reviews, &Reviews::of_doctor)
        .summary("What patients say of a doctor, the newest month first, without their names")
        .allow_expired_token();
    router.post<Access::patient>("/api/v1/doctors/{id}/reviews", reviews, &Reviews::write)
        .summary("Review a visit that took place");
    router.get<Access::patient>("/api/v1/me/reviews", reviews, &Reviews::mine)
        .summary("The reviews of the patient and of those for whom they act, the newest month first");
    router.put<Access::patient>("/api/v1/me/reviews/{id}", reviews, &Reviews::change)
        .summary("Write a review anew");
    router.del<Access::patient>("/api/v1/me/reviews/{id}", reviews, &Reviews::withdraw)
        .summary("Withdraw a review for good");
    router.get<Access::practice>("/api/v1/reviews", reviews, &Reviews::list)
        .summary("Reviews that can be answered and hidden, the newest month first");
    router.post<Access::desk>("/api/v1/reviews/{id}/hide", reviews, &Reviews::hide)
        .summary("Hide a review, with a reason that its author reads");
    router.post<Access::desk>("/api/v1/reviews/{id}/show", reviews, &Reviews::show)
        .summary("Show a hidden review again");
    router.put<Access::practice>("/api/v1/reviews/{id}/reply", reviews, &Reviews::reply)
        .summary("Answer a review publicly, or change the answer");
    router.del<Access::practice>("/api/v1/reviews/{id}/reply", reviews, &Reviews::remove_reply)
        .summary("Take the answer to a review away");
}

}  // namespace

void add_routes(http::Router& router, Doctors& doctors, Catalogue& catalogue, Reviews& reviews) {
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
    router.get<Access::admin>("/api/v1/doctors/retired", doctors, &Doctors::retired)
        .of_nobody()
        .summary("Doctors who are not in service any more, the last retired first");
    router.get<Access::anyone>("/api/v1/doctors/{id}", doctors, &Doctors::get)
        .summary("One doctor, with rating and next free time")
        .allow_expired_token();
    router.patch<Access::admin>("/api/v1/doctors/{id}", doctors, &Doctors::change)
        .of_nobody()
        .summary("Change a doctor");
    router.del<Access::admin>("/api/v1/doctors/{id}", doctors, &Doctors::retire)
        .of_nobody()
        .summary("Retire a doctor");
    add_review_routes(router, reviews);
}

}  // namespace venera::directory
