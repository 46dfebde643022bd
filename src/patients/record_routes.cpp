#include "patients/record_routes.hpp"

namespace venera::patients {

namespace {

constexpr std::string_view break_glass =
    "A doctor needs a past or future visit with the patient. An administrator sends `X-Purpose: break-glass` "
    "and `X-Purpose-Reason` of 8 to 500 characters; the access is recorded with the reason, which stands in "
    "the access log in plain text (no medical facts in it), and the patient is told.";

}  // namespace

void add_record_routes(http::Router& router, Records& records, MyRelatives& relatives) {
    using http::Access;
    router
        .get<Access::patient | Access::doctor_or_admin>("/api/v1/patients/{id}/record", records,
                                                        &Records::read)
        .summary("A patient's allergies, medications and medical history")
        .description(break_glass);
    router
        .put<Access::doctor_or_admin>("/api/v1/patients/{id}/record/allergies", records,
                                      &Records::write_allergies)
        .summary("Replace the list of allergies")
        .description(break_glass);
    router
        .put<Access::doctor_or_admin>("/api/v1/patients/{id}/record/medications", records,
                                      &Records::write_medications)
        .summary("Replace the list of medications")
        .description(break_glass);
    router
        .put<Access::doctor_or_admin>("/api/v1/patients/{id}/record/medical-history", records,
                                      &Records::write_medical_history)
        .summary("Replace the medical history")
        .description(break_glass);

    router.get<Access::patient>("/api/v1/me/relatives", relatives, &MyRelatives::list)
        .summary("For whom you may act, who may act for you, and who asks to");
    router.post<Access::patient>("/api/v1/me/relatives", relatives, &MyRelatives::add)
        .summary("Add a minor child, declaring to be their parent, or ask an adult by their reference");
    router.post<Access::patient>("/api/v1/me/relatives/{id}/accept", relatives, &MyRelatives::accept)
        .summary("Consent to somebody who asked to act for you");
    router.del<Access::patient>("/api/v1/me/relatives/{id}", relatives, &MyRelatives::end)
        .summary("Decline a request, withdraw it, or end a consent");
}

}  // namespace venera::patients
