#include "patients/relatives.hpp"

#include <algorithm>

#include "patients/limits.hpp"
#include "patients/queries.hpp"

namespace venera::patients {

namespace {

Date today(const Context& context) {
    return {std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(context.now().value)}};
}

Date youth_line(const Context& context) { return minors_born_after(today(context)); }

Relative view_of(const RelativeListed& row, PatientId party) {
    Relative relative;
    relative.id = row.id;
    relative.direction = row.acting_id == party ? Direction::for_relative : Direction::for_me;
    relative.relationship = row.relationship;
    relative.status = row.consented_at ? RelativeStatus::active : RelativeStatus::requested;
    relative.basis = row.basis;
    if (row.consented_at || relative.direction == Direction::for_me) {
        relative.patient_id = relative.direction == Direction::for_me ? row.acting_id : row.patient_id;
        relative.first_name = row.first_name;
        relative.last_name = row.last_name;
    }
    if (row.basis == Basis::parent_of_minor && relative.direction == Direction::for_relative) {
        relative.birth_date = row.birth_date;
        if (row.birth_date) relative.ends_on = comes_of_age(*row.birth_date);
    }
    relative.requested_at = row.requested_at;
    relative.consented_by = row.consented_by;
    relative.consented_at = row.consented_at;
    relative.version = row.version;
    return relative;
}

constexpr Problem unknown_patient{"unknown_patient", "is not the reference of a patient"};

struct Parties {
    std::optional<PatientRow> acting;  // if they are active, as the other one
    std::optional<PatientRow> asked;
};

// In the order of ids, as everybody locks profiles: so nobody waits in a circle.
Parties lock_parties(postgres::Executor& db, PatientId acting, const std::optional<PatientId>& asked) {
    const auto locked = [&](PatientId id) {
        auto row = lock_patient(db, id);
        return row && row->active ? std::move(row) : std::nullopt;
    };
    Parties parties;
    if (asked && *asked < acting) parties.asked = locked(*asked);
    parties.acting = locked(acting);
    if (asked && acting < *asked) parties.asked = locked(*asked);
    return parties;
}

}  // namespace

bool MyRelatives::may_act_for(Context& context, PatientId patient) {
    const Caller& caller = context.caller();
    return caller.is(Role::patient) && caller.patient_id && acts_for(context, *caller.patient_id, patient);
}

bool MyRelatives::acts_for(Context& context, PatientId acting, PatientId patient) {
    return may_act(context.database(), acting, patient, youth_line(context));
}

std::vector<PatientId> MyRelatives::acted_for(Context& context) {
    const Caller& caller = context.caller();
    if (!caller.is(Role::patient) || !caller.patient_id) return {};
    return list_acted_for(context.database(), *caller.patient_id, youth_line(context));
}

std::vector<PatientId> MyRelatives::changed(postgres::Executor& db, const postgres::XidSpan& transactions) {
    return changed_actors(db, transactions);
}

Page<Relative> MyRelatives::list(Context& context) {
    Page<Relative> page;
    const auto party = context.caller().patient_id;
    if (!party) return page;
    std::vector<PatientId> patients;
    std::vector<RelativeId> consents;
    for (const auto& row : list_relatives(context.database(), *party, youth_line(context))) {
        page.data.push_back(view_of(row, *party));
        if (!page.data.back().patient_id) continue;
        patients.push_back(*page.data.back().patient_id);
        consents.push_back(row.id);
    }
    insert_relative_reads(context, context.database(), patients, consents);
    return page;
}

MyRelatives::AddAnswer MyRelatives::add(Context& context, const NewRelative& wish,
                                        const http::IdempotencyKey& key) {
    const UserId user = context.caller().user_id;
    if (wish.birth_date && *wish.birth_date > today(context))
        return invalid("/birth_date", {"in_the_future", "must not be in the future"});
    if (wish.birth_date && *wish.birth_date <= youth_line(context))
        return invalid("/birth_date", {"of_age", "is of an adult, who has to accept from their own account"});
    if (key.key) {
        if (const auto kept = find_kept_relative(context.database(), user, *key.key))
            return repeated(context, *kept, key);
    }
    try {
        const auto added =
            postgres::in_transaction(context.database(), [&](postgres::Transaction& transaction) {
                auto row = insert(context, transaction, wish);
                if (row) keep_relative(transaction, user, key, row->id, context.now());
                return row;
            });
        if (!added) return AddAnswer::refused(added);
        return shown(context, added->id, Replay::no);
    } catch (const postgres::ConstraintViolation& violation) {
        // Of two requests at once, the second finds what the first has written.
        if (violation.constraint == "relatives_once") return refuse<relative_exists>;
        if (violation.constraint != "idempotency_pkey") throw;
    }
    const auto kept = find_kept_relative(context.database(), user, *key.key);
    if (!kept) return refuse<relative_exists>;
    return repeated(context, *kept, key);
}

