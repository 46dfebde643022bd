#include "patients/kept_profile.hpp"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "patients/queries.hpp"
#include "patients/rotation_queries.hpp"
#include "patients/sealing.hpp"
#include "platform/json/json.hpp"

namespace venera::patients {

namespace {

std::string text_of(const std::optional<Date>& date) { return date ? date->text() : ""; }
std::string name_of(Gender gender) { return boost::describe::enum_to_string(gender, ""); }

template <class T>
std::string value_of(const std::optional<T>& text) {
    return text ? text->value : std::string();
}

fhir::Element address_of(const Patient& patient) {
    fhir::Element element;
    const Address address = patient.address.value_or(Address{});
    if (address.line) {
        std::string line;
        json::write_string(line, address.line->value);
        element.json("line", '[' + line + ']');
    }
    return element.text("city", value_of(address.city))
        .text("state", value_of(address.state))
        .text("postalCode", value_of(address.postal_code))
        .text("country", value_of(patient.country));
}

fhir::Element contact_of(const EmergencyContact& contact) {
    using fhir::Element;
    return Element()
        .list("relationship",
              {fhir::coded("http://terminology.hl7.org/CodeSystem/v2-0131", "C", "Emergency Contact"),
               fhir::concept_of(value_of(contact.relationship))})
        .element("name", Element().text("text", contact.name.value))
        .list("telecom", {Element().text("system", "phone").text("value", contact.phone.value)});
}

fhir::Entry coverage_of(const Patient& patient, const Insurance& insurance) {
    fhir::Element resource;
    resource.text("status", "active")
        .text("subscriberId", value_of(insurance.policy_number))
        .element("beneficiary", fhir::reference(patient.id.value))
        .list("payor", {fhir::Element().text("display", insurance.provider.value)});
    return {"Coverage",
            fhir::part_of(patient.id.value, "coverage"),
            resource,
            "Insurance",
            {{"Insurer", insurance.provider.value}, {"Policy number", value_of(insurance.policy_number)}}};
}

fhir::Element resource_of(const Patient& patient) {
    using fhir::Element;
    std::vector<Element> identifiers{
        Element().text("system", "urn:venera:patient-reference").text("value", patient.reference)};
    if (const auto& id = patient.national_id)
        identifiers.push_back(Element()
                                  .element("type", fhir::concept_of(id->type.value))
                                  .text("system", "urn:venera:national-id:" + id->country.value)
                                  .text("value", id->number.value));
    std::vector<Element> telecom;
    if (patient.phone)
        telecom.push_back(Element().text("system", "phone").text("value", patient.phone->value));
    if (patient.email)
        telecom.push_back(Element().text("system", "email").text("value", patient.email->value));
    std::string given;
    json::write_string(given, patient.first_name);
    Element resource;
    resource.element("meta", Element().text("lastUpdated", patient.updated_at.text()))
        .list("identifier", identifiers)
        .json("active", patient.active ? "true" : "false")
        .list("name", {Element()
                           .text("use", "official")
                           .text("family", patient.last_name)
                           .json("given", '[' + given + ']')})
        .list("telecom", telecom);
    if (patient.gender) resource.text("gender", name_of(*patient.gender));
    resource.text("birthDate", text_of(patient.birth_date));
    resource.list("address", {address_of(patient)});
    if (patient.emergency_contact) resource.list("contact", {contact_of(*patient.emergency_contact)});
    // R4 has no element for what anybody may note down: an extension holds the object as text.
    if (patient.infos)
        resource.list(
            "extension",
            {Element().text("url", "urn:venera:infos").text("valueString", patient.infos->text_value)});
    if (patient.language)
        resource.list("communication",
                      {Element().element("language", fhir::coded("urn:ietf:bcp:47", patient.language->value,
                                                                 patient.language->value))});
    return resource;
}

std::vector<fhir::Fact> facts_of(const Patient& patient) {
    const Address address = patient.address.value_or(Address{});
    const auto& contact = patient.emergency_contact;
    return {{"Reference", patient.reference},
            {"First name", patient.first_name},
            {"Last name", patient.last_name},
            {"Birth date", text_of(patient.birth_date)},
            {"Gender", patient.gender ? name_of(*patient.gender) : ""},
            {"Phone", patient.phone ? patient.phone->value : ""},
            {"E-mail", patient.email ? patient.email->value : ""},
            {"National id", patient.national_id
                                ? patient.national_id->country.value + " " + patient.national_id->type.value +
                                      " " + patient.national_id->number.value
                                : ""},
            {"Address", address.line ? address.line->value : ""},
            {"City", value_of(address.city)},
            {"State", value_of(address.state)},
            {"Postal code", value_of(address.postal_code)},
            {"Country", value_of(patient.country)},
            {"Emergency contact", contact ? contact->name.value + " " + contact->phone.value + " " +
                                                value_of(contact->relationship)
                                          : ""},
            {"Other information", patient.infos ? patient.infos->text_value : ""},
            {"Language", patient.language ? patient.language->value : ""},
            {"Active", patient.active ? "yes" : "no"},
            {"Registered", patient.created_at.text()},
            {"Last changed", patient.updated_at.text()}};
}

struct SealedColumn {
    std::string_view name;
    std::optional<postgres::Bytes> SealedColumns::*member;
};
constexpr SealedColumn sealed_columns[] = {
    {"phone", &SealedColumns::phone_sealed},
    {"email", &SealedColumns::email_sealed},
    {"national_id", &SealedColumns::national_id_sealed},
    {"address", &SealedColumns::address_sealed},
    {"policy_number", &SealedColumns::policy_number_sealed},
    {"emergency_contact", &SealedColumns::emergency_contact_sealed},
    {"infos", &SealedColumns::infos_sealed},
};

// True if every column opened; `row` is sealed anew with the newest key.
bool renew(SealedColumns& row, const Sealing& sealing) {
    try {
        for (const auto& [name, member] : sealed_columns) row.*member = sealing.renewed(name, row.*member);
        return true;
    } catch (const crypto::Tampered&) {
        return false;
    }
}

std::int64_t differences(const SealedColumns& before, const SealedColumns& after) {
    return std::ranges::count_if(sealed_columns, [&](const SealedColumn& column) {
        return before.*column.member != after.*column.member;
    });
}

}  // namespace

Resealed KeptProfile::reseal(postgres::Database& database, const std::vector<PatientKey>& patients) {
    return postgres::in_transaction(database, [&](postgres::Transaction& transaction) {
        Resealed resealed;
        std::vector<PatientId> ids;
        for (const PatientKey& patient : patients) ids.push_back(patient.id);
        std::vector<SealedColumns> renewed;
        // The rows are held, so a change of the profile waits a moment instead of being overwritten.
        for (const SealedColumns& row : lock_sealed_columns(transaction, ids)) {
            SealedColumns after = row;
            const auto sealing = rows_.sealing_of(row.id, row);
            if (!sealing.data_key()) continue;
            if (!renew(after, sealing)) resealed.rejected.push_back(row.id);
            const std::int64_t texts = differences(row, after);
            resealed.texts += texts;
            if (texts > 0) renewed.push_back(std::move(after));
        }
        if (!renewed.empty()) write_sealed_columns(transaction, renewed);
        return resealed;
    });
}

std::vector<fhir::Entry> KeptProfile::held(Context& context, PatientId patient, const DataKey*) {
    const auto row = find_patient(context.database(), patient);
    if (!row) return {};
    const Patient view = rows_.shown(*row);
    std::vector<fhir::Entry> entries{
        {"Patient", patient.value, resource_of(view), "Profile", facts_of(view)}};
    if (view.insurance) entries.push_back(coverage_of(view, *view.insurance));
    return entries;
}

}  // namespace venera::patients
