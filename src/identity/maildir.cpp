#include "identity/maildir.hpp"

#include "platform/crypto/private_file.hpp"

namespace venera::identity {

void Maildir::prepare() const {
    crypto::make_private_directory(folder_);
    for (const char* part : {"tmp", "new", "cur"}) crypto::make_private_directory(folder_ / part);
}

void Maildir::deliver(const std::string& name, std::string_view message) const {
    const auto written = folder_ / "tmp" / name;
    crypto::write_private_file(written, message, 0600, crypto::Existing::replace);
    std::filesystem::rename(written, folder_ / "new" / name);
    crypto::sync_directory(folder_ / "new");
}

}  // namespace venera::identity
