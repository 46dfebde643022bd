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
#include <map>
#include <string>
#include <string_view>
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

    // After the last add(), before the first find().
    void seal();

    // Every match, in the order of their ends. `negators`: 1 for words that deny, or empty.
    std::vector<Match> find(const Words& words, const std::vector<std::uint8_t>& negators) const;

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
    // Places of one word: places_[begin] up to places_[end].
    struct Span {
        std::uint64_t key = 0;  // of the word; in a table an empty span is a free cell
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
    };
    struct Range {
        double least;
        double most;
        Span span;
    };
    struct Seen {
        std::uint32_t after = 0;  // the word after its last; 0: not seen yet
        std::uint32_t begin = 0;
        bool has_gap_negator = false;
    };
    // Places by word in one piece of memory: a text is looked up word by word.
    class Table {
    public:
        void add(std::uint64_t key, const Place& place) { added_.emplace_back(key, place); }
        void seal(std::vector<Place>& places);
        // Nothing: an empty span.
        Span find(std::uint64_t key) const;

    private:
        std::vector<std::pair<std::uint64_t, Place>> added_;
        std::vector<Span> cells_;  // a power of two of them, at most half of them in use
    };

    struct Element {
        bool is_group = false;
        std::uint32_t gap = 0;
        std::string word;                           // "swell*", "<38-42>"
        std::vector<std::vector<Element>> choices;  // of a group
        std::string text() const;                   // as it was written
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
    void look_up(std::string_view word, std::vector<Span>& spans) const;

    std::vector<Place> places_;
    std::uint32_t slots_ = 0;
    Table words_;
    Table beginnings_;
    std::uint64_t beginning_lengths_ = 0;  // a bit for each
    std::vector<Range> ranges_;
    // Patterns that begin alike share their beginning: "where from, what" -> the place after it.
    std::map<std::string, Slot> beginnings_of_patterns_;
};

}  // namespace venera::triage
