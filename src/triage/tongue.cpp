#include "triage/tongue.hpp"

#include <algorithm>
#include <array>

namespace venera::triage {

namespace {

constexpr std::array<std::string_view, 44> english_words{
    "the",   "my",    "i",    "im",   "ive",  "and",  "is",   "are",  "was",   "have", "has",
    "had",   "of",    "to",   "in",   "on",   "for",  "with", "it",   "hes",   "she",  "his",
    "her",   "when",  "that", "from", "at",   "not",  "been", "feel", "pain",  "cant", "dont",
    "since", "after", "can",  "get",  "need", "want", "an",   "this", "hurts", "am",   "but"};
constexpr std::array<std::string_view, 48> spanish_words{
    "el",     "la",       "los",  "las",   "de",    "que",    "y",     "mi",    "tengo",  "me",
    "se",     "una",      "un",   "con",   "por",   "para",   "en",    "desde", "hace",   "del",
    "al",     "le",       "su",   "tiene", "duele", "dolor",  "muy",   "mucho", "cuando", "esta",
    "estoy",  "pero",     "sin",  "como",  "es",    "fiebre", "nunca", "hijo",  "hija",   "bebe",
    "quiero", "necesito", "anos", "dias",  "lo",    "ya",     "hoy",   "porque"};

}  // namespace

Tongue tongue_of(const Words& words) {
    int balance = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto word = words[i];
        // A common word tells more than how a word ends.
        if (std::ranges::find(english_words, word) != english_words.end()) balance += 2;
        if (std::ranges::find(spanish_words, word) != spanish_words.end()) balance -= 2;
        if (word.size() < 4) continue;
        const char last = word.back();
        if (last == 'a' || last == 'o' || word.ends_with("as") || word.ends_with("os") ||
            word.ends_with("cion"))
            --balance;
        if (last == 'y' || last == 'k' || last == 't' || last == 'g' || last == 'h' || last == 'p' ||
            word.ends_with("ed"))
            ++balance;
    }
    return balance >= 0 ? Tongue::english : Tongue::spanish;
}

}  // namespace venera::triage
