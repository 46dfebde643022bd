// What the model sees of a text: words, pairs of words inside a clause and pieces of words of three to five
// letters, and the signs that the rules know (RedFlags), which are the same in both languages; hashed to 2^16
// numbers. Words that are denied are others than words that are not.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "triage/words.hpp"

namespace venera::triage {

inline constexpr std::uint32_t feature_count = 1U << 16U;

struct Feature {
    std::uint32_t index;
    float value;  // how often, damped, by the weight of its kind
};

// Of whom the text tells, as far as it was said beside it.
enum class LifeStage : std::uint8_t { unknown, infant, child, adult, elder };
LifeStage stage_of_age(double years);

// In the order of their indexes, each once; not yet weighted by rarity nor of length one.
std::vector<Feature> features_of(const Words& words, LifeStage stage,
                                 std::span<const std::string_view> signs);

// The features that stand on a word or a pair alone, for explanations: {term, its features}.
struct Term {
    std::string text;
    std::vector<Feature> features;
};
std::vector<Term> terms_of(const Words& words);

}  // namespace venera::triage
