#include "platform/crypto/private_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "platform/crypto/crypto.hpp"

namespace venera::crypto {
namespace {

constexpr std::size_t largest = 65536;
constexpr mode_t everybody_else = S_IRWXG | S_IRWXO;

[[noreturn]] void fail(const std::filesystem::path& file, const char* what) {
    throw std::runtime_error(file.string() + ": " + what);
}
[[noreturn]] void fail_with_errno(const std::filesystem::path& file) {
    throw std::runtime_error(file.string() + ": " + std::generic_category().message(errno));
}

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }

private:
    int fd_;
};

void write_all(int fd, std::string_view content, const std::filesystem::path& file) {
    while (!content.empty()) {
        const ssize_t written = ::write(fd, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail_with_errno(file);
        content.remove_prefix(static_cast<std::size_t>(written));
    }
}

void write_temporary(const std::filesystem::path& file, std::string_view content, unsigned mode) {
    const Descriptor out(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
    if (out.get() < 0) fail_with_errno(file);
    write_all(out.get(), content, file);
    struct stat folder {};
    if (::stat(file.parent_path().c_str(), &folder) != 0) fail_with_errno(file);
    // A tool run by root must leave files that the server's own user can read.
    if (::geteuid() == 0 && ::fchown(out.get(), folder.st_uid, folder.st_gid) != 0) fail_with_errno(file);
    if (::fchmod(out.get(), static_cast<mode_t>(mode)) != 0 || ::fsync(out.get()) != 0) fail_with_errno(file);
}

}  // namespace

void sync_directory(const std::filesystem::path& directory) {
    const Descriptor folder(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() < 0 || ::fsync(folder.get()) != 0) fail_with_errno(directory);
}

void make_private_directory(const std::filesystem::path& directory) {
    if (::mkdir(directory.c_str(), S_IRWXU) == 0) {
        struct stat parent {};
        const auto above = directory.has_parent_path() ? directory.parent_path() : std::filesystem::path(".");
        if (::geteuid() == 0 && (::stat(above.c_str(), &parent) != 0 ||
                                 ::chown(directory.c_str(), parent.st_uid, parent.st_gid) != 0)) {
            fail_with_errno(directory);
        }
        return;
    }
    if (errno != EEXIST) fail_with_errno(directory);
    struct stat status {};
    if (::lstat(directory.c_str(), &status) != 0) fail_with_errno(directory);
    if (!S_ISDIR(status.st_mode)) fail(directory, "must be a folder");
    if ((status.st_mode & everybody_else) != 0) fail(directory, "must not be open to others: chmod 700");
}

std::string read_private_file(const std::filesystem::path& file) {
    const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (in.get() < 0) fail_with_errno(file);
    struct stat status {};
    if (::fstat(in.get(), &status) != 0) fail_with_errno(file);
    if (!S_ISREG(status.st_mode)) fail(file, "must be a regular file");
    if ((status.st_mode & everybody_else) != 0) fail(file, "must not be readable by others: chmod 600");
    std::string content(largest + 1, '\0');
    std::size_t size = 0;
    while (size < content.size()) {
        const ssize_t got = ::read(in.get(), content.data() + size, content.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail_with_errno(file);
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    if (size > largest) fail(file, "is too large");
    content.resize(size);
    return content;
}

bool write_private_file(const std::filesystem::path& file, std::string_view content, unsigned mode,
                        Existing existing) {
    const auto directory = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    const auto temporary = directory / ("." + file.filename().string() + "." + hex(random_bytes(8)));
    try {
        write_temporary(temporary, content, mode);
        bool written = true;
        if (existing == Existing::replace) {
            if (::rename(temporary.c_str(), file.c_str()) != 0) fail_with_errno(file);
        } else {
            // link() fails if the name is taken, which rename() does not.
            written = ::link(temporary.c_str(), file.c_str()) == 0;
            if (!written && errno != EEXIST) fail_with_errno(file);
            ::unlink(temporary.c_str());
        }
        sync_directory(directory);
        return written;
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
}

}  // namespace venera::crypto
