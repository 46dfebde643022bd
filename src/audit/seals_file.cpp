#include "audit/seals_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "audit/limits.hpp"
#include "platform/crypto/private_file.hpp"
#include "platform/json/shape.hpp"

namespace venera::audit {

void append_seal(const std::filesystem::path& file, const Seal& seal) {
    if (!std::filesystem::exists(file.parent_path())) crypto::make_private_directory(file.parent_path());
    const std::string line =
        json::to_json(ExportedSeal{seal.number, seal.sealed_at, seal.context, seal.until_id,
                                   crypto::hex(seal.hash), crypto::base64url(seal.signature)}) +
        "\n";
    std::error_code missing;
    if (std::filesystem::file_size(file, missing) > limits::seals_file && !missing) {
        std::filesystem::path aside = file;
        // A line that another replica appends at this moment goes aside, too; the next run writes a newer
        // one.
        std::filesystem::rename(file, aside += ".1");
    }
    const int fd = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) throw std::runtime_error(file.string() + ": cannot be opened");
    // One write: lines of two replicas that share the file do not mix.
    const bool written = ::write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    ::close(fd);
    if (!written) throw std::runtime_error(file.string() + ": cannot be written");
}

void read_seals(const std::filesystem::path& file,
                const std::function<void(const std::optional<ExportedSeal>&)>& read) {
    std::ifstream stream(file);
    if (!stream) throw std::runtime_error(file.string() + ": cannot be read");
    std::string line;
    while (std::getline(stream, line)) {
        json::Issues issues;
        auto seal = json::from_json<ExportedSeal>(line, issues);
        read(issues.empty() ? std::optional{std::move(seal)} : std::nullopt);
    }
}

}  // namespace venera::audit
