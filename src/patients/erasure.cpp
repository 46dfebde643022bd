#include "patients/erasure.hpp"

#include "patients/erasure_queries.hpp"
#include "patients/kept_queries.hpp"
#include "patients/limits.hpp"
#include "patients/queries.hpp"

namespace venera::patients {

Result<Erased, not_found, visits_ahead> Erasure::erase(Context& context, http::Path<PatientId> id,
                                                       const RequestErasure& wish) {
    context.purpose_reason = wish.reason.value;
    std::int64_t ahead = 0;
    for (Keeper* keeper : keepers_) ahead += keeper->visits_ahead(context, id.value);
    if (ahead > 0 && !wish.cancel_visits.value_or(false)) {
        insert_access(context, context.database(), id.value, "erase", Outcome::denied);
        return refuse<visits_ahead>;
    }
    std::vector<PatientId> gone;
    std::vector<std::function<void()>> after;
    const auto erased =
        in_transaction(context.database(), [&](postgres::Transaction& transaction) -> std::optional<Erased> {
            gone.clear();
            after.clear();
            for (Keeper* keeper : keepers_) keeper->lock(transaction, id.value);
            const auto row = lock_for_erasure(transaction, id.value);
            insert_access(context, transaction, id.value, "erase", row ? Outcome::allowed : Outcome::denied);
            if (!row) return std::nullopt;
            if (row->erased_at) return Erased{row->id, row->reference, *row->erased_at};
            // Profiles that were merged into this one are the same person's.
            gone = list_merged(transaction, id.value);
            gone.push_back(id.value);
            for (const PatientId one : gone) erase_one(context, transaction, one, after);
            return Erased{row->id, row->reference, context.now()};
        });
    if (!erased) return refuse<not_found>;
    for (const auto& follow : after) follow();
    for (const PatientId one : gone) {
        patients_.changed(one);
        context.log().info("patient.erased", {{"patient_id", one}});
    }
    return *erased;
}

void Erasure::erase_one(Context& context, postgres::Transaction& transaction, PatientId patient,
                        std::vector<std::function<void()>>& after) {
    const auto row = lock_for_erasure(transaction, patient);
    if (!row || row->erased_at) return;
    for (Keeper* keeper : keepers_) after.push_back(keeper->erase(context, transaction, patient));
    erase_patient(transaction, patient, context.now());
    insert_event(transaction, patient, "patient.erased", row->version + 1, context.trace().traceparent(),
                 context.now());
}

void Erasure::finish(Context& context) {
    for (const PatientId patient :
         erased_since(context.database(), context.now() - limits::erasure_repeated_for)) {
        std::vector<std::function<void()>> after;
        in_transaction(context.database(), [&](postgres::Transaction& transaction) {
            after.clear();
            for (Keeper* keeper : keepers_) after.push_back(keeper->erase(context, transaction, patient));
        });
        for (const auto& follow : after) follow();
    }
}

}  // namespace venera::patients
