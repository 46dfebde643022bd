// The keys of access tokens: a folder with one private JSON file, shared by every process of an installation.
// A key is published (partners may fetch it, nobody signs with it yet), then signing, then verify_only until
// the last token that it signed has expired, then gone. `venera keys rotate` writes the file beside a running
// server, which notices.
#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "platform/crypto/jwt.hpp"
#include "platform/values/instant.hpp"

namespace venera::crypto {

enum class KeyState { published, signing, verify_only };

// What may be shown of a key.
struct KeyInfo {
    std::string kid;
    KeyState state;
    Instant created_at;
    Instant state_since;
};

// The keys at one moment: immutable, so that a request holds one set for as long as it needs it.
struct Keys {
    SigningKey signing;
    std::map<std::string, SigningKey, std::less<>> verifying;  // every key that is not gone
    std::string jwks;                                          // RFC 7517: public halves only
    std::vector<KeyInfo> list;
};

class KeyRing {
public:
    // A key stays verify_only for this long: longer than any access token lives.
    static constexpr std::chrono::hours verify_for{1};

    // Reads the keys in `directory`, or generates them at the first start. Throws std::runtime_error if the
    // folder or its file is open to others or damaged.
    KeyRing(std::filesystem::path directory, Instant now);
    ~KeyRing();

    std::shared_ptr<const Keys> keys() const;

    // Reads the file again if it changed: call it every few seconds. True if it did. On an error the old keys
    // stay in use and std::runtime_error tells why.
    bool refresh();

    // published -> signing -> verify_only, a new published key, and verify_only keys past their time are
    // dropped.
    void rotate(Instant now);

private:
    // What tells one version of the file from another without reading it.
    struct Stamp {
        std::int64_t modified_ns = 0;
        std::uint64_t inode = 0;
        friend bool operator==(const Stamp&, const Stamp&) = default;
    };
    Stamp stamp() const;
    void load();

    std::filesystem::path directory_;
    std::filesystem::path file_;
    mutable std::mutex mutex_;  // readers on any thread against refresh() and rotate()
    std::shared_ptr<const Keys> keys_;
    Stamp loaded_;
};

}  // namespace venera::crypto
