#include "installation.hpp"

#include "platform/crypto/crypto.hpp"
#include "platform/postgres/migrations.hpp"

namespace venera {

void become_owner(const config::Settings& settings) {
    if (!settings.database.url) postgres::drop_privileges(settings.data_directory.value);
}

Installation::Installation(const config::Settings& settings)
    : log_((become_owner(settings), settings.log.file.value), settings.log.level) {
    crypto::initialise();
    if (settings.database.url) {
        url_ = settings.database.url->value;
        return;
    }
    embedded_ = postgres::EmbeddedServer::attach_or_start(settings.data_directory.value, log_);
    url_ = embedded_->database_url();
}

std::string Installation::migrate() {
    fibers::PollWait wait;
    postgres::Connection connection(tool_options(), wait);
    for (const auto& path : postgres::migrate(connection))
        log_.info("migration.ran", {{"file", log::Label{path}}});
    return postgres::application_role(connection);
}

}  // namespace venera
