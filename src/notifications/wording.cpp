#include "notifications/wording.hpp"

#include <array>
#include <chrono>
#include <cstdlib>

namespace venera::notifications {

namespace {

constexpr std::array<std::string_view, 7> english_days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> spanish_days{"dom", "lun", "mar", "mié", "jue", "vie", "sáb"};
constexpr std::array<std::string_view, 12> english_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 12> spanish_months{"ene", "feb", "mar", "abr", "may", "jun",
                                                          "jul", "ago", "sep", "oct", "nov", "dic"};

constexpr Labels english_labels{"When", "With", "Where", "Video call", "Reference"};
constexpr Labels spanish_labels{"Cuándo", "Con", "Dónde", "Videollamada", "Referencia"};

bool is_spanish(std::string_view language) { return language.starts_with("es"); }

}  // namespace

std::string when(Instant at, const Zone& zone, std::string_view language) {
    const LocalDateTime local = zone.local(at);
    const auto date = local.date().value;
    const std::chrono::weekday weekday{local.date().days()};
    const auto month = static_cast<unsigned>(date.month()) - 1;
    const auto& days = is_spanish(language) ? spanish_days : english_days;
    const auto& months = is_spanish(language) ? spanish_months : english_months;
    return std::string(days[weekday.c_encoding()]) + " " + std::to_string(static_cast<unsigned>(date.day())) +
           " " + std::string(months[month]) + " " + std::to_string(static_cast<int>(date.year())) + ", " +
           local.time().text() + " (" + zone.text() + ")";
}

std::string_view why_disabled(WhyDisabled why, std::string_view language) {
    switch (why) {
        case WhyDisabled::failing:
            return is_spanish(language)
                       ? "no aceptó nada durante un día y falló hasta el último intento de una entrega"
                       : "it accepted nothing for a day, and the last attempt of a delivery failed as well";
        case WhyDisabled::gone:
            return is_spanish(language) ? "respondió 410, es decir, que no se le avise más"
                                        : "it answered 410, which asks to be told of nothing any more";
    }
    std::abort();
}

const Labels& labels_of(std::string_view language) {
    return is_spanish(language) ? spanish_labels : english_labels;
}

}  // namespace venera::notifications
