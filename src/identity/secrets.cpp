#include "identity/secrets.hpp"

#include <algorithm>

namespace venera::identity {

namespace {

constexpr std::size_t id_bytes = 16;
constexpr std::size_t generation_bytes = 8;
constexpr std::size_t mac_bytes = 32;

crypto::SecretKey derived(const crypto::SecretKey& master, std::string_view label) {
    return crypto::SecretKey(crypto::hmac_sha256(master.bytes(), label));
}

void append(std::string& out, const Uuid& id) { out.append(id.bytes.begin(), id.bytes.end()); }

void append(std::string& out, std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>((number >> shift) & 0xff));
}

std::string with_mac(std::string content, const crypto::Digest& mac) {
    content.append(mac.begin(), mac.end());
    return crypto::base64url(
        std::span(reinterpret_cast<const std::uint8_t*>(content.data()), content.size()));
}

Uuid uuid_in(std::span<const std::uint8_t> bytes) {
    Uuid id;
    std::copy_n(bytes.begin(), id_bytes, id.bytes.begin());
    return id;
}

std::string_view text_of(std::span<const std::uint8_t> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Parts are preceded by their lengths, so that no two lists of parts give the same text.
void append_part(std::string& out, std::string_view part) {
    append(out, static_cast<std::uint64_t>(part.size()));
    out += part;
}

std::string device_content(std::span<const std::uint8_t> device, UserId account,
                           std::string_view password_hash) {
    std::string content(text_of(device));
    append(content, account.value);
    content += password_hash;
    return content;
}

}  // namespace

Secrets::Secrets(const SecretKeys& keys)
    : refresh_(derived(keys.sessions, "venera identity refresh token v1")),
      device_(derived(keys.sessions, "venera identity known device v2")),
      attempts_(derived(keys.sessions, "venera identity login attempts v1")),
      fingerprint_(derived(keys.sessions, "venera identity idempotency v1")),
      link_(derived(keys.sessions, "venera identity link v1")),
      challenge_(derived(keys.sessions, "venera identity challenge v1")),
      second_factor_(derived(keys.second_factors, "venera identity second factor v1")),
      recovery_code_(derived(keys.second_factors, "venera identity recovery code v1")) {}

std::string Secrets::refresh_token(SessionId family, std::int64_t generation) const {
    std::string content;
    append(content, family.value);
    append(content, static_cast<std::uint64_t>(generation));
    const crypto::Digest mac = crypto::hmac_sha256(refresh_.bytes(), content);
    return with_mac(std::move(content), mac);
}

std::optional<RefreshToken> Secrets::read_refresh_token(std::string_view text) const {
    if (text.size() > 128) return std::nullopt;
    const auto bytes = crypto::from_base64url(text);
    if (!bytes || bytes->size() != id_bytes + generation_bytes + mac_bytes) return std::nullopt;
    const std::span<const std::uint8_t> all(*bytes);
    const auto content = all.first(id_bytes + generation_bytes);
    if (!crypto::equal(crypto::hmac_sha256(refresh_.bytes(), text_of(content)), all.last(mac_bytes))) {
        return std::nullopt;
    }
    std::uint64_t generation = 0;
    for (const std::uint8_t byte : content.last(generation_bytes)) generation = (generation << 8) | byte;
    return RefreshToken{SessionId{uuid_in(content)}, static_cast<std::int64_t>(generation)};
}

std::string Secrets::device_token(const Uuid& device, UserId account, std::string_view password_hash) const {
    const crypto::Digest mac =
        crypto::hmac_sha256(device_.bytes(), device_content(device.bytes, account, password_hash));
    std::string content;
    append(content, device);
    return with_mac(std::move(content), mac);
}

std::optional<Uuid> Secrets::read_device_token(std::string_view text, UserId account,
                                               std::string_view password_hash) const {
    if (text.size() > 128) return std::nullopt;
    const auto bytes = crypto::from_base64url(text);
    if (!bytes || bytes->size() != id_bytes + mac_bytes) return std::nullopt;
    const std::span<const std::uint8_t> all(*bytes);
    const auto mac =
        crypto::hmac_sha256(device_.bytes(), device_content(all.first(id_bytes), account, password_hash));
    if (!crypto::equal(mac, all.last(mac_bytes))) return std::nullopt;
    return uuid_in(all);
}

std::string Secrets::link_token(const Uuid& id) const {
    std::string content;
    append(content, id);
    const crypto::Digest mac = crypto::hmac_sha256(link_.bytes(), content);
    return with_mac(std::move(content), mac);
}

std::optional<Uuid> Secrets::read_link_token(std::string_view text) const {
    if (text.size() > 128) return std::nullopt;
    const auto bytes = crypto::from_base64url(text);
    if (!bytes || bytes->size() != id_bytes + mac_bytes) return std::nullopt;
    const std::span<const std::uint8_t> all(*bytes);
    const auto mac = crypto::hmac_sha256(link_.bytes(), text_of(all.first(id_bytes)));
    if (!crypto::equal(mac, all.last(mac_bytes))) return std::nullopt;
    return uuid_in(all);
}

std::string Secrets::feed_token(const Uuid& id) const {
    std::string content = "calendar feed";
    append(content, id);
    return crypto::base64url(crypto::hmac_sha256(link_.bytes(), content));
}

std::string Secrets::challenge(UserId account, Instant until, std::string_view password_hash) const {
    std::string content;
    append(content, account.value);
    append(content, static_cast<std::uint64_t>(until.epoch_seconds()));
    const crypto::Digest mac = crypto::hmac_sha256(challenge_.bytes(), content + std::string(password_hash));
    return with_mac(std::move(content), mac);
}

std::optional<UserId> Secrets::account_of_challenge(std::string_view text) {
    if (text.size() > 128) return std::nullopt;
    const auto bytes = crypto::from_base64url(text);
    if (!bytes || bytes->size() != id_bytes + generation_bytes + mac_bytes) return std::nullopt;
    return UserId{uuid_in(*bytes)};
}

bool Secrets::is_challenge(std::string_view text, UserId account, Instant now,
                           std::string_view password_hash) const {
    const auto bytes = crypto::from_base64url(text);
    if (!bytes || bytes->size() != id_bytes + generation_bytes + mac_bytes) return false;
    const std::span<const std::uint8_t> all(*bytes);
    std::uint64_t seconds = 0;
    for (const std::uint8_t byte : all.subspan(id_bytes, generation_bytes)) seconds = (seconds << 8) | byte;
    std::string content(text_of(all.first(id_bytes + generation_bytes)));
    content += password_hash;
    return crypto::equal(crypto::hmac_sha256(challenge_.bytes(), content), all.last(mac_bytes)) &&
           UserId{uuid_in(all)} == account && now.epoch_seconds() < static_cast<std::int64_t>(seconds);
}

crypto::Bytes Secrets::seal_second_factor(UserId account, std::string_view secret) const {
    return crypto::seal(second_factor_, secret, "identity.second_factors.secret_sealed " + account.text());
}

std::optional<std::string> Secrets::open_second_factor(UserId account, const crypto::Bytes& sealed) const {
    return crypto::open(second_factor_, sealed, "identity.second_factors.secret_sealed " + account.text());
}

crypto::Bytes Secrets::recovery_code_hash(UserId account, std::string_view code) const {
    std::string content;
    append(content, account.value);
    content += code;
    const crypto::Digest digest = crypto::hmac_sha256(recovery_code_.bytes(), content);
    return {digest.begin(), digest.end()};
}

crypto::Bytes Secrets::attempts_key(AttemptKind kind, std::string_view email_normalised,
                                    std::string_view where) const {
    std::string content;
    append(content, static_cast<std::uint64_t>(kind));
    append_part(content, email_normalised);
    append_part(content, where);
    const crypto::Digest digest = crypto::hmac_sha256(attempts_.bytes(), content);
    return {digest.begin(), digest.end()};
}

crypto::Bytes Secrets::sealed_fingerprint(std::span<const std::uint8_t> fingerprint) const {
    const crypto::Digest digest = crypto::hmac_sha256(fingerprint_.bytes(), text_of(fingerprint));
    return {digest.begin(), digest.end()};
}

crypto::Bytes hash_of(std::string_view token) {
    const crypto::Digest digest = crypto::sha256(token);
    return {digest.begin(), digest.end()};
}

}  // namespace venera::identity
