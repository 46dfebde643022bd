#include "patients/merging.hpp"

#include <algorithm>

#include "patients/merge_rules.hpp"

namespace venera::patients {

namespace {

PatientCard card_of(const PatientRow& row, const ProfileRows& rows) {
    return {row.id, row.first_name + " " + row.last_name, row.active,
            rows.sealing_of(row.id, row).data_key()};
}

const PatientRow* row_of(const std::vector<PatientRow>& rows, PatientId id) {
    const auto found = std::ranges::find(rows, id, &PatientRow::id);
    return found == rows.end() ? nullptr : &*found;
}

}  // namespace

void Merging::unite_consents(Context& context, postgres::Transaction& transaction, PatientId goes,
                             PatientId stays) {
    const auto consents = united(lock_relatives(transaction, {goes, stays}), stays, goes);
    const UserId by = context.caller().user_id;
    for (const RelativeRow& before : consents.ended) {
        const auto row = end_relative(transaction, before.id, before.acting_id, by, context.now());
        log_relative_change(context, transaction, row.value(), "end", "relative.ended");
    }
    for (const RelativeRow& after : consents.moved)
        log_relative_change(context, transaction, move_relative(transaction, after), "take over",
                            "relative.moved");
}

Patient Merging::write(Context& context, postgres::Transaction& transaction, PatientRow goes,
                       PatientRow stays) {
    const auto& rows = profiles_.rows();
    const auto tell = [&](PatientId patient, std::string_view type, std::int64_t version) {
        insert_event(transaction, patient, type, version, context.trace().traceparent(), context.now());
    };
    goes.updated_at = stays.updated_at = context.now();
    for (const auto& sign : merge_patient(transaction, goes, stays.id))
        tell(sign.id, sign.id == goes.id ? "patient.merged" : "patient.updated", sign.version);
    const auto change = gained(rows.shown(stays), rows.shown(goes));
    rows.apply(change, stays);
    if (!stays.country) stays.country = goes.country;
    take_national_id_turn(transaction, stays);
    // A third profile may have the national id that comes along: then it is contested here too.
    update_patient(transaction, stays, TakenId::contested);
    ++stays.version;
    PatientChange names = change;
    names.first_name = {Patch<Text<100>>::State::value, Text<100>{stays.first_name}};
    names.last_name = {Patch<Text<100>>::State::value, Text<100>{stays.last_name}};
    accounts_.follow(context, transaction, stays.id, names);
    tell(stays.id, "patient.updated", stays.version);
    insert_access(context, transaction, goes.id, "merge into " + stays.reference, Outcome::allowed);
    insert_access(context, transaction, stays.id, "merge with " + goes.reference, Outcome::allowed);
    return rows.shown(stays);
}

Merging::Answer Merging::merge_locked(Context& context, postgres::Transaction& transaction, PatientId goes,
                                      PatientId stays) {
    // The accounts first, as whoever changes one's own account and its profile takes them.
    accounts_.hold(transaction, {goes, stays});
    const auto locked = lock_for_merge(transaction, goes, stays);
    const auto* from = row_of(locked, goes);
    const auto* into = row_of(locked, stays);
    if (from == nullptr || into == nullptr) return refuse<not_found>;
    if (from->merged_into || into->merged_into) return refuse<patient_merged>;
    if (!into->active)
        return invalid("/into", {"inactive", "is the id of a patient who is no longer active"});
    accounts_.hand_over(context, transaction, goes, stays);
    visits_.hand_over(context, transaction, card_of(*from, profiles_.rows()),
                      card_of(*into, profiles_.rows()));
    records_.unite(context, transaction, goes, stays);
    unite_consents(context, transaction, goes, stays);
    return write(context, transaction, *from, *into);
}

Merging::Answer Merging::merge(Context& context, http::Path<PatientId> id, const MergePatient& wish) {
    if (wish.into == id.value) return invalid("/into", {"same_patient", "must be another patient"});
    try {
        auto done = in_transaction(context.database(), [&](postgres::Transaction& transaction) {
            return merge_locked(context, transaction, id.value, wish.into);
        });
        if (done.is<not_found>()) {
            insert_access(context, context.database(), id.value, "merge", Outcome::denied);
            insert_access(context, context.database(), wish.into, "merge", Outcome::denied);
        }
        profiles_.changed(id.value);
        profiles_.changed(wish.into);
        return done;
    } catch (const VisitsOverlap&) {
        return refuse<overlapping_visits>;
    } catch (const AccountsCollide&) {
        return refuse<two_accounts>;
    } catch (const RecordsTooLong&) {
        return refuse<records_too_long>;
    }
}

}  // namespace venera::patients
