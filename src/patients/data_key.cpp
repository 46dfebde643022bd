#include "patients/data_key.hpp"

namespace venera::patients {

namespace {

constexpr std::size_t header_size = 4;
// Marks what was sealed before ciphertexts named a version: by the first one, bound to its place alone.
constexpr std::int32_t unversioned = 0;

std::int32_t version_of(const crypto::Bytes& sealed) {
    if (sealed.size() < header_size) throw crypto::Tampered("sealed data is too short");
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < header_size; ++i) number = number << 8U | sealed[i];
    return static_cast<std::int32_t>(number);
}

std::string bound_to(std::string_view place, std::int32_t version) {
    std::string text(place);
    if (version != unversioned) text += "|v" + std::to_string(version);
    return text;
}

}  // namespace

std::shared_ptr<const DataKey> DataKey::fresh() {
    std::vector<Version> versions;
    versions.push_back({1, crypto::SecretKey::random()});
    return std::make_shared<const DataKey>(1, std::move(versions));
}

crypto::Bytes DataKey::seal(std::string_view text, std::string_view place) const {
    const auto number = static_cast<std::uint32_t>(sealing_);
    crypto::Bytes sealed;
    for (std::size_t i = header_size; i-- > 0;) sealed.push_back(static_cast<std::uint8_t>(number >> 8 * i));
    const auto body = crypto::seal(*version(sealing_), text, bound_to(place, sealing_));
    sealed.insert(sealed.end(), body.begin(), body.end());
    return sealed;
}

std::string DataKey::open(const crypto::Bytes& sealed, std::string_view place) const {
    const std::int32_t number = version_of(sealed);
    const crypto::SecretKey* key = version(number == unversioned ? 1 : number);
    if (key == nullptr) throw crypto::Tampered("sealed data names a key that is gone");
    auto text = crypto::open(*key, std::span(sealed).subspan(header_size), bound_to(place, number));
    if (!text) throw crypto::Tampered("sealed data does not open where it lies");
    return *std::move(text);
}

bool DataKey::is_newest(const crypto::Bytes& sealed) const { return version_of(sealed) == sealing_; }

const crypto::SecretKey* DataKey::version(std::int32_t number) const {
    for (const Version& version : versions_) {
        if (version.number == number) return &version.key;
    }
    return nullptr;
}

}  // namespace venera::patients
