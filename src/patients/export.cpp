#include "patients/export.hpp"

#include "patients/kept_queries.hpp"
#include "patients/queries.hpp"
#include "patients/sealing.hpp"

namespace venera::patients {

std::optional<std::string> Export::of(Context& context, PatientId patient, ExportFormat format) {
    const Caller& caller = context.caller();
    const bool own = caller.is(Role::patient) && caller.patient_id == patient;
    const auto row = own || caller.is(Role::admin) ? find_patient(context.database(), patient) : std::nullopt;
    const bool shown = row && (caller.is(Role::admin) || !row->erased_at);
    context.purpose = "patient-request";
    insert_access(context, context.database(), patient, "export", shown ? Outcome::allowed : Outcome::denied);
    if (!shown) return std::nullopt;
    std::vector<fhir::Entry> entries;
    add(context, *row, entries);
    // Profiles that were merged into this one are the same person's.
    for (const PatientId merged : list_merged(context.database(), patient)) {
        if (const auto other = find_patient(context.database(), merged)) add(context, *other, entries);
    }
    return format == ExportFormat::html ? fhir::page(entries, context.now())
                                        : fhir::bundle(entries, context.now());
}

void Export::add(Context& context, const PatientRow& row, std::vector<fhir::Entry>& entries) {
    const Sealing sealing = Sealing::unwrap(key_encryption_, row.id, row);
    for (Keeper* keeper : keepers_) {
        for (fhir::Entry& entry : keeper->held(context, row.id, sealing.data_key().get()))
            entries.push_back(std::move(entry));
    }
}

}  // namespace venera::patients
