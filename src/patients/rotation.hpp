// Replacing the keys of patients beside running servers. Every step works in batches, each in its own
// transaction, and leaves in the rows how far it got: after an interruption the same call goes on there.
//
// A key-encryption key: the new one is stored; once every replica has read it, each row's data keys are
// wrapped again; once nobody can hold a row that was read before, the old one is destroyed.
//
// Data keys: each row gets the next key beside the present one; once every replica knows it, it becomes the
// present one; once nobody seals with the former one, every text is sealed again, twice, because a request
// that read a row before may write the old text back; then the former one is dropped. At every moment each
// text that a request can meet opens with a key that the request has.
//
// The index key: the new one is stored; once every replica looks up under both, new values are made with it;
// once nobody makes any with the old one, the indexes of every row are made again; then the old one is
// destroyed. Meanwhile whoever writes a national id takes turns (take_national_id_turn): two profiles could
// have it under one version each.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>

#include "patients/keepers.hpp"
#include "patients/limits.hpp"
#include "patients/profile_rows.hpp"
#include "patients/rotation_queries.hpp"
#include "platform/crypto/secret_ring.hpp"
#include "platform/log/log.hpp"
#include "platform/time/clock.hpp"

namespace venera::patients {

class Rotation {
public:
    struct Means {
        postgres::Database& database;
        crypto::SecretRing& key_encryption;
        crypto::SecretRing& index;
        ProfileRows& rows;  // with these rings
        const Keepers& keepers;
        const Clock& clock;
        log::Log& log;
        // Waits until no replica holds what it read before: limits::rotation_pause, or less in tests.
        std::function<void()> pause;
    };
    explicit Rotation(const Means& means) : means_(means) {}

    struct Report {
        std::int64_t patients = 0;
        std::int64_t texts = 0;
        std::int64_t rejected = 0;  // patients with sealed data that does not open: each was an alarm
    };
    // Throws: std::runtime_error if the ring comes from the environment and has no newer key.
    Report rotate_key_encryption();
    Report rotate_data();
    // Throws: as rotate_key_encryption.
    Report rotate_index();

private:
    RotationRow begin(RotationKind kind, crypto::SecretRing& ring);
    void end(const RotationRow& rotation, crypto::SecretRing& ring, std::int64_t left);
    std::int64_t reindex(std::int32_t version, Report& report);
    std::vector<PatientId> reindex_batch(PatientId after, std::int32_t version, Report& report);
    std::int64_t rewrap(std::int32_t version, Report& report);
    std::int64_t announce(std::int64_t rotation);
    std::int64_t switch_all();
    void reseal_all(Report& report);
    void drop_all(Report& report);
    std::vector<PatientId> reseal(const std::vector<KeysRow>& rows, Report& report);
    void tell(std::string_view step, std::int64_t patients);
    void alarm(PatientId patient);

    Means means_;
};

}  // namespace venera::patients
