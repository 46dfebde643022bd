#include "patients/register.hpp"

#include <algorithm>

#include "patients/limits.hpp"
#include "patients/listing_queries.hpp"

namespace venera::patients {

namespace {

constexpr Problem in_the_future{"in_the_future", "must not be in the future"};
constexpr std::string_view taken_constraint = "patients_national_id";

NewPatient new_patient(const CreatePatient& wish, PatientId id) {
    return {.id = id,
            .first_name = wish.first_name,
            .last_name = wish.last_name,
            .birth_date = wish.birth_date,
            .gender = wish.gender,
            .phone = wish.phone,
            .country = std::nullopt,
            .national_id = wish.national_id,
            .language = wish.language,
            .email = wish.email,
            .address = wish.address,
            .insurance = wish.insurance,
            .emergency_contact = wish.emergency_contact,
            .infos = wish.infos};
}

bool holds(const PatientRow& row, const postgres::Bytes& national_id_index) {
    return std::ranges::find(row.national_id_values, national_id_index) != row.national_id_values.end();
}

// The desk learns whose the national id is, so the access to that profile is logged.
auto taken_by(Context& context, postgres::Executor& db, const Holder& holder) {
    insert_access(context, db, holder.id, "find duplicate", Outcome::allowed);
    return refuse<national_id_taken>.with(Existing{{holder.id, holder.reference}});
}

postgres::Bytes bytes_of(const http::IdempotencyKey& key) {
    return {key.fingerprint.begin(), key.fingerprint.end()};
}

bool names_account(const PatientChange& change) {
    return change.first_name.given() || change.last_name.given() || change.language.given();
}

// What says who somebody is, and what the practice notes of them.
InputProblems not_for_relatives(const PatientChange& change) {
    InputProblems problems;
    const auto refuse_member = [&](bool given, std::string_view pointer) {
        if (given)
            problems.errors.push_back({std::string(pointer), std::nullopt, "not_for_relatives",
                                       "is changed by the patient themselves or by the practice"});
    };
    refuse_member(change.first_name.given(), "/first_name");
    refuse_member(change.last_name.given(), "/last_name");
    refuse_member(change.birth_date.given(), "/birth_date");
    refuse_member(change.gender.given(), "/gender");
    refuse_member(change.national_id.given(), "/national_id");
    refuse_member(change.infos.given(), "/infos");
    return problems;
}

}  // namespace

void check(const CreatePatient& wish, json::Issues& issues) {
    check_phone(wish.phone, "/phone", issues);
    check_infos(wish.infos, issues);
}

Reach Register::reach_of(Context& context, PatientId patient) {
    const Caller& caller = context.caller();
    if (caller.for_practice()) return std::nullopt;
    if (caller.is(Role::doctor) && caller.doctor_id)
        return treatments_.treated(context, *caller.doctor_id, {patient});
    const bool reaches = caller.is(Role::patient) &&
                         (caller.patient_id == patient || relatives_.may_act_for(context, patient));
    return reaches ? std::vector{patient} : std::vector<PatientId>{};
}

void Register::deny(Context& context, PatientId id, std::string_view action) {
    insert_access(context, context.database(), id, action, Outcome::denied);
}

Result<Patient, not_found> Register::get(Context& context, http::Path<PatientId> id) {
    auto row = find_patient(context.database(), id.value, reach_of(context, id.value));
    // Of a person who was erased there is nothing to see, except that they were.
    if (row && row->erased_at && !context.caller().is(Role::admin)) row.reset();
    // Before the answer leaves, and for what is missing as well as for what is another person's.
    insert_access(context, context.database(), id.value, "read", row ? Outcome::allowed : Outcome::denied);
    if (!row) return refuse<not_found>;
    return profiles_.rows().shown(*row);
}

std::optional<Register::CreateAnswer> Register::created_before(Context& context,
                                                               const http::IdempotencyKey& key) {
    if (!key.key) return std::nullopt;
    const auto kept = find_request(context.database(), context.caller().user_id, *key.key);
    if (!kept) return std::nullopt;
    if (kept->fingerprint != bytes_of(key)) return refuse<idempotency_key_reused>;
    const auto patient = profiles_.find(context, kept->resource_id);
    if (!patient) return refuse<not_found>;
    return Created<Patient>{*patient, Replay::yes};
}

Register::CreateAnswer Register::create(Context& context, const CreatePatient& wish,
                                        const http::IdempotencyKey& key) {
    if (is_after_today(wish.birth_date, context.now())) return invalid("/birth_date", in_the_future);
    if (auto before = created_before(context, key)) return *std::move(before);
    const auto id = PatientId::make(context.now());
    PatientRow row = profiles_.rows().made(new_patient(wish, id), Sealing::fresh(id), context.now());
    std::optional<Holder> holder;
    {
        postgres::Transaction transaction(context.database());
        // Of two requests with one key the second waits here for the first, and then finds its patient.
        const bool first = !key.key || keep_request(transaction, context.caller().user_id, *key.key,
                                                    {id, bytes_of(key)}, context.now());
        if (first && insert_new(transaction, row, TakenId::refused)) {
            insert_event(transaction, id, "patient.created", row.version, context.trace().traceparent(),
                         context.now());
            insert_access(context, transaction, id, "create", Outcome::allowed);
            transaction.commit();
            return Created<Patient>{profiles_.rows().shown(row)};
        }
        if (first) holder = holder_of(transaction, row.national_id_values, id);
    }
    if (holder) return taken_by(context, context.database(), *holder);
    auto before = created_before(context, key);
    if (!before) return refuse<not_found>;
    return *std::move(before);
}

Register::Written Register::write(Context& context, PatientId id, const PatientChange& change,
                                  http::IfMatch condition) {
    const Reach reach = reach_of(context, id);
    const auto taken = context.caller().for_practice() ? TakenId::refused : TakenId::contested;
    return in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Written {
        if (names_account(change)) accounts_.hold(transaction, {id});
        // Locked, so that of two changes at once the second starts from what the first wrote.
        auto row = lock_patient(transaction, id, reach);
        if (!row) return refuse<not_found>;
        if (row->merged_into) return refuse<patient_merged>;
        if (condition.version && *condition.version != row->version) return refuse<version_mismatch>;
        const auto index = row->national_id_index;
        profiles_.rows().apply(change, *row);
        take_national_id_turn(transaction, *row);
        if (taken == TakenId::refused && !(index && holds(*row, *index))) {
            if (const auto holder = holder_of(transaction, row->national_id_values, id))
                return taken_by(context, transaction, *holder);
        }
        row->updated_at = context.now();
        update_patient(transaction, *row, taken);
        ++row->version;
        if (names_account(change)) accounts_.follow(context, transaction, id, change);
        insert_event(transaction, id, "patient.updated", row->version, context.trace().traceparent(),
                     context.now());
        insert_access(context, transaction, id, "update", Outcome::allowed);
        return *row;
    });
}

