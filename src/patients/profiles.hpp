// Patient profiles in PostgreSQL: the local implementation of the port.
#pragma once
#include <mutex>
#include <unordered_map>

#include "patients/profile_rows.hpp"

namespace venera::patients {

struct CardRow;

// Inserts a new row under a reference of its own. False if the national id is another profile's and `taken`
// refuses that.
bool insert_new(postgres::Executor& transaction, PatientRow& row, TakenId taken);

class Profiles final : public Patients {
public:
    // As ProfileRows asks for them.
    Profiles(const crypto::SecretRing& key_encryption, const crypto::SecretRing& index)
        : rows_(key_encryption, index) {}

    ProfileRows& rows() { return rows_; }
    const ProfileRows& rows() const { return rows_; }

    void create(Context& context, postgres::Executor& transaction, const NewPatient& patient) override;
    bool change(Context& context, postgres::Executor& transaction, PatientId patient,
                const PatientChange& change) override;
    void replace_email(Context& context, postgres::Executor& transaction, PatientId patient,
                       const EmailReplacement& emails) override;
    void changed(PatientId patient) override;
    // Drops the cards that other replicas made stale, and reads which version of the index key is written
    // with. For a job, every second.
    void watch(Context& context);
    std::optional<Patient> find(Context& context, PatientId patient) override;
    std::vector<PatientId> same_person(Context& context, PatientId patient) override;
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
    void write(Context& context, postgres::Executor& transaction, PatientRow& row,
               const PatientChange& change);

    ProfileRows rows_;
    // Requests on every thread share the cards; held for a look-up, never across a wait.
    mutable std::mutex mutex_;
    std::unordered_map<PatientId, Cached> cards_;
    // Counts calls of changed(): a card that was read before one must not be kept after it.
    std::uint64_t changes_ = 0;
    Instant watched_at_;  // the last time that watch() worked
};

}  // namespace venera::patients
