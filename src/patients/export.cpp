#include "patients/export.hpp"

#include "patients/kept_queries.hpp"
#include "patients/queries.hpp"
#include "patients/record_queries.hpp"
#include "patients/sealing.hpp"

namespace venera::patients {

namespace {

std::optional<PatientRow> find_held(Context& context, PatientId patient) {
    const Caller& caller = context.caller();
    const bool own = caller.is(Role::patient) && caller.patient_id == patient;
    if (!own && !caller.is(Role::admin)) return std::nullopt;
    auto row = find_patient(context.database(), patient);
    // That there was somebody is for administrators.
    return row && row->erased_at && own ? std::nullopt : std::move(row);
}

}  // namespace

Export::Answer Export::of(Context& context, PatientId patient, ExportFormat format) {
    const bool breaks_glass = context.caller().is(Role::admin);
    // The record is in it, so the rule of records holds.
    const bool permitted = !breaks_glass || context.purpose == "break-glass";
    if (!breaks_glass) context.purpose = "patient-request";
    const auto row = permitted ? find_held(context, patient) : std::nullopt;
    // Together: no such access without its event.
    postgres::in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        insert_access(context, transaction, patient, "export", row ? Outcome::allowed : Outcome::denied);
        if (row && breaks_glass) insert_break_glass(context, transaction, patient, row->version);
    });
    if (!permitted) return refuse<break_glass_required>;
    if (!row) return refuse<not_found>;
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
