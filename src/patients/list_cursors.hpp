// Cursors of lists of patients. They hold the name of the last person shown and travel in URLs, so they are
// sealed, under a key derived from the index key; each version of it opens what it sealed.
#pragma once
#include <optional>
#include <string>

#include "patients/listing_queries.hpp"
#include "platform/crypto/secret_ring.hpp"

namespace venera::patients {

class ListCursors {
public:
    // `keys` outlives this object.
    explicit ListCursors(const crypto::SecretRing& keys) : keys_(keys) {}

    std::string after(const ListPosition& position, PatientSort sort) const;
    // The start of the list without a text; nothing if it is no cursor of this order.
    std::optional<ListPosition> position(const std::optional<std::string>& text, PatientSort sort) const;

private:
    const crypto::SecretRing& keys_;
};

}  // namespace venera::patients
