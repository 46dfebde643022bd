// The key of one patient, in every version that may be met: while it is being replaced there are two. The
// sealing version seals; each opens what it has sealed. A ciphertext begins with the number of its version (4
// bytes, big-endian), which is bound into it together with the place where it lies.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/crypto/crypto.hpp"

namespace venera::patients {

class DataKey {
public:
    struct Version {
        std::int32_t number = 1;
        crypto::SecretKey key;
    };
    // Requires: `versions` has one with the number `sealing`.
    DataKey(std::int32_t sealing, std::vector<Version> versions)
        : sealing_(sealing), versions_(std::move(versions)) {}
    static std::shared_ptr<const DataKey> fresh();

    // `place` names table, column, row and patient.
    crypto::Bytes seal(std::string_view text, std::string_view place) const;
    // Throws: crypto::Tampered if the bytes were not sealed for this place with one of the versions.
    std::string open(const crypto::Bytes& sealed, std::string_view place) const;
    // Whether the sealing version has sealed it: otherwise it is to be sealed again.
    bool is_newest(const crypto::Bytes& sealed) const;

    std::int32_t sealing() const { return sealing_; }
    // Null if there is no such version.
    const crypto::SecretKey* version(std::int32_t number) const;

private:
    std::int32_t sealing_;
    std::vector<Version> versions_;
};

}  // namespace venera::patients
