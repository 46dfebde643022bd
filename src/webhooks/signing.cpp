#include "webhooks/signing.hpp"

namespace venera::webhooks {

namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string place_of(EndpointId endpoint) { return "webhooks.endpoints.secret " + endpoint.text(); }

}  // namespace

std::string text_of(std::string_view secret) { return "whsec_" + crypto::base64(bytes_of(secret)); }

std::string signature_of(const Signed& message, const std::vector<std::string>& secrets) {
    std::string content(message.id);
    content += '.' + std::to_string(message.timestamp) + '.';
    content += message.body;
    std::string all;
    for (const std::string& secret : secrets) {
        if (!all.empty()) all += ' ';
        all += "v1," + crypto::base64(crypto::hmac_sha256(bytes_of(secret), content));
    }
    return all;
}

std::string Secrets::make() {
    const auto bytes = crypto::random_bytes(32);
    return {bytes.begin(), bytes.end()};
}

crypto::Bytes Secrets::seal(EndpointId endpoint, std::string_view secret) const {
    return crypto::seal(key_, secret, place_of(endpoint));
}

std::optional<std::string> Secrets::open(EndpointId endpoint, const crypto::Bytes& sealed) const {
    return crypto::open(key_, sealed, place_of(endpoint));
}

}  // namespace venera::webhooks