Register::ChangeAnswer Register::change(Context& context, http::Path<PatientId> id,
                                        const PatientChange& change, http::IfMatch condition) {
    if (change.birth_date.given() && !change.birth_date.cleared() &&
        is_after_today(change.birth_date.value, context.now()))
        return invalid("/birth_date", in_the_future);
    const Caller& caller = context.caller();
    if (caller.is(Role::patient) && caller.patient_id != id.value) {
        auto problems = not_for_relatives(change);
        // Nobody else learns from the refusal that there is such a patient.
        if (!problems.errors.empty() && relatives_.may_act_for(context, id.value))
            return refuse<invalid_input>.with(std::move(problems));
    }
    for (int tries = 0;; ++tries) {
        try {
            const auto written = write(context, id.value, change, condition);
            if (!written) {
                if (written.is<not_found>()) deny(context, id.value, "update");
                return ChangeAnswer::refused(written);
            }
            profiles_.changed(id.value);
            return profiles_.rows().shown(*written);
        } catch (const postgres::ConstraintViolation& violation) {
            if (violation.constraint != taken_constraint || tries == limits::reference_tries) throw;
            // Somebody was faster by a moment: the next try finds their profile.
        }
    }
}

Result<NoContent, not_found, version_mismatch> Register::deactivate(Context& context,
                                                                    http::Path<PatientId> id,
                                                                    http::IfMatch condition) {
    using Answer = Result<NoContent, not_found, version_mismatch>;
    const Caller& caller = context.caller();
    // Not for relatives: it would keep the patient from booking.
    const Reach reach = caller.at_desk() ? Reach{} : std::vector{caller.patient_id.value_or(PatientId{})};
    const auto done = in_transaction(context.database(), [&](postgres::Transaction& transaction) -> Answer {
        auto row = lock_patient(transaction, id.value, reach);
        if (!row) return refuse<not_found>;
        if (condition.version && *condition.version != row->version) return refuse<version_mismatch>;
        insert_access(context, transaction, id.value, "deactivate", Outcome::allowed);
        if (!row->active) return NoContent{};
        row->updated_at = context.now();
        deactivate_patient(transaction, *row);
        insert_event(transaction, id.value, "patient.deactivated", row->version + 1,
                     context.trace().traceparent(), context.now());
        return NoContent{};
    });
    if (done.is<not_found>()) deny(context, id.value, "deactivate");
    profiles_.changed(id.value);
    return done;
}

