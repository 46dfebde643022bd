// Patterns over the words of a clause, compiled to one matcher whose work is linear in the text.
//   chest pain            these two words, one after the other
//   swell*                a word that begins so
//   <38-42>               a number from 38 to 42, also "seis" or "twelve"
//   pain ~3 chest         at most three other words between
//   pain &3 chest         the same in either order
//   (a|b c|d)             one of these; "(a|)" may be missing
// A place in a pattern remembers only where it matched last, which is the best that any continuation can hope
// for: a word costs as much as there are places that wait for it, whatever came before.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "triage/words.hpp"

namespace venera::triage {

struct Match {
    std::uint32_t pattern;  // what add() was given
    std::uint32_t begin;    // the first word
    std::uint32_t end;      // the last word
    bool has_gap_negator;   // a word that `negators` marks stands in a gap
};

class Matcher {
public:
    // Throws: std::runtime_error with what is wrong in the pattern.
    void add(std::uint32_t pattern, std::string_view text);

    // Every match, in the order of their ends. `negators`: 1 for words that deny, or empty.
    std::vector<Match> find(const Words& words, const std::vector<std::uint8_t>& negators) const;

    // The words that stand in patterns as they are.
    bool knows(std::string_view word) const { return words_.contains(hash(word)); }

private:
    using Slot = std::uint32_t;
    static constexpr std::uint32_t nothing = ~0U;

    // A word that a pattern waits for: after `from` (nothing: anywhere) with at most `gap` words between.
    struct Place {
        Slot from;
        Slot to;
        std::uint32_t gap;
        std::uint32_t pattern;  // nothing: the pattern goes on
    };
    struct Range {
        double least;
        double most;
        std::vector<std::uint32_t> places;
    };
    struct Seen {
        std::uint32_t last = nothing;
        std::uint32_t begin = 0;
        bool has_gap_negator = false;
    };
    struct Run;

    struct Element {
        bool is_group = false;
        std::uint32_t gap = 0;
        std::string word;                           // "swell*", "<38-42>"
        std::vector<std::vector<Element>> choices;  // of a group
    };
    struct Fragment {
        Slot from;
        std::uint32_t gap;
        Slot to;
        std::uint32_t pattern;
    };

    static std::uint64_t hash(std::string_view word);
    static std::vector<Element> parse(std::string_view text);
    static std::vector<Element> parse_sequence(std::string_view& rest, int depth);
    static std::vector<std::vector<Element>> without_options(const std::vector<Element>& sequence);
    void add_sequence(const std::vector<Element>& sequence, Fragment ends);
    void add_word(const Element& element, Fragment ends);
    void look_up(std::string_view word, std::vector<std::uint32_t>& places) const;

    std::vector<Place> places_;
    std::uint32_t slots_ = 0;
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> words_;
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> beginnings_;
    std::uint64_t beginning_lengths_ = 0;  // a bit for each
    std::vector<Range> ranges_;
};

}  // namespace venera::triage
