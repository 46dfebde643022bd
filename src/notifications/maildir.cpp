#include "notifications/maildir.hpp"

#include "platform/crypto/private_file.hpp"

namespace venera::notifications {

Delivery Maildir::deliver(fibers::Wait& wait, const Mail& mail) {
    const std::string name = mail.id + ".venera";
    try {
        disk_.run(wait, [&] {
            crypto::make_private_directory(folder_);
            for (const char* part : {"tmp", "new", "cur"}) crypto::make_private_directory(folder_ / part);
            const auto written = folder_ / "tmp" / name;
            crypto::write_private_file(written, mail.content, 0600, crypto::Existing::replace);
            std::filesystem::rename(written, folder_ / "new" / name);
            crypto::sync_directory(folder_ / "new");
        });
        return {};
    } catch (const fibers::Stopped&) {
        throw;
    } catch (const std::exception&) {
        return {Delivered::offline, "maildir"};
    }
}

}  // namespace venera::notifications
