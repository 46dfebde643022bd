// Patient profiles in PostgreSQL: the local implementation of the port. Sealed columns are opened here and
// nowhere else.
#pragma once
#include <mutex>
#include <unordered_map>

#include "patients/patients.hpp"
#include "platform/crypto/secret_ring.hpp"

namespace venera::patients {

struct PatientRow;
struct CardRow;
class Sealing;

Patient view_of(const PatientRow& row, const Sealing& sealing);
// The row of a new patient, sealed with their key; it has no reference yet.
PatientRow new_row(const NewPatient& patient, const Sealing& sealing,
                   const crypto::SecretRing& key_encryption, Instant now);

class Profiles final : public Patients {
public:
    // `key_encryption` must have the keys that the stored data keys were wrapped with; it must outlive this
    // object.
    explicit Profiles(const crypto::SecretRing& key_encryption) : key_encryption_(key_encryption) {}

    void create(Context& context, postgres::Executor& transaction, const NewPatient& patient) override;
    bool change(Context& context, postgres::Executor& transaction, PatientId patient,
                const PatientChange& change) override;
    void changed(PatientId patient) override;
    // Drops the cards that other replicas made stale. For a job, every second.
    void watch(Context& context);
    std::optional<Patient> find(Context& context, PatientId patient) override;
    std::shared_ptr<const PatientCard> card(Context& context, PatientId patient) override;
    std::vector<std::shared_ptr<const PatientCard>> cards(Context& context,
                                                          const std::vector<PatientId>& ids) override;

private:
    struct Cached {
        std::shared_ptr<const PatientCard> card;
        Instant read_at;
    };

    std::shared_ptr<const PatientCard> cached(PatientId patient, Instant now) const;
    std::shared_ptr<const PatientCard> keep(const CardRow& row, Instant now, std::uint64_t changes_before);
    std::uint64_t changes() const;

    const crypto::SecretRing& key_encryption_;
    // Requests on every thread share the cards; held for a look-up, never across a wait.
    mutable std::mutex mutex_;
    std::unordered_map<PatientId, Cached> cards_;
    // Counts calls of changed(): a card that was read before one must not be kept after it.
    std::uint64_t changes_ = 0;
    Instant watched_at_;  // the last time that watch() worked
};

}  // namespace venera::patients
