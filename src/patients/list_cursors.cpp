#include "patients/list_cursors.hpp"

#include "platform/http/cursor.hpp"

namespace venera::patients {

namespace {

constexpr std::string_view bound_to = "patients.list_cursor";
constexpr std::size_t longest = 2048;

crypto::SecretKey derived(const crypto::SecretKey& index_key) {
    return crypto::SecretKey(crypto::hmac_sha256(index_key.bytes(), bound_to));
}

}  // namespace

std::string ListCursors::after(const ListPosition& position, PatientSort sort) const {
    http::CursorWriter cursor;
    cursor.add(static_cast<int>(sort));
    cursor.add(std::string_view(position.sort_name));
    cursor.add(position.patient_id.value);
    return crypto::base64url(crypto::seal(derived(*keys_.newest().key), cursor.text(), bound_to));
}

std::optional<ListPosition> ListCursors::position(const std::optional<std::string>& text,
                                                  PatientSort sort) const {
    if (!text) return first_position(sort);
    const auto sealed = text->size() <= longest ? crypto::from_base64url(*text) : std::nullopt;
    if (!sealed) return std::nullopt;
    for (const auto& version : keys_.all()) {
        const auto opened = crypto::open(derived(*version.key), *sealed, bound_to);
        if (!opened) continue;
        http::CursorReader cursor(*opened);
        const bool same_order = cursor.integer() == static_cast<int>(sort);
        ListPosition position;
        position.sort_name = cursor.text();
        position.patient_id = PatientId{cursor.uuid()};
        return cursor.complete() && same_order ? std::optional{position} : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace venera::patients
