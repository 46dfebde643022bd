#include "triage/speller.hpp"

#include <algorithm>
#include <array>

#include "triage/limits.hpp"

namespace venera::triage {

namespace {

constexpr std::size_t shortest = 4;  // of words that are mended, and of those that they may become
constexpr std::size_t longest = 20;
// From so many letters on a letter may have moved, or two be wrong that are the same letter's.
constexpr std::size_t long_word = 7;
constexpr std::size_t shortest_run = 7;        // of two words without a space
constexpr std::uint32_t common_words = 2'000;  // that such a run is made of

// Without the letter at `gap`, or with all of them.
std::uint32_t hash_without(std::string_view word, std::size_t gap) {
    std::uint32_t value = 2166136261U;
    for (std::size_t i = 0; i < word.size(); ++i)
        if (i != gap) value = (value ^ static_cast<unsigned char>(word[i])) * 16777619U;
    return value;
}

bool is_letters(std::string_view word) {
    return std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

// Whether both are one word, written once with a slip: a letter too many, too few, another, or two in the
// wrong order.
bool is_slip(std::string_view written, std::string_view meant) {
    std::size_t head = 0;
    while (head < std::min(written.size(), meant.size()) && written[head] == meant[head]) ++head;
    auto a = written.substr(head);
    auto b = meant.substr(head);
    while (!a.empty() && !b.empty() && a.back() == b.back()) {
        a.remove_suffix(1);
        b.remove_suffix(1);
    }
    if (a.size() == 2 && b.size() == 2) return a[0] == b[1] && a[1] == b[0];
    // Short words have too many neighbours for another letter in place of one.
    if (a.size() == 1 && b.size() == 1) return written.size() > shortest;
    if (a.size() + b.size() == 1) return true;
    return written.size() >= long_word && a.size() == b.size() &&
           (a.substr(1) == b.substr(0, b.size() - 1) || b.substr(1) == a.substr(0, a.size() - 1));
}

// "dolooor" is "dolor": no word has a letter three times.
std::string without_held_letters(std::string_view word) {
    std::string out;
    for (std::size_t i = 0; i < word.size();) {
        const auto end = std::min(word.find_first_not_of(word[i], i), word.size());
        out.append(end - i >= 3 ? 1 : end - i, word[i]);
        i = end;
    }
    return out;
}

}  // namespace

Speller::Speller(std::string_view vocabulary) : vocabulary_(vocabulary) {
    std::string_view rest = vocabulary_;
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        const auto space = line.find(' ');
        if (space != std::string_view::npos) {
            meanings_.emplace(line.substr(0, space), line.substr(space + 1));
        } else if (words_.emplace(line, by_rank_.size()).second) {
            by_rank_.push_back(line);
        }
    }
    index_neighbours();
}

void Speller::index_neighbours() {
    for (std::uint32_t rank = 0; rank < by_rank_.size(); ++rank) {
        const auto word = by_rank_[rank];
        if (word.size() < shortest || word.size() > longest || !is_letters(word)) continue;
        for (std::size_t gap = 0; gap <= word.size(); ++gap)
            neighbours_.emplace_back(hash_without(word, gap), rank);
    }
    std::ranges::sort(neighbours_);
}

// "cabecita" is "cabeza", "boquita" is "boca", "moradisimo" is "morado".
std::string Speller::without_ending(std::string_view word) const {
    static constexpr std::array<std::string_view, 16> endings{
        "citos", "citas", "cito", "cita", "itos",  "itas",  "ito", "ita",
        "illos", "illas", "illo", "illa", "isimo", "isima", "azo", "on"};
    for (const auto ending : endings) {
        if (!word.ends_with(ending) || word.size() < ending.size() + 3) continue;
        std::string stem(word.substr(0, word.size() - ending.size()));
        if (stem.ends_with("qu")) stem.replace(stem.size() - 2, 2, "c");
        std::string other = stem;
        if (other.back() == 'c') other.back() = 'z';
        for (const auto* last : {"a", "o", "", "e", "as", "os"})
            for (const auto* one : {&stem, &other})
                if (auto whole = *one + last; whole.size() >= shortest && words_.contains(whole))
                    return whole;
    }
    return {};
}

std::string Speller::nearest(std::string_view word) const {
    auto best = static_cast<std::uint32_t>(by_rank_.size());
    for (std::size_t gap = 0; gap <= word.size(); ++gap) {
        const auto hash = hash_without(word, gap);
        auto at = std::ranges::lower_bound(neighbours_, std::pair<std::uint32_t, std::uint32_t>{hash, 0});
        for (; at != neighbours_.end() && at->first == hash && at->second < best; ++at)
            if (is_slip(word, by_rank_[at->second])) best = at->second;
    }
    return best < by_rank_.size() ? std::string(by_rank_[best]) : std::string();
}

// "chestpain" is "chest pain".
std::string Speller::taken_apart(std::string_view word) const {
    if (word.size() < shortest_run) return {};
    const auto is_common = [&](std::string_view part) {
        const auto found = words_.find(part);
        return found != words_.end() && found->second < common_words;
    };
    for (std::size_t length = word.size() - 2; length >= 2; --length)
        if (is_common(word.substr(0, length)) && is_common(word.substr(length)))
            return std::string(word.substr(0, length)).append(" ").append(word.substr(length));
    return {};
}

Words::Reading Speller::guess(std::string_view written) const {
    const std::string word = without_held_letters(written);
    if (word.size() < shortest || word.size() > longest || !is_letters(word)) return {};
    if (words_.contains(word)) return {word, false};
    for (auto other : {without_ending(word), nearest(word)})
        if (!other.empty()) return {std::move(other), false};
    return {taken_apart(word), true};
}

double Speller::mend(Words& words) const {
    if (words.empty()) return 1;
    double known = 0;
    std::size_t guesses = 0;
    const auto all = static_cast<double>(words.size());
    words.respell([&](std::string_view word) -> Words::Reading {
        ++known;
        if (const auto meaning = meanings_.find(word); meaning != meanings_.end())
            return {std::string(meaning->second), true};
        if (words_.contains(word) || word.front() < 'a' || guesses == limits::mended_words) return {};
        ++guesses;
        auto reading = guess(word);
        known -= reading.text.empty() ? 1 : 0.5;
        return reading;
    });
    return known / all;
}

}  // namespace venera::triage
