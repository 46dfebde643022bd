// A long-lived secret in versions, so that it can be replaced beside running servers. Version 1 is the file
// `<name>.key`, later ones are `<name>.<version>.key`, each 32 bytes that only its owner reads; or an
// environment variable holds them: one key in base64, or `1:<base64>,2:<base64>`. The newest is the one to
// use, the others still open what they sealed.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "platform/crypto/crypto.hpp"

namespace venera::crypto {

class SecretRing {
public:
    // Without any version, version 1 is created. Throws: std::runtime_error if a file is open to others or
    // damaged.
    SecretRing(std::filesystem::path folder, std::string name);
    // Of the environment's text. Throws: std::runtime_error if it is anything else.
    explicit SecretRing(std::string_view text);
    // One key that lies nowhere.
    explicit SecretRing(SecretKey only);

    struct Version {
        std::int32_t number = 0;
        std::shared_ptr<const SecretKey> key;
    };
    Version newest() const;
    // Reads the folder again if it does not know the version: another process may just have made it. Null if
    // there is none.
    std::shared_ptr<const SecretKey> find(std::int32_t number) const;
    // In ascending order.
    std::vector<Version> all() const;

    // Reads the folder again. For a job, every two seconds; throws as the constructor does, and then the
    // known keys stay.
    void refresh() const;
    // False if the keys come from the environment: then it is changed by hand, where it is set.
    bool is_stored() const { return !folder_.empty(); }
    // Makes the next version and stores it. Requires: is_stored().
    std::int32_t add();
    // Overwrites and removes the older files; of the environment, only forgets. For good.
    void destroy_before(std::int32_t number);

private:
    using Keys = std::map<std::int32_t, std::shared_ptr<const SecretKey>>;

    std::filesystem::path file_of(std::int32_t number) const;
    std::vector<std::int32_t> stored() const;
    Keys load() const;

    std::filesystem::path folder_;
    std::string name_;
    mutable std::mutex mutex_;  // readers on any thread against refresh(), add() and destroy_before()
    mutable Keys keys_;
};

}  // namespace venera::crypto
