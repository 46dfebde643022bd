#include "patients/records.hpp"

#include <stdexcept>

#include "patients/limits.hpp"
#include "patients/merge_rules.hpp"
#include "patients/queries.hpp"
#include "patients/sealing.hpp"
#include "platform/json/shape.hpp"

namespace venera::patients {

namespace {

constexpr Problem too_many{"too_many", "must have at most 200 entries"};
static_assert(limits::record_entries == 200, "the text says so");

bool breaks_glass(const Context& context) { return context.caller().is(Role::admin); }

// Before the answer of a read, in the transaction of a write. Of an access with the glass broken the patient
// is told.
void log_allowed(Context& context, postgres::Executor& db, const RecordRow& row, std::string_view action) {
    insert_access(context, db, {row.patient_id, action, "record", row.patient_id.value}, Outcome::allowed);
    if (breaks_glass(context)) insert_break_glass(context, db, row.patient_id, row.version);
}

void log_denied(Context& context, PatientId patient, std::string_view action) {
    insert_access(context, context.database(), {patient, action, "record", patient.value}, Outcome::denied);
}

}  // namespace

std::string sealed_record_column(std::int64_t version) {
    return "records.contents@" + std::to_string(version);
}

RecordContents opened_record(const Sealing& sealing, std::int64_t version, const crypto::Bytes& sealed) {
    json::Issues issues;
    auto contents =
        json::from_json<RecordContents>(sealing.open(sealed_record_column(version), sealed), issues);
    if (!issues.empty()) throw std::runtime_error("a sealed record holds no valid document");
    return contents;
}

Result<RecordReach, break_glass_required> Records::reach(Context& context, PatientId patient,
                                                         std::string_view action) {
    const Caller& caller = context.caller();
    std::vector<PatientId> within;
    if (caller.is(Role::admin)) {
        // The edge has seen to it that this purpose comes with a reason.
        if (context.purpose == "break-glass") return RecordReach{};
        log_denied(context, patient, action);
        return refuse<break_glass_required>;
    }
    if (caller.is(Role::patient) && caller.patient_id) within.push_back(*caller.patient_id);
    if (caller.is(Role::doctor) && caller.doctor_id)
        within = treatments_.treated(context, *caller.doctor_id, {patient});
    return RecordReach{std::move(within)};
}

MedicalRecord Records::opened(const RecordRow& row) const {
    MedicalRecord record;
    record.patient_id = row.patient_id;
    record.version = row.version;
    record.updated_at = row.updated_at;
    if (!row.contents_sealed) return record;
    const auto sealing = Sealing::unwrap(key_encryption_, row.patient_id, row);
    static_cast<RecordContents&>(record) = opened_record(sealing, row.version, *row.contents_sealed);
    return record;
}

Records::ReadAnswer Records::read(Context& context, http::Path<PatientId> patient) {
    const auto within = reach(context, patient.value, "read");
    if (!within) return ReadAnswer::refused(within);
    const auto row = find_record(context.database(), patient.value, *within);
    if (!row) {
        log_denied(context, patient.value, "read");
        return refuse<not_found>;
    }
    if (breaks_glass(context)) {
        // Together: no such access without its event.
        postgres::in_transaction(context.database(), [&](postgres::Transaction& transaction) {
            log_allowed(context, transaction, *row, "read");
        });
    } else {
        log_allowed(context, context.database(), *row, "read");
    }
    return opened(*row);
}

Records::WriteAnswer Records::write(Context& context, PatientId patient, http::IfMatch condition,
                                    const Edit& edit) {
    const auto within = reach(context, patient, "update");
    if (!within) return WriteAnswer::refused(within);
    const Caller& caller = context.caller();
    auto answer =
        postgres::in_transaction(context.database(), [&](postgres::Transaction& transaction) -> WriteAnswer {
            // Of two that write at once the second starts from what the first wrote.
            queue_record_lock(transaction, patient);
            auto row = find_record(transaction, patient, *within);
            if (!row) return refuse<not_found>;
            if (condition.version && *condition.version != row->version) return refuse<version_mismatch>;
            MedicalRecord record = opened(*row);
            edit(record, {caller.user_id, caller.doctor_id, context.now()});
            seal(record, *row, context.now());
            record.version = row->version;
            record.updated_at = row->updated_at;
            write_record(transaction, *row);
            insert_event(transaction, patient, "record.updated", row->version, context.trace().traceparent(),
                         context.now());
            log_allowed(context, transaction, *row, "update");
            return record;
        });
    if (answer.is<not_found>()) log_denied(context, patient, "update");
    return answer;
}

void Records::seal(const RecordContents& contents, RecordRow& row, Instant now) const {
    row.version += 1;
    row.updated_at = now;
    const auto sealing = Sealing::unwrap(key_encryption_, row.patient_id, row);
    row.contents_sealed = sealing.seal(sealed_record_column(row.version), json::to_json(contents));
}

void Records::unite(Context& context, postgres::Transaction& transaction, PatientId goes,
                    PatientId stays) const {
    const auto from = find_record(transaction, goes, {});
    auto into = find_record(transaction, stays, {});
    if (!from->contents_sealed) return;
    const auto contents = united(opened(*into), opened(*from));
    if (!contents) throw RecordsTooLong();
    seal(*contents, *into, context.now());
    write_record(transaction, *into);
    delete_record(transaction, goes);
    insert_event(transaction, stays, "record.updated", into->version, context.trace().traceparent(),
                 context.now());
    for (const PatientId patient : {goes, stays})
        insert_access(context, transaction, {patient, "merge", "record", patient.value}, Outcome::allowed);
}

template <class Entry>
Records::WriteAnswer Records::replace(Context& context, PatientId patient, http::IfMatch condition,
                                      std::vector<Entry> RecordContents::*list,
                                      const std::vector<typename Entry::Given>& given) {
    if (given.size() > limits::record_entries) return invalid("", too_many);
    return write(context, patient, condition, [&](RecordContents& contents, const Recorded& author) {
        contents.*list = replaced(std::move(contents.*list), given, author);
    });
}

Records::WriteAnswer Records::write_allergies(Context& context, http::Path<PatientId> patient,
                                              const std::vector<Allergy>& allergies,
                                              http::IfMatch condition) {
    return replace(context, patient.value, condition, &RecordContents::allergies, allergies);
}

Records::WriteAnswer Records::write_medications(Context& context, http::Path<PatientId> patient,
                                                const std::vector<Medication>& medications,
                                                http::IfMatch condition) {
    return replace(context, patient.value, condition, &RecordContents::medications, medications);
}

Records::WriteAnswer Records::write_medical_history(Context& context, http::Path<PatientId> patient,
                                                    const std::vector<Condition>& conditions,
                                                    http::IfMatch condition) {
    return replace(context, patient.value, condition, &RecordContents::medical_history, conditions);
}

}  // namespace venera::patients
