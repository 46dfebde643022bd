// The product's long-lived secrets (the key-encryption key, the key of refresh tokens): 32 bytes in a file
// that only its owner reads, or in an environment variable for installations that keep secrets elsewhere.
#pragma once
#include <filesystem>
#include <optional>
#include <string_view>

#include "platform/crypto/crypto.hpp"

namespace venera::crypto {

struct SecretFile {
    // The key in `path`; a missing file is created with a random key and mode 0400. Throws std::runtime_error
    // if the file is readable by others, not 32 bytes, or an obvious default (one byte repeated, or bytes
    // counting up).
    static SecretKey load_or_create(const std::filesystem::path& path);
    // As above, but a missing file is an error: for tools that must not invent a key.
    static SecretKey load(const std::filesystem::path& path);
    // The key in environment variable `name` in base64 (either alphabet, padding optional), or nothing if it
    // is not set. Throws std::runtime_error if it is set to anything else. Call before threads start.
    static std::optional<SecretKey> from_environment(const char* name);
    static SecretKey from_base64(std::string_view text);
};

}  // namespace venera::crypto
