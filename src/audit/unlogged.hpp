// The rows that no use case writes: of what the edge refuses by role, of what a use case refuses for another
// reason than whose the data are (a stale version, an e-mail that is taken), and of answers that tell of
// nobody by name (counts, a search that finds nothing).
#pragma once
#include "platform/http/respond.hpp"

namespace venera::audit {

// For http::ResponderOptions::unlogged.
void log_unlogged(Context& context, const http::Route& route, const std::vector<std::string>& parameters,
                  http::ResponderOptions::Answered answered);

}  // namespace venera::audit
