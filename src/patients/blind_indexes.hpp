// Exact look-ups in sealed columns: HMAC-SHA-256 of the normalised value, under a key of its own for each
// field, derived from a version of the installation's index key. Who has the table alone can neither read a
// value from it nor try out numbers. While the index key is being replaced, rows of two versions stand beside
// each other: a look-up asks under all of them.
#pragma once
#include <atomic>
#include <vector>

#include "patients/countries.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/crypto/secret_ring.hpp"
#include "platform/values/text.hpp"

namespace venera::patients {

class BlindIndexes {
public:
    // `keys` outlives this object.
    explicit BlindIndexes(const crypto::SecretRing& keys) : keys_(keys) {}

    // The version that new values are made with: the one that the database names, so that every replica can
    // look up under a version before any writes with it; the newest if that one is gone.
    crypto::SecretRing::Version writing() const;
    void write_with(std::int32_t version) { writing_ = version; }

    static crypto::Bytes of(const Phone& phone, const crypto::SecretKey& key);
    static crypto::Bytes of(const Email& email, const crypto::SecretKey& key);
    static crypto::Bytes of(const NationalId& id, const crypto::SecretKey& key);

    // Under every live version, the oldest first.
    template <class Value>
    std::vector<crypto::Bytes> all_of(const Value& value) const {
        std::vector<crypto::Bytes> all;
        for (const auto& version : keys_.all()) all.push_back(of(value, *version.key));
        return all;
    }

private:
    const crypto::SecretRing& keys_;
    std::atomic<std::int32_t> writing_ = 1;  // of any thread: a job sets it, requests read it
};

}  // namespace venera::patients
