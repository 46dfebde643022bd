// The web application's files (web/, built into build/web), carried by the binary. Empty if the binary was
// built before them.
#pragma once
#include <vector>

#include "platform/http/web_application.hpp"

namespace venera {

std::vector<http::WebFile> embedded_web();

}  // namespace venera
