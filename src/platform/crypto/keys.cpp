#include "platform/crypto/keys.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <stdexcept>
#include <utility>

#include "platform/crypto/crypto.hpp"
#include "platform/crypto/private_file.hpp"
#include "platform/json/shape.hpp"

namespace venera::crypto {

BOOST_DESCRIBE_ENUM(KeyState, published, signing, verify_only)

// The file's own form. A seed is the whole secret: the key pair follows from it.
struct StoredKey {
    Text<64, 8> kid;
    KeyState state = KeyState::published;
    Instant created_at;
    Instant state_since;
    Text<43, 43> seed;
};
BOOST_DESCRIBE_STRUCT(StoredKey, (), (kid, state, created_at, state_since, seed))

struct StoredKeys {
    std::vector<StoredKey> keys;
};
BOOST_DESCRIBE_STRUCT(StoredKeys, (), (keys))

namespace {

struct PublicKey {
    std::string kty = "OKP";
    std::string crv = "Ed25519";
    std::string kid;
    std::string x;
    std::string use = "sig";
    std::string alg = "EdDSA";
};
BOOST_DESCRIBE_STRUCT(PublicKey, (), (kty, crv, kid, x, use, alg))

struct PublicKeys {
    std::vector<PublicKey> keys;
};
BOOST_DESCRIBE_STRUCT(PublicKeys, (), (keys))

// Closes the race of two processes that both read, change and write the keys (first start, rotation).
class Lock {
public:
    explicit Lock(const std::filesystem::path& directory)
        : fd_(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        if (fd_ < 0) throw std::runtime_error(directory.string() + ": cannot be opened");
        while (::flock(fd_, LOCK_EX) != 0 && errno == EINTR) {
        }
    }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    ~Lock() { ::close(fd_); }

private:
    int fd_;
};

StoredKey fresh_key(KeyState state, Instant now) {
    Bytes seed = random_bytes(crypto_sign_SEEDBYTES);
    StoredKey key{.kid = {base64url(random_bytes(12))},
                  .state = state,
                  .created_at = now,
                  .state_since = now,
                  .seed = {base64url(seed)}};
    sodium_memzero(seed.data(), seed.size());
    return key;
}

SigningKey pair_of(const StoredKey& stored, const std::filesystem::path& file) {
    auto seed = from_base64url(stored.seed.value);
    if (!seed || seed->size() != crypto_sign_SEEDBYTES)
        throw std::runtime_error(file.string() + ": a seed is damaged");
    SigningKey key{.kid = stored.kid.value};
    crypto_sign_seed_keypair(key.public_key.data(), key.secret_key.data(), seed->data());
    sodium_memzero(seed->data(), seed->size());
    return key;
}

StoredKeys read_keys(const std::filesystem::path& file) {
    std::string content = read_private_file(file);
    json::Issues issues;
    auto stored = json::from_json<StoredKeys>(content, issues);
    sodium_memzero(content.data(), content.size());
    if (!issues.empty()) {
        const std::string where = issues.all().empty() ? "" : " at " + issues.all().front().pointer;
        throw std::runtime_error(file.string() + ": the key file is damaged" + where);
    }
    const auto signing = std::count_if(stored.keys.begin(), stored.keys.end(),
                                       [](const StoredKey& key) { return key.state == KeyState::signing; });
    if (signing != 1) throw std::runtime_error(file.string() + ": there must be exactly one signing key");
    return stored;
}

void write_keys(const std::filesystem::path& file, const StoredKeys& stored, Existing existing) {
    std::string content = json::to_json(stored) + "\n";
    write_private_file(file, content, 0600, existing);
    sodium_memzero(content.data(), content.size());
}

Keys usable(const StoredKeys& stored, const std::filesystem::path& file) {
    Keys keys;
    PublicKeys published;
    for (const StoredKey& one : stored.keys) {
        SigningKey key = pair_of(one, file);
        published.keys.push_back({.kid = key.kid, .x = base64url(key.public_key)});
        keys.list.push_back({key.kid, one.state, one.created_at, one.state_since});
        if (one.state == KeyState::signing) keys.signing = key;
        // Verifying needs no secrets, so the map does not spread them.
        sodium_memzero(key.secret_key.data(), key.secret_key.size());
        if (!keys.verifying.emplace(one.kid.value, std::move(key)).second) {
            throw std::runtime_error(file.string() + ": two keys have one kid");
        }
    }
    keys.jwks = json::to_json(published);
    return keys;
}

StoredKeys rotated(const StoredKeys& stored, Instant now) {
    StoredKeys next;
    const bool has_published = std::any_of(stored.keys.begin(), stored.keys.end(), [](const StoredKey& key) {
        return key.state == KeyState::published;
    });
    bool has_signing = false;
    for (StoredKey key : stored.keys) {
        switch (key.state) {
            case KeyState::published:
                if (!has_signing) {
                    key.state = KeyState::signing;
                    key.state_since = now;
                    has_signing = true;
                }
                break;
            case KeyState::signing:
                key.state = KeyState::verify_only;
                key.state_since = now;
                break;
            case KeyState::verify_only:
                if (key.state_since + KeyRing::verify_for <= now) continue;
                break;
        }
        next.keys.push_back(std::move(key));
    }
    if (!has_published) next.keys.push_back(fresh_key(KeyState::signing, now));
    next.keys.push_back(fresh_key(KeyState::published, now));
    return next;
}

}  // namespace

KeyRing::KeyRing(std::filesystem::path directory, Instant now)
    : directory_(std::move(directory)), file_(directory_ / "signing-keys.json") {
    make_private_directory(directory_);
    {
        const Lock lock(directory_);
        if (!std::filesystem::exists(std::filesystem::symlink_status(file_))) {
            write_keys(file_, {{fresh_key(KeyState::signing, now), fresh_key(KeyState::published, now)}},
                       Existing::keep);
        }
    }
    load();
}

KeyRing::~KeyRing() = default;

std::shared_ptr<const Keys> KeyRing::keys() const {
    const std::lock_guard lock(mutex_);
    return keys_;
}

KeyRing::Stamp KeyRing::stamp() const {
    struct stat status {};
    if (::stat(file_.c_str(), &status) != 0)
        throw std::runtime_error(file_.string() + ": the key file is gone");
    return {status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec, status.st_ino};
}

void KeyRing::load() {
    // The stamp is taken before the content: a change in between is then seen by the next refresh.
    const Stamp before = stamp();
    auto fresh = std::make_shared<const Keys>(usable(read_keys(file_), file_));
    const std::lock_guard lock(mutex_);
    keys_ = std::move(fresh);
    loaded_ = before;
}

bool KeyRing::refresh() {
    const Stamp current = stamp();
    {
        const std::lock_guard lock(mutex_);
        if (loaded_ == current) return false;
    }
    load();
    return true;
}

void KeyRing::rotate(Instant now) {
    {
        const Lock lock(directory_);
        write_keys(file_, rotated(read_keys(file_), now), Existing::replace);
    }
    load();
}

}  // namespace venera::crypto
