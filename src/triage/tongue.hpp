// Which of the two languages a text is in, by its commonest words.
#pragma once
#include <cstdint>

#include "triage/words.hpp"

namespace venera::triage {

enum class Tongue : std::uint8_t { english, spanish };

// The language that more of the words are of; English if nothing tells.
Tongue tongue_of(const Words& words);

}  // namespace venera::triage
