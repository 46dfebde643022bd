#include "patients/kept_relatives.hpp"

#include <boost/describe/enum_to_string.hpp>

#include "patients/kept_queries.hpp"
#include "patients/queries.hpp"

namespace venera::patients {

namespace {

using fhir::Element;
using fhir::Entry;

// Who only asks does not learn the other's name, and what is over tells no names.
std::string shown_name(const KeptConsent& consent) {
    if (!consent.consented_at || consent.ended_at) return {};
    return consent.first_name + " " + consent.last_name;
}

std::string relationship_of(const KeptConsent& consent) {
    return boost::describe::enum_to_string(consent.relationship, "");
}

// http://hl7.org/fhir/R4/valueset-consent-state-codes.html
std::string_view status_of(const KeptConsent& consent) {
    if (consent.ended_at) return "inactive";
    return consent.consented_at ? "active" : "proposed";
}

// The other party. What the one acted for is to the one who acts stands in words: the person exported may be
// either.
Entry other_party(const KeptConsent& consent, PatientId patient) {
    const bool acts = consent.acting_id == patient;
    const std::string words = acts ? "is acted for, as " + relationship_of(consent)
                                   : "acts for the patient, who is their " + relationship_of(consent);
    Element resource;
    resource.json("active", consent.consented_at && !consent.ended_at ? "true" : "false")
        .element("patient", fhir::reference(patient.value))
        .list("relationship", {fhir::concept_of(words)})
        .list("name", {Element().text("text", shown_name(consent))});
    return {"RelatedPerson",
            fhir::part_of(consent.id.value, "other party"),
            resource,
            acts ? "Person acted for" : "Person who acts for you",
            {{"Name", shown_name(consent)},
             {"Relationship", relationship_of(consent)},
             {"Status", std::string(status_of(consent))},
             {"Asked", consent.requested_at.text()},
             {"Consented", consent.consented_at ? consent.consented_at->text() : ""},
             {"Ended", consent.ended_at ? consent.ended_at->text() : ""}}};
}

Entry consent_of(const KeptConsent& consent, PatientId patient) {
    const Element actor =
        Element()
            .element("role", fhir::coded("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "AUT",
                                         "acts for the patient"))
            .element("reference", fhir::reference(fhir::part_of(consent.id.value, "other party")));
    Element resource;
    resource.text("status", status_of(consent))
        .element("scope", fhir::coded("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy",
                                      "Privacy Consent"))
        .list("category", {fhir::concept_of("Consent that somebody else acts for the patient")})
        .element("patient", fhir::reference(patient.value))
        .text("dateTime", (consent.consented_at ? *consent.consented_at : consent.requested_at).text())
        .element("policyRule", fhir::concept_of(boost::describe::enum_to_string(consent.basis, "")))
        .element(
            "provision",
            Element()
                .text("type", "permit")
                .element("period", Element().text("end", consent.ended_at ? consent.ended_at->text() : ""))
                .list("actor", {actor}));
    return {"Consent",
            consent.id.value,
            resource,
            "Consent",
            {{"Basis", boost::describe::enum_to_string(consent.basis, "")},
             {"Status", std::string(status_of(consent))}}};
}

}  // namespace

std::function<void()> KeptRelatives::erase(Context& context, postgres::Transaction& transaction,
                                           PatientId patient) {
    const auto by = context.caller().signed_in() ? std::optional{context.caller().user_id} : std::nullopt;
    for (const RelativeRow& ended : end_consents(transaction, patient, by, context.now()))
        log_relative_change(context, transaction, ended, "end", "relative.ended");
    return [] {};
}

std::vector<fhir::Entry> KeptRelatives::held(Context& context, PatientId patient, const DataKey*) {
    std::vector<Entry> entries;
    for (const KeptConsent& consent : list_consents(context.database(), patient)) {
        const bool acts = consent.acting_id == patient;
        if (!shown_name(consent).empty())
            insert_access(
                context, context.database(),
                {acts ? consent.patient_id : consent.acting_id, "export", "relative", consent.id.value},
                Outcome::allowed);
        entries.push_back(other_party(consent, patient));
        if (!acts) entries.push_back(consent_of(consent, patient));
    }
    return entries;
}

}  // namespace venera::patients
