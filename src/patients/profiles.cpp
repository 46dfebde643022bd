#include "patients/profiles.hpp"

#include <algorithm>
#include <stdexcept>

#include "patients/limits.hpp"

namespace venera::patients {

namespace {

std::string random_reference() {
    constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string reference = "P-";
    for (const std::uint8_t byte : crypto::random_bytes(6)) reference += crockford[byte % 32];
    return reference;
}

}  // namespace

bool insert_new(postgres::Executor& transaction, PatientRow& row, TakenId taken) {
    take_national_id_turn(transaction, row);
    for (int tries = 0; tries < limits::reference_tries; ++tries) {
        row.reference = random_reference();
        if (insert_patient(transaction, row, taken)) return true;
        if (taken == TakenId::refused && holder_of(transaction, row.national_id_values, row.id)) return false;
    }
    throw std::runtime_error("no free patient reference was found");
}

void Profiles::create(Context& context, postgres::Executor& transaction, const NewPatient& patient) {
    PatientRow row = rows_.made(patient, Sealing::fresh(patient.id), context.now());
    insert_new(transaction, row, TakenId::contested);
    insert_event(transaction, row.id, "patient.created", row.version, context.trace().traceparent(),
                 context.now());
    insert_access(context, transaction, row.id, "create", Outcome::allowed);
}

bool Profiles::change(Context& context, postgres::Executor& transaction, PatientId patient,
                      const PatientChange& change) {
    auto row = lock_patient(transaction, patient);
    if (!row) return false;
    write(context, transaction, *row, change);
    return true;
}

void Profiles::replace_email(Context& context, postgres::Executor& transaction, PatientId patient,
                             const EmailReplacement& emails) {
    auto row = lock_patient(transaction, patient);
    if (!row || !row->email_index) return;
    const auto before = rows_.indexes().all_of(emails.before);
    if (std::ranges::find(before, *row->email_index) == before.end()) return;
    PatientChange change;
    change.email = {Patch<Email, Clears::yes>::State::value, emails.after};
    write(context, transaction, *row, change);
}

void Profiles::write(Context& context, postgres::Executor& transaction, PatientRow& row,
                     const PatientChange& change) {
    rows_.apply(change, row);
    take_national_id_turn(transaction, row);
    row.updated_at = context.now();
    update_patient(transaction, row, TakenId::contested);
    insert_event(transaction, row.id, "patient.updated", row.version + 1, context.trace().traceparent(),
                 context.now());
    insert_access(context, transaction, row.id, "update", Outcome::allowed);
}

void Profiles::changed(PatientId patient) {
    const std::lock_guard lock(mutex_);
    ++changes_;
    cards_.erase(patient);
}

std::optional<Patient> Profiles::find(Context& context, PatientId patient) {
    auto row = find_patient(context.database(), patient);
    // Of a person who was erased there is nothing to see, except that they were.
    if (row && row->erased_at && !context.caller().is(Role::admin)) row.reset();
    // Logged before the answer leaves: no read of a person's data without its row.
    insert_access(context, context.database(), patient, "read", row ? Outcome::allowed : Outcome::denied);
    if (!row) return std::nullopt;
    return rows_.shown(*row);
}

std::vector<PatientId> Profiles::same_person(Context& context, PatientId patient) {
    return patients::same_person(context.database(), patient);
}

std::shared_ptr<const PatientCard> Profiles::card(Context& context, PatientId patient) {
    const auto found = cards(context, {patient});
    return found.empty() ? nullptr : found.front();
}

std::vector<std::shared_ptr<const PatientCard>> Profiles::cards(Context& context,
                                                                const std::vector<PatientId>& ids) {
    std::vector<std::shared_ptr<const PatientCard>> found;
    std::vector<PatientId> missing;
    for (const PatientId id : ids) {
        if (auto card = cached(id, context.now())) {
            found.push_back(std::move(card));
        } else {
            missing.push_back(id);
        }
    }
    if (missing.empty()) return found;
    const std::uint64_t before = changes();
    for (const CardRow& row : find_cards(context.database(), missing)) {
        found.push_back(keep(row, context.now(), before));
    }
    return found;
}

void Profiles::watch(Context& context) {
    rows_.indexes().write_with(index_version(context.database()));
    const auto changed = changed_patients(context.database(), context.now() - limits::watch_overlap);
    const std::lock_guard lock(mutex_);
    for (const PatientId patient : changed) cards_.erase(patient);
    // After a gap the statement may have looked back too little: nothing kept from before it counts.
    const bool gap = context.now() - watched_at_ >= limits::card_age;
    if (gap) cards_.clear();
    if (gap || !changed.empty()) ++changes_;
    watched_at_ = context.now();
}

std::uint64_t Profiles::changes() const {
    const std::lock_guard lock(mutex_);
    return changes_;
}

std::shared_ptr<const PatientCard> Profiles::cached(PatientId patient, Instant now) const {
    const std::lock_guard lock(mutex_);
    const auto at = cards_.find(patient);
    if (at == cards_.end()) return nullptr;
    const std::chrono::microseconds unwatched = std::chrono::abs(now - watched_at_);
    const std::chrono::seconds most =
        unwatched < limits::card_age ? limits::watched_card_age : limits::card_age;
    // In both directions: a test clock may step back.
    if (std::chrono::abs(now - at->second.read_at) > most) return nullptr;
    return at->second.card;
}

std::shared_ptr<const PatientCard> Profiles::keep(const CardRow& row, Instant now,
                                                  std::uint64_t changes_before) {
    auto card = std::make_shared<PatientCard>();
    card->id = row.id;
    card->name = row.first_name + " " + row.last_name;
    card->active = row.active;
    card->data_key = rows_.sealing_of(row.id, row).data_key();
    const std::lock_guard lock(mutex_);
    // Closes the race with changed(): what was read before it may be the old name.
    if (changes_ != changes_before) return card;
    if (cards_.size() >= limits::cached_cards) cards_.clear();
    cards_.insert_or_assign(row.id, Cached{card, now});
    return card;
}

}  // namespace venera::patients
