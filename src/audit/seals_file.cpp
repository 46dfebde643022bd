#include "audit/seals_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

#include "audit/limits.hpp"
#include "platform/crypto/private_file.hpp"
#include "platform/json/shape.hpp"

namespace venera::audit {

namespace {

constexpr std::streamoff longest_line = 1'024;

[[noreturn]] void fail(const std::filesystem::path& file) {
    throw std::system_error(errno, std::generic_category(), file.string());
}

std::optional<ExportedSeal> seal_of(const std::string& line) {
    json::Issues issues;
    auto seal = json::from_json<ExportedSeal>(line, issues);
    return issues.empty() ? std::optional{std::move(seal)} : std::nullopt;
}

// Whether the file ends within a line: a crash, or a full disk, has cut it.
bool is_torn(int fd) {
    const off_t size = ::lseek(fd, 0, SEEK_END);
    char last = '\n';
    return size > 0 && ::pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

void write_line(int fd, const std::filesystem::path& file, std::string line) {
    if (is_torn(fd)) line.insert(0, 1, '\n');
    // One write: lines of two replicas that share the file do not mix.
    const ssize_t written = ::write(fd, line.data(), line.size());
    if (written >= 0 && written != static_cast<ssize_t>(line.size())) errno = ENOSPC;
    if (written != static_cast<ssize_t>(line.size()) || ::fsync(fd) != 0) fail(file);
}

}  // namespace

void append_seal(const std::filesystem::path& file, const Seal& seal) {
    if (!std::filesystem::exists(file.parent_path())) crypto::make_private_directory(file.parent_path());
    std::error_code missing;
    if (std::filesystem::file_size(file, missing) > limits::seals_file && !missing) {
        std::filesystem::path aside = file;
        // A line that another replica appends at this moment goes aside, too; the next run writes a newer
        // one.
        std::filesystem::rename(file, aside += ".1");
    }
    const bool is_new = !std::filesystem::exists(file);
    const int fd = ::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) fail(file);
    const std::unique_ptr<const int, void (*)(const int*)> closed(&fd,
                                                                  [](const int* open) { ::close(*open); });
    write_line(fd, file,
               json::to_json(ExportedSeal{seal.number, seal.sealed_at, seal.context, seal.until_id,
                                          crypto::hex(seal.hash), crypto::base64url(seal.signature)}) +
                   "\n");
    if (is_new) crypto::sync_directory(file.parent_path());
}

std::optional<std::int64_t> last_number(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    stream.seekg(0, std::ios::end);
    const std::streamoff size = stream.tellg();
    if (size <= 0) return std::nullopt;
    stream.seekg(std::max<std::streamoff>(0, size - longest_line));
    std::string line;
    std::optional<std::int64_t> number;
    while (std::getline(stream, line)) {
        const auto seal = stream.eof() ? std::nullopt : seal_of(line);  // without its end it is torn
        number = seal ? std::optional{seal->number} : std::nullopt;
    }
    return number;
}

SealsReader::SealsReader(const std::filesystem::path& file) : file_(file), stream_(file, std::ios::binary) {
    if (!stream_) error_ = errno;
    stream_.seekg(0, std::ios::end);
    size_ = stream_.tellg();
    stream_.seekg(0);
}

void SealsReader::read(const std::function<void(const std::optional<ExportedSeal>&)>& take) {
    if (error_ != 0) throw std::system_error(error_, std::generic_category(), file_.string());
    std::string line;
    for (std::streamoff left = size_; left > 0 && std::getline(stream_, line);) {
        left -= static_cast<std::streamoff>(line.size()) + 1;
        take(seal_of(line));
    }
}

}  // namespace venera::audit
