#include "platform/crypto/secret_file.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "platform/crypto/private_file.hpp"

namespace venera::crypto {
namespace {

constexpr std::size_t key_size = 32;

bool is_default(std::span<const std::uint8_t> bytes) {
    for (const unsigned step : {0U, 1U}) {
        bool regular = true;
        for (std::size_t i = 1; i < bytes.size(); ++i) regular &= bytes[i] == ((bytes[i - 1] + step) & 0xFFU);
        if (regular) return true;
    }
    return false;
}

SecretKey checked(std::string& content, const std::string& source) {
    struct Wipe {
        std::string& text;
        ~Wipe() { sodium_memzero(text.data(), text.size()); }
    } wipe{content};
    const std::span bytes(reinterpret_cast<const std::uint8_t*>(content.data()), content.size());
    if (bytes.size() != key_size) throw std::runtime_error(source + ": must be exactly 32 random bytes");
    if (is_default(bytes)) throw std::runtime_error(source + ": is a default, not a secret");
    return SecretKey(bytes);
}

}  // namespace

SecretKey SecretFile::load(const std::filesystem::path& path) {
    std::string content = read_private_file(path);
    return checked(content, path.string());
}

SecretKey SecretFile::load_or_create(const std::filesystem::path& path) {
    if (!std::filesystem::exists(std::filesystem::symlink_status(path))) {
        const SecretKey fresh = SecretKey::random();
        const std::string_view content(reinterpret_cast<const char*>(fresh.bytes().data()), key_size);
        write_private_file(path, content, 0400, Existing::keep);
    }
    return load(path);  // Also after creating it: another process may have been first.
}

SecretKey SecretFile::from_base64(std::string_view text) {
    std::string plain(text);
    while (plain.ends_with('=')) plain.pop_back();
    std::replace(plain.begin(), plain.end(), '+', '-');
    std::replace(plain.begin(), plain.end(), '/', '_');
    auto bytes = from_base64url(plain);
    sodium_memzero(plain.data(), plain.size());
    std::string content = bytes ? std::string(bytes->begin(), bytes->end()) : std::string();
    if (bytes) sodium_memzero(bytes->data(), bytes->size());
    return checked(content, "the secret in base64");
}

std::optional<SecretKey> SecretFile::from_environment(const char* name) {
    const char* const value = std::getenv(name);
    if (value == nullptr) return std::nullopt;
    try {
        return from_base64(value);
    } catch (const std::runtime_error& problem) {
        throw std::runtime_error(std::string(name) + ": " + problem.what());
    }
}

}  // namespace venera::crypto
