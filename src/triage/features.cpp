#include "triage/features.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "triage/limits.hpp"

namespace venera::triage {

namespace {

constexpr float piece_weight = 0.35F;
constexpr float sign_weight = 1.5;
constexpr std::uint64_t fnv_offset = 14695981039346656037ULL;
constexpr std::uint64_t fnv_prime = 1099511628211ULL;

struct Hash {
    std::uint64_t value = fnv_offset;
    Hash& add(std::string_view bytes) {
        for (const char c : bytes) add(c);
        return *this;
    }
    Hash& add(char c) {
        value = (value ^ static_cast<unsigned char>(c)) * fnv_prime;
        return *this;
    }
    // FNV mixes its low bits worst: the high ones are folded in.
    std::uint32_t index() const {
        return static_cast<std::uint32_t>((value ^ (value >> 32U)) & (feature_count - 1));
    }
};

constexpr std::array<std::string_view, 19> negators{
    "no",     "not",    "without", "never", "dont",  "doesnt", "didnt", "havent",  "hasnt", "isnt",
    "denies", "denied", "nor",     "sin",   "nunca", "ni",     "jamas", "tampoco", "niega"};

bool is_negator(std::string_view word) { return std::ranges::find(negators, word) != negators.end(); }

// Numbers are told apart by their length only.
std::string_view shape_of(std::string_view word) {
    if (word[0] < '0' || word[0] > '9') return word;
    constexpr std::string_view marks = "####";
    return marks.substr(0,
                        std::min(word.find('.') == std::string_view::npos ? word.size() : 2, marks.size()));
}

// 1 for words that a negator before them, in their clause, denies.
std::vector<std::uint8_t> denied_of(const Words& words) {
    std::vector<std::uint8_t> denied(words.size(), 0);
    std::size_t reach = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0 && words.clause(i) != words.clause(i - 1)) reach = 0;
        if (words[i] == "but" || words[i] == "pero" || words[i] == "aunque") reach = 0;
        denied[i] = reach > 0 ? 1 : 0;
        if (reach > 0) --reach;
        if (is_negator(words[i])) reach = limits::feature_negation_reach;
    }
    return denied;
}

class Collector {
public:
    void word(std::string_view word, std::uint8_t denied) {
        Hash hash;
        if (denied != 0) hash.add("N_");
        counted_.push_back({hash.add('w').add(shape_of(word)).index(), 1});
    }
    void pair(std::string_view first, std::string_view second, std::uint8_t denied) {
        Hash hash;
        if (denied != 0) hash.add("N_");
        counted_.push_back({hash.add('b').add(shape_of(first)).add(' ').add(shape_of(second)).index(), 1});
    }
    void pieces(std::string_view word) {
        if (word[0] >= '0' && word[0] <= '9') return;
        bracketed_.assign("<").append(word).append(">");
        for (std::size_t i = 0; i < bracketed_.size(); ++i) {
            Hash hash;
            hash.add('c');
            for (std::size_t n = 1; n <= 5 && i + n <= bracketed_.size(); ++n) {
                hash.add(bracketed_[i + n - 1]);
                if (n >= 3) counted_.push_back({hash.index(), piece_weight});
            }
        }
    }
    void stage(LifeStage stage) {
        if (stage == LifeStage::unknown || stage == LifeStage::adult) return;
        counted_.push_back(
            {Hash{}.add('s').add(static_cast<char>('0' + static_cast<int>(stage))).index(), 1});
    }

    void sign(std::string_view name) { counted_.push_back({Hash{}.add('k').add(name).index(), sign_weight}); }

    // Counts what came more than once, damped: 1 + ln(count).
    std::vector<Feature> take() {
        std::ranges::sort(counted_, {}, [](const Feature& feature) {
            return std::pair{feature.index, feature.value};
        });
        std::vector<Feature> features;
        for (std::size_t i = 0; i < counted_.size();) {
            std::size_t end = i;
            while (end < counted_.size() && counted_[end].index == counted_[i].index &&
                   counted_[end].value == counted_[i].value)
                ++end;
            const float value = counted_[i].value * (1 + std::log(static_cast<float>(end - i)));
            if (!features.empty() && features.back().index == counted_[i].index)
                features.back().value += value;
            else
                features.push_back({counted_[i].index, value});
            i = end;
        }
        counted_.clear();
        return features;
    }

private:
    std::vector<Feature> counted_;
    std::string bracketed_;
};

}  // namespace

LifeStage stage_of_age(double years) {
    if (years < 0) return LifeStage::unknown;
    if (years < 2) return LifeStage::infant;
    if (years < 15) return LifeStage::child;
    return years < 65 ? LifeStage::adult : LifeStage::elder;
}

std::vector<Feature> features_of(const Words& words, LifeStage stage,
                                 std::span<const std::string_view> signs) {
    Collector collector;
    const auto denied = denied_of(words);
    for (std::size_t i = 0; i < words.size(); ++i) {
        collector.word(words[i], denied[i]);
        if (denied[i] == 0) collector.pieces(words[i]);
        if (const auto other = words.alternative(i); !other.empty()) collector.word(other, denied[i]);
        if (i > 0 && words.clause(i) == words.clause(i - 1))
            collector.pair(words[i - 1], words[i], denied[i]);
    }
    collector.stage(stage);
    for (const auto sign : signs) collector.sign(sign);
    return collector.take();
}

std::vector<Term> terms_of(const Words& words) {
    std::vector<Term> terms;
    Collector collector;
    const auto denied = denied_of(words);
    for (std::size_t i = 0; i < words.size(); ++i) {
        collector.word(words[i], denied[i]);
        if (denied[i] == 0) collector.pieces(words[i]);
        terms.push_back({std::string(words[i]), collector.take()});
        if (i == 0 || words.clause(i) != words.clause(i - 1)) continue;
        collector.pair(words[i - 1], words[i], denied[i]);
        terms.push_back({std::string(words[i - 1]) + " " + std::string(words[i]), collector.take()});
    }
    return terms;
}

}  // namespace venera::triage
