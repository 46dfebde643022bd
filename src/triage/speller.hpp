// Words as they were meant: "pian" is "pain", "desmallo" is "desmayo", "piernita" is "pierna", "xq" is
// "porque". What is known stays as it is; the work is linear in the text.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "triage/words.hpp"

namespace venera::triage {

class Speller {
public:
    // A line for each known word, the commonest first; or a writing and what it means: "xq porque".
    explicit Speller(std::string_view vocabulary);

    // How much of the text is known afterwards, from 0 to 1; a word that had to be guessed counts half. Of a
    // text without words: 1.
    double mend(Words& words) const;

private:
    // Of a word that is not known.
    Words::Reading guess(std::string_view word) const;
    std::string without_ending(std::string_view word) const;
    std::string nearest(std::string_view word) const;
    std::string taken_apart(std::string_view word) const;
    void index_neighbours();

    std::string vocabulary_;
    std::vector<std::string_view> by_rank_;
    std::unordered_map<std::string_view, std::uint32_t> words_;  // their rank
    std::unordered_map<std::string_view, std::string_view> meanings_;
    // Hash of a known word without one of its letters, or of the word -> its rank; sorted.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> neighbours_;
};

}  // namespace venera::triage
