// The limits of triage.
#pragma once
#include <chrono>
#include <cstddef>

namespace venera::triage::limits {

inline constexpr std::size_t symptom_characters = 2'000;
// What is read of a text that comes by the command line; the API takes less.
inline constexpr std::size_t text_bytes = 64 * 1024;
inline constexpr std::size_t word_bytes = 48;  // of a word that is looked at; what follows is ignored
// Unknown words of a text that are mended: all of them in a text that the API takes.
inline constexpr std::size_t mended_words = 400;
// A text of which less is understood gets no confident answer.
inline constexpr double understood = 0.5;
// A negator counts for so many words before what it denies.
inline constexpr std::size_t negation_reach = 6;
inline constexpr std::size_t weak_negation_reach = 4;
inline constexpr std::size_t feature_negation_reach = 5;
inline constexpr std::size_t explanation_terms = 5;
inline constexpr std::size_t alternatives = 3;
inline constexpr double low_confidence = 0.4;
inline constexpr double same_day_probability = 0.5;
inline constexpr double emergency_probability = 0.27;
// A request to a language model, and how often it is asked before it is left alone for a time.
inline constexpr std::chrono::milliseconds language_model_time{3'000};
inline constexpr int language_model_attempts = 2;
inline constexpr int failures_before_pause = 5;
inline constexpr std::chrono::seconds pause{60};
inline constexpr std::size_t language_model_answer_bytes = 16 * 1024;

}  // namespace venera::triage::limits