Register::ReactivateAnswer Register::reactivate(Context& context, http::Path<PatientId> id,
                                                http::IfMatch condition) {
    std::vector<postgres::Bytes> national_id;
    const auto attempt = [&](postgres::Transaction& transaction) -> Written {
        auto row = lock_patient(transaction, id.value);
        if (!row) return refuse<not_found>;
        if (row->merged_into) return refuse<patient_merged>;
        if (condition.version && *condition.version != row->version) return refuse<version_mismatch>;
        insert_access(context, transaction, id.value, "reactivate", Outcome::allowed);
        if (row->active) return *row;
        profiles_.rows().index(*row, profiles_.rows().sealing_of(row->id, *row));
        national_id = row->national_id_values;
        take_national_id_turn(transaction, *row);
        row->updated_at = context.now();
        reactivate_patient(transaction, *row);
        row->active = true;
        ++row->version;
        insert_event(transaction, id.value, "patient.reactivated", row->version,
                     context.trace().traceparent(), context.now());
        return *row;
    };
    for (int tries = 0;; ++tries) {
        try {
            const auto written = in_transaction(context.database(), attempt);
            profiles_.changed(id.value);
            if (written) return profiles_.rows().shown(*written);
            if (written.is<not_found>()) deny(context, id.value, "reactivate");
            return ReactivateAnswer::refused(written);
        } catch (const postgres::ConstraintViolation& violation) {
            if (violation.constraint != taken_constraint || tries == limits::reference_tries) throw;
            if (const auto holder = holder_of(context.database(), national_id, id.value))
                return taken_by(context, context.database(), *holder);
        }
    }
}

Result<Duplicates, not_found> Register::duplicates(Context& context, http::Path<PatientId> id) {
    auto row = find_patient(context.database(), id.value);
    if (row && row->erased_at) row.reset();
    insert_access(context, context.database(), id.value, "find duplicates",
                  row ? Outcome::allowed : Outcome::denied);
    if (!row) return refuse<not_found>;
    profiles_.rows().index(*row, profiles_.rows().sealing_of(row->id, *row));
    const auto ids = find_duplicates(context.database(), *row, limits::duplicates);
    insert_accesses(context, context.database(), ids, "find duplicates");
    Duplicates found;
    for (const auto& other : find_patients(context.database(), ids))
        found.data.push_back(profiles_.rows().shown(other));
    return found;
}

}  // namespace venera::patients
