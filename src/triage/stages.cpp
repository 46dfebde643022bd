#include "triage/stages.hpp"

#include <algorithm>
#include <array>

namespace venera::triage {

namespace {

using List = std::array<std::string_view, 14>;

constexpr List infants{"baby",    "newborn", "infant", "bebe",  "bebita",  "bebito",        "lactante",
                       "neonato", "nene",    "guagua", "babys", "toddler", "recien-nacido", "bb"};
constexpr std::array<std::string_view, 26> children{
    "son",     "daughter", "child",    "kid",           "kids",   "children", "hijo",     "hija",     "hijos",
    "nino",    "nina",     "ninos",    "nena",          "hijito", "hijita",   "chiquito", "chiquita", "peque",
    "pequeno", "pequena",  "grandson", "granddaughter", "nieto",  "nieta",    "boy",      "girl"};
constexpr std::array<std::string_view, 8> years{"year", "years", "yr", "yrs", "yo", "y", "ano", "anos"};
constexpr std::array<std::string_view, 10> months{"month", "months", "mo",    "mos",    "mes",
                                                  "meses", "week",   "weeks", "semana", "semanas"};

template <class Set>
bool contains(const Set& set, std::string_view word) {
    return std::ranges::find(set, word) != set.end();
}

// "4 year old", "de 4 anos", "tiene 4 anos", "age 4"; a span of time ("for 4 years", "hace 4 anos") is no
// age.
bool is_age(const Words& words, std::size_t number) {
    const std::size_t unit = number + 1;
    if (unit + 1 < words.size() && (words[unit + 1] == "old" || words[unit + 1] == "olds")) return true;
    if (words[unit] == "yo" || words[unit] == "y") return true;
    if (number == 0) return false;
    const auto before = words[number - 1];
    return before == "de" || before == "tiene" || before == "tengo" || before == "con" || before == "aged";
}

}  // namespace

LifeStage stage_of(const Words& words) {
    LifeStage named = LifeStage::unknown;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const double number = i + 1 < words.size() ? number_of(words[i]) : -1;
        if (number >= 0 && contains(years, words[i + 1]) && is_age(words, i)) return stage_of_age(number);
        if (number >= 0 && contains(months, words[i + 1]) && is_age(words, i) && named != LifeStage::unknown)
            return number <= 24 ? LifeStage::infant : LifeStage::child;
        if (contains(infants, words[i])) named = LifeStage::infant;
        if (named == LifeStage::unknown && contains(children, words[i])) named = LifeStage::child;
    }
    return named;
}

}  // namespace venera::triage
