#include "patients/profiles.hpp"

#include <stdexcept>

#include "patients/limits.hpp"
#include "patients/queries.hpp"
#include "patients/sealing.hpp"

namespace venera::patients {

namespace {

std::string random_reference() {
    constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string reference = "P-";
    for (const std::uint8_t byte : crypto::random_bytes(6)) reference += crockford[byte % 32];
    return reference;
}

template <class T>
std::optional<crypto::Bytes> sealed(const Sealing& sealing, std::string_view column,
                                    const std::optional<T>& value) {
    if (!value) return std::nullopt;
    return sealing.seal(column, value->text());
}

template <class T>
std::optional<T> opened(const Sealing& sealing, std::string_view column,
                        const std::optional<crypto::Bytes>& bytes) {
    if (!bytes) return std::nullopt;
    const auto parsed = T::parse(sealing.open(column, *bytes));
    if (!parsed) throw std::runtime_error("a sealed column of a patient holds no valid value");
    return *parsed;
}

// Neither a country nor a type contains the separator, so the number may.
std::string packed(const NationalId& id) {
    return id.country.value + "|" + id.type.value + "|" + id.number.value;
}

NationalId unpacked(std::string_view text) {
    const std::size_t first = text.find('|');
    const std::size_t second = text.find('|', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) {
        throw std::runtime_error("a sealed national id has no parts");
    }
    return {Country{std::string(text.substr(0, first))},
            Code{std::string(text.substr(first + 1, second - first - 1))},
            Text<32>{std::string(text.substr(second + 1))}};
}

std::string text_of(const Text<100>& text) { return text.value; }

}  // namespace

Patient view_of(const PatientRow& row, const Sealing& sealing) {
    Patient patient;
    patient.id = row.id;
    patient.reference = row.reference;
    patient.first_name = row.first_name;
    patient.last_name = row.last_name;
    patient.birth_date = row.birth_date;
    patient.gender = row.gender;
    patient.phone = opened<Phone>(sealing, "phone", row.phone_sealed);
    patient.email = opened<Email>(sealing, "email", row.email_sealed);
    patient.country = row.country;
    if (row.national_id_sealed)
        patient.national_id = unpacked(sealing.open("national_id", *row.national_id_sealed));
    patient.language = row.language;
    patient.active = row.active;
    patient.version = row.version;
    patient.created_at = row.created_at;
    patient.updated_at = row.updated_at;
    return patient;
}

PatientRow new_row(const NewPatient& patient, const Sealing& sealing,
                   const crypto::SecretRing& key_encryption, Instant now) {
    PatientRow row;
    row.id = patient.id;
    row.first_name = patient.first_name.value;
    row.last_name = patient.last_name.value;
    row.birth_date = patient.birth_date;
    row.gender = patient.gender;
    row.country = patient.country;
    row.language = patient.language;
    row.phone_sealed = sealed(sealing, "phone", patient.phone);
    row.email_sealed = sealed(sealing, "email", patient.email);
    if (patient.national_id)
        row.national_id_sealed = sealing.seal("national_id", packed(*patient.national_id));
    static_cast<WrappedKeys&>(row) = sealing.wrapped(key_encryption);
    row.created_at = row.updated_at = now;
    return row;
}

void Profiles::create(Context& context, postgres::Executor& transaction, const NewPatient& patient) {
    PatientRow row = new_row(patient, Sealing::fresh(patient.id), key_encryption_, context.now());
    for (int tries = 0;; ++tries) {
        if (tries == limits::reference_tries) throw std::runtime_error("no free patient reference was found");
        row.reference = random_reference();
        if (insert_patient(transaction, row)) break;
    }
    insert_event(transaction, row.id, "patient.created", row.version, context.trace().traceparent(),
                 context.now());
    insert_access(context, transaction, row.id, "create", Outcome::allowed);
}

bool Profiles::change(Context& context, postgres::Executor& transaction, PatientId patient,
                      const PatientChange& change) {
    auto row = lock_patient(transaction, patient);
    if (!row) return false;
    change.first_name.apply_to(row->first_name, text_of);
    change.last_name.apply_to(row->last_name, text_of);
    change.birth_date.apply_to(row->birth_date);
    change.gender.apply_to(row->gender);
    change.language.apply_to(row->language);
    if (change.phone.given()) {
        const Sealing sealing = Sealing::unwrap(key_encryption_, patient, *row);
        change.phone.apply_to(row->phone_sealed,
                              [&](const Phone& phone) { return sealing.seal("phone", phone.text()); });
    }
    row->updated_at = context.now();
    update_patient(transaction, *row);
    insert_event(transaction, patient, "patient.updated", row->version + 1, context.trace().traceparent(),
                 context.now());
    insert_access(context, transaction, patient, "update", Outcome::allowed);
    return true;
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
    return view_of(*row, Sealing::unwrap(key_encryption_, patient, *row));
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
    card->data_key = Sealing::unwrap(key_encryption_, row.id, row).data_key();
    const std::lock_guard lock(mutex_);
    // Closes the race with changed(): what was read before it may be the old name.
    if (changes_ != changes_before) return card;
    if (cards_.size() >= limits::cached_cards) cards_.clear();
    cards_.insert_or_assign(row.id, Cached{card, now});
    return card;
}

}  // namespace venera::patients
