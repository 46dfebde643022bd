// Dates and labels in the languages of messages.
#pragma once
#include <string>
#include <string_view>

#include "notifications/notifications.hpp"
#include "platform/time/zone.hpp"
#include "platform/values/text.hpp"

namespace venera::notifications {

// "Tue 1 Dec 2026, 09:00 (America/Lima)", "mar 1 dic 2026, 09:00 (America/Lima)".
std::string when(Instant at, const Zone& zone, std::string_view language);

// "90.00 PEN": with as many decimals as the currency has (ISO 4217).
std::string money(std::int64_t minor_units, const Currency& currency);

struct Labels {
    std::string_view when;
    std::string_view with;
    std::string_view where;
    std::string_view video;
    std::string_view reference;
    std::string_view amount;
    std::string_view refunded;
    std::string_view method;
    std::string_view transaction;
};
const Labels& labels_of(std::string_view language);

// Why a webhook was disabled: the end of a sentence.
std::string_view why_disabled(WhyDisabled why, std::string_view language);

}  // namespace venera::notifications
