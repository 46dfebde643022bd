// Dates and labels in the languages of messages.
#pragma once
#include <string>
#include <string_view>

#include "notifications/notifications.hpp"
#include "platform/time/zone.hpp"

namespace venera::notifications {

// "Tue 1 Dec 2026, 09:00 (America/Lima)", "mar 1 dic 2026, 09:00 (America/Lima)".
std::string when(Instant at, const Zone& zone, std::string_view language);

struct Labels {
    std::string_view when;
    std::string_view with;
    std::string_view where;
    std::string_view video;
    std::string_view reference;
};
const Labels& labels_of(std::string_view language);

// Why a webhook was disabled: the end of a sentence.
std::string_view why_disabled(WhyDisabled why, std::string_view language);

}  // namespace venera::notifications