Result<RelativeRow, not_found, invalid_input, too_many_relatives> MyRelatives::insert(
    Context& context, postgres::Executor& transaction, const NewRelative& wish) {
    const Caller& caller = context.caller();
    std::optional<PatientId> asked;
    if (wish.reference) asked = find_by_reference(transaction, wish.reference->value);
    if (wish.reference && !asked) return invalid("/reference", unknown_patient);
    if (asked && asked == caller.patient_id) return invalid("/reference", {"own_reference", "is your own"});
    // Held to the end: of two requests at once both would see one too few under the limit, and one beside a
    // merge would be of a profile that has gone.
    const auto parties = lock_parties(transaction, caller.patient_id.value_or(PatientId{}), asked);
    const auto& acting = parties.acting;
    if (!acting) return refuse<not_found>;
    if (asked && !parties.asked) return invalid("/reference", unknown_patient);
    const Date born_after = youth_line(context);
    if (count_acting(transaction, acting->id, born_after) >= limits::live_relatives)
        return refuse<too_many_relatives>;
    RelativeRow row;
    row.id = RelativeId::make(context.now());
    row.acting_id = acting->id;
    row.relationship = wish.relationship;
    row.requested_by = caller.user_id;
    row.requested_at = context.now();
    if (wish.reference) {
        if (count_of_patient(transaction, *asked, born_after) >= limits::live_relatives)
            return refuse<too_many_relatives>;
        row.patient_id = *asked;
        row.basis = Basis::own_consent;
    } else {
        row.patient_id = create_child(context, transaction, wish, acting->country);
        row.basis = Basis::parent_of_minor;
        row.consented_by = caller.user_id;
        row.consented_at = context.now();
    }
    insert_relative(transaction, row);
    if (row.consented_at)
        log_relative_change(context, transaction, row, "declare", "relative.declared");
    else
        log_relative_change(context, transaction, row, "request", "relative.requested");
    return row;
}

PatientId MyRelatives::create_child(Context& context, postgres::Executor& transaction,
                                    const NewRelative& wish, const std::optional<Country>& country) {
    NewPatient child;
    child.id = PatientId::make(context.now());
    child.first_name = wish.first_name.value();
    child.last_name = wish.last_name.value();
    child.birth_date = wish.birth_date;
    child.gender = wish.gender;
    child.language = wish.language;
    child.country = country;
    patients_.create(context, transaction, child);
    return child.id;
}

MyRelatives::AddAnswer MyRelatives::repeated(Context& context, const KeptRelative& kept,
                                             const http::IdempotencyKey& key) {
    if (!std::ranges::equal(kept.fingerprint, key.fingerprint)) return refuse<idempotency_key_reused>;
    if (!kept.resource_id) return refuse<not_found>;
    return shown(context, *kept.resource_id, Replay::yes);
}

MyRelatives::AddAnswer MyRelatives::shown(Context& context, RelativeId id, Replay replay) {
    const PatientId party = context.caller().patient_id.value();
    const auto row = find_relative(context.database(), id, party, youth_line(context));
    if (!row) return refuse<not_found>;
    auto relative = view_of(*row, party);
    // What was added was logged with it; since then the other one may have accepted and be named.
    if (replay == Replay::yes && relative.patient_id)
        insert_relative_reads(context, context.database(), {*relative.patient_id}, {id});
    return Created<Relative>{std::move(relative), replay};
}

Result<Relative, not_found> MyRelatives::accept(Context& context, http::Path<RelativeId> id) {
    const Caller& caller = context.caller();
    const PatientId party = caller.patient_id.value_or(PatientId{});
    const bool accepted =
        postgres::in_transaction(context.database(), [&](postgres::Transaction& transaction) {
            const auto row = accept_relative(transaction, id.value, party, caller.user_id, context.now());
            if (!row) return false;
            log_relative_change(context, transaction, *row, "accept", "relative.accepted");
            return true;
        });
    const auto row = find_relative(context.database(), id.value, party, youth_line(context));
    if (!row || row->patient_id != party || !row->consented_at) {
        insert_relative_denied(context, context.database(), id.value, "accept");
        return refuse<not_found>;
    }
    if (!accepted) insert_relative_reads(context, context.database(), {row->acting_id}, {row->id});
    return view_of(*row, party);
}

Result<NoContent, not_found> MyRelatives::end(Context& context, http::Path<RelativeId> id) {
    const Caller& caller = context.caller();
    const PatientId party = caller.patient_id.value_or(PatientId{});
    const bool ended = postgres::in_transaction(context.database(), [&](postgres::Transaction& transaction) {
        const auto row = end_relative(transaction, id.value, party, caller.user_id, context.now());
        if (!row) return false;
        log_relative_change(context, transaction, *row, "end", "relative.ended");
        return true;
    });
    if (ended) return NoContent{};
    insert_relative_denied(context, context.database(), id.value, "end");
    return refuse<not_found>;
}

}  // namespace venera::patients
