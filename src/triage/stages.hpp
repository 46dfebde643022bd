// Ages in a text: "my 4 year old", "bebé de seis semanas", "hijo", "soy jubilada".
#pragma once
#include "triage/features.hpp"

namespace venera::triage {

// Of whom the text tells most likely; unknown if it does not say.
LifeStage stage_of(const Words& words);

}  // namespace venera::triage
