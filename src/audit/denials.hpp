// What the edge refuses somebody who is signed in (403, by their role) is an access as well, denied: the use
// case, which writes all other rows, never hears of it.
#pragma once
#include "platform/http/router.hpp"

namespace venera::audit {

// For http::ResponderOptions::denied.
void log_denied(Context& context, const http::Route& route, const std::vector<std::string>& parameters);

}  // namespace venera::audit
