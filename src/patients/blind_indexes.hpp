// Exact look-ups in sealed columns: HMAC-SHA-256 of the normalised value, under a key of its own for each
// field. Who has the table alone can neither read a value from it nor try out numbers.
#pragma once
#include <string_view>
#include <vector>

#include "patients/countries.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/values/text.hpp"

namespace venera::patients {

class BlindIndexes {
public:
    // Derives the keys of the fields from the installation's index key.
    explicit BlindIndexes(const crypto::SecretKey& index_key);

    crypto::Bytes of(const Phone& phone) const;
    crypto::Bytes of(const Email& email) const;
    crypto::Bytes of(const NationalId& id) const;

private:
    crypto::SecretKey phone_;
    crypto::SecretKey email_;
    crypto::SecretKey national_id_;
};

}  // namespace venera::patients
