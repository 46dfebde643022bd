// GET /settings: what is in force, for administrators who may not log in to the machine. Read-only: settings
// are changed where the server is started.
#pragma once
#include "platform/config/settings.hpp"
#include "platform/http/router.hpp"

namespace venera::operations {

class Configuration {
public:
    explicit Configuration(const config::Settings& settings) : settings_(settings) {}
    Page<config::SettingView> list(Context& context);

private:
    const config::Settings& settings_;
};

}  // namespace venera::operations
