// Every word that triage says to a person. Nothing here may reassure: a test looks for it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "triage/red_flags.hpp"
#include "triage/tongue.hpp"

namespace venera::triage {

// Whether triage knows enough to name one specialty; unread: most of the words are of no language that it
// knows.
enum class Certainty : std::uint8_t { unread, low, enough };

std::string advice(Tongue tongue, Urgency urgency, Certainty certainty);
// Of an emergency. `self_harm`: the words for somebody who may harm themselves.
enum class EmergencyKind : std::uint8_t { body, self_harm };
// Whom to call where the country is not known.
std::string local_number(Tongue tongue);
std::string emergency_message(Tongue tongue, EmergencyKind kind, std::string_view call);
std::string if_worse(Tongue tongue, std::string_view call);
std::string disclaimer(Tongue tongue);

// All of them, for the test.
std::vector<std::string> all_texts();

}  // namespace venera::triage
