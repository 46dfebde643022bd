// The Spanish of the texts that say what is wrong with one value. Inside platform/http only: values and
// walkers speak English, and their texts are constants, so a table translates them at the edge.
#pragma once
#include <string_view>

namespace venera::http {

// Falls back on a text for the code alone, and on `detail` itself if the code is not known either.
std::string_view in_spanish(std::string_view code, std::string_view detail);

}  // namespace venera::http
