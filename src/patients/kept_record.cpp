#include "patients/kept_record.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <unordered_map>

#include "patients/kept_queries.hpp"
#include "patients/record_queries.hpp"
#include "patients/records.hpp"

namespace venera::patients {

namespace {

using fhir::Element;
using fhir::Entry;

template <class Enum>
std::string name_of(Enum value) {
    return boost::describe::enum_to_string(value, "");
}

template <class T>
std::string text_of(const std::optional<T>& value) {
    return value ? value->text() : std::string();
}
template <std::size_t most>
std::string text_of(const std::optional<Text<most>>& value) {
    return value ? value->value : std::string();
}
template <std::size_t most>
std::string text_of(const std::optional<Prose<most>>& value) {
    return value ? value->value : std::string();
}

std::string joined(const std::string& first, const std::string& second) {
    return first + (first.empty() || second.empty() ? "" : ", ") + second;
}

// R4 asks for a reaction's manifestation wherever a severity stands.
Entry entry_of(const RecordedAllergy& allergy, PatientId patient, const Uuid& id) {
    const std::string reaction = text_of(allergy.reaction);
    Element resource;
    resource
        .element("clinicalStatus",
                 fhir::coded("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active",
                             "Active"))
        .element("code", fhir::concept_of(allergy.substance.value))
        .element("patient", fhir::reference(patient.value))
        .text("recordedDate", allergy.recorded_at.text())
        .list("reaction",
              {Element()
                   .list("manifestation", {fhir::concept_of(reaction.empty() ? "not recorded" : reaction)})
                   .text("severity", name_of(allergy.severity))});
    return {"AllergyIntolerance",
            id,
            resource,
            "Allergy: " + allergy.substance.value,
            {{"Severity", name_of(allergy.severity)},
             {"Reaction", reaction},
             {"Recorded", allergy.recorded_at.text()}}};
}

Entry entry_of(const RecordedMedication& medication, PatientId patient, const Uuid& id) {
    const std::string dosage = joined(text_of(medication.dose), text_of(medication.frequency));
    Element resource;
    resource.text("status", medication.until ? "completed" : "active")
        .element("medicationCodeableConcept", fhir::concept_of(medication.name.value))
        .element("subject", fhir::reference(patient.value))
        .element("effectivePeriod",
                 Element().text("start", text_of(medication.since)).text("end", text_of(medication.until)))
        .text("dateAsserted", medication.recorded_at.text())
        .list("dosage", {Element().text("text", dosage)});
    return {"MedicationStatement",
            id,
            resource,
            "Medication: " + medication.name.value,
            {{"Dose", text_of(medication.dose)},
             {"Frequency", text_of(medication.frequency)},
             {"Since", text_of(medication.since)},
             {"Until", text_of(medication.until)},
             {"Recorded", medication.recorded_at.text()}}};
}

Entry entry_of(const RecordedCondition& condition, PatientId patient, const Uuid& id) {
    const std::string status = name_of(condition.status);
    Element resource;
    resource
        .element("clinicalStatus",
                 fhir::coded("http://terminology.hl7.org/CodeSystem/condition-clinical", status, status))
        .element("code", fhir::concept_of(condition.condition.value))
        .element("subject", fhir::reference(patient.value))
        .text("onsetDateTime", text_of(condition.since))
        .text("recordedDate", condition.recorded_at.text())
        .list("note", {Element().text("text", text_of(condition.note))});
    return {"Condition",
            id,
            resource,
            "Condition: " + condition.condition.value,
            {{"Status", status},
             {"Since", text_of(condition.since)},
             {"Note", text_of(condition.note)},
             {"Recorded", condition.recorded_at.text()}}};
}

template <class List>
void add(std::vector<Entry>& entries, const List& list, PatientId patient, const std::string& kind) {
    for (const auto& one : list)
        entries.push_back(
            entry_of(one, patient, fhir::part_of(patient.value, kind + std::to_string(entries.size()))));
}

}  // namespace

Resealed KeptRecord::reseal(postgres::Database& database, const std::vector<PatientKey>& patients) {
    std::vector<PatientId> ids;
    std::unordered_map<PatientId, const PatientKey*> keys;
    for (const PatientKey& patient : patients) {
        ids.push_back(patient.id);
        keys[patient.id] = &patient;
    }
    return postgres::in_transaction(database, [&](postgres::Transaction& transaction) {
        Resealed resealed;
        // The rows are held, so a change of the record waits a moment instead of being overwritten.
        for (SealedRecord& record : lock_sealed_records(transaction, ids)) {
            const PatientKey& patient = *keys.at(record.patient_id);
            if (!patient.key || patient.key->is_newest(record.contents_sealed)) continue;
            try {
                const std::string column = sealed_record_column(record.version);
                const Sealing sealing(patient.id, patient.key);
                record.contents_sealed = sealing.seal(column, sealing.open(column, record.contents_sealed));
            } catch (const crypto::Tampered&) {
                resealed.rejected.push_back(patient.id);
                continue;
            }
            write_sealed_record(transaction, record);
            ++resealed.texts;
        }
        return resealed;
    });
}

std::function<void()> KeptRecord::erase(Context&, postgres::Transaction& transaction, PatientId patient) {
    delete_record(transaction, patient);
    return [] {};
}

std::vector<fhir::Entry> KeptRecord::held(Context& context, PatientId patient, const DataKey* key) {
    const auto record = find_sealed_record(context.database(), patient);
    if (!record || key == nullptr) return {};
    // The key is the caller's for as long as this takes.
    const Sealing sealing(patient, {std::shared_ptr<const void>{}, key});
    const auto contents = opened_record(sealing, record->version, record->contents_sealed);
    std::vector<Entry> entries;
    add(entries, contents.allergies, patient, "allergy ");
    add(entries, contents.medications, patient, "medication ");
    add(entries, contents.medical_history, patient, "condition ");
    return entries;
}

}  // namespace venera::patients
