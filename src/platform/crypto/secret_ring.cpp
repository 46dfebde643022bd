#include "platform/crypto/secret_ring.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <stdexcept>

#include "platform/crypto/private_file.hpp"
#include "platform/crypto/secret_file.hpp"

namespace venera::crypto {

namespace {

constexpr std::string_view extension = ".key";

// Whole, positive and without a sign or leading zeros.
std::optional<std::int32_t> number_of(std::string_view text) {
    std::int32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 1 || text.starts_with('0'))
        return std::nullopt;
    return number;
}

// Zeros over the bytes before the name goes, as far as a file system lets them reach the old place.
void destroy(const std::filesystem::path& file) {
    std::filesystem::permissions(file,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        const std::string zeros(32, '\0');
        stream.write(zeros.data(), static_cast<std::streamsize>(zeros.size()));
    }
    std::filesystem::remove(file);
}

}  // namespace

SecretRing::SecretRing(std::filesystem::path folder, std::string name)
    : folder_(std::move(folder)), name_(std::move(name)) {
    if (stored().empty()) SecretFile::load_or_create(file_of(1));
    keys_ = load();
}

SecretRing::SecretRing(std::string_view text) {
    if (text.find(':') == std::string_view::npos) {
        keys_[1] = std::make_shared<const SecretKey>(SecretFile::from_base64(text));
        return;
    }
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        const auto colon = part.find(':');
        const auto number = number_of(part.substr(0, colon));
        if (colon == std::string_view::npos || !number)
            throw std::runtime_error("a ring of keys is written <version>:<base64>, separated by commas");
        auto key = std::make_shared<const SecretKey>(SecretFile::from_base64(part.substr(colon + 1)));
        if (!keys_.emplace(*number, std::move(key)).second)
            throw std::runtime_error("a ring of keys has one key for each version");
    }
}

SecretRing::SecretRing(SecretKey only) { keys_[1] = std::make_shared<const SecretKey>(std::move(only)); }

SecretRing::Version SecretRing::newest() const {
    const std::lock_guard lock(mutex_);
    return {keys_.rbegin()->first, keys_.rbegin()->second};
}

std::shared_ptr<const SecretKey> SecretRing::find(std::int32_t number) const {
    const auto known = [&]() -> std::shared_ptr<const SecretKey> {
        const std::lock_guard lock(mutex_);
        const auto at = keys_.find(number);
        return at == keys_.end() ? nullptr : at->second;
    };
    if (auto key = known()) return key;
    refresh();
    return known();
}

std::vector<SecretRing::Version> SecretRing::all() const {
    const std::lock_guard lock(mutex_);
    std::vector<Version> versions;
    for (const auto& [number, key] : keys_) versions.push_back({number, key});
    return versions;
}

void SecretRing::refresh() const {
    if (!is_stored()) return;
    Keys keys = load();
    const std::lock_guard lock(mutex_);
    keys_ = std::move(keys);
}

std::int32_t SecretRing::add() {
    if (!is_stored()) throw std::logic_error("a ring of the environment is not written by the program");
    refresh();
    const std::int32_t number = newest().number + 1;
    SecretFile::load_or_create(file_of(number));
    refresh();
    return number;
}

void SecretRing::destroy_before(std::int32_t number) {
    for (const std::int32_t stored_one : stored()) {
        if (stored_one < number) destroy(file_of(stored_one));
    }
    const std::lock_guard lock(mutex_);
    keys_.erase(keys_.begin(), keys_.lower_bound(number));
}

std::filesystem::path SecretRing::file_of(std::int32_t number) const {
    const std::string version = number == 1 ? "" : "." + std::to_string(number);
    return folder_ / (name_ + version + std::string(extension));
}

std::vector<std::int32_t> SecretRing::stored() const {
    std::vector<std::int32_t> numbers;
    if (!is_stored()) return numbers;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
        const std::string file = entry.path().filename().string();
        if (!file.starts_with(name_) || !file.ends_with(extension)) continue;
        const std::string_view middle =
            std::string_view(file).substr(name_.size(), file.size() - name_.size() - extension.size());
        if (middle.empty()) numbers.push_back(1);
        if (!middle.starts_with('.')) continue;
        if (const auto number = number_of(middle.substr(1)); number && *number > 1)
            numbers.push_back(*number);
    }
    std::ranges::sort(numbers);
    return numbers;
}

SecretRing::Keys SecretRing::load() const {
    Keys keys;
    for (const std::int32_t number : stored())
        keys[number] = std::make_shared<const SecretKey>(SecretFile::load(file_of(number)));
    if (keys.empty()) throw std::runtime_error(file_of(1).string() + ": the key is gone");
    return keys;
}

}  // namespace venera::crypto
