// A text as triage reads it: words in lower case without accents and apostrophes ("can't" is "cant", "38,5"
// is "38.5", "6mo" is "6" and "mo"), in clauses. `.;!?` and line breaks end a sentence, `,:()` and a dash
// between spaces end a clause.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace venera::triage {

class Words {
public:
    // Bytes that are not UTF-8 separate words.
    explicit Words(std::string_view text);

    std::size_t size() const { return words_.size(); }
    bool empty() const { return words_.empty(); }
    std::string_view operator[](std::size_t i) const {
        return std::string_view(text_).substr(words_[i].begin, words_[i].length);
    }
    // Numbered from 0, in order; two words of one clause are of one sentence.
    std::uint32_t clause(std::size_t i) const { return words_[i].clause; }
    std::uint32_t sentence(std::size_t i) const { return words_[i].sentence; }

    // What the word may have been meant to be, too; mostly empty.
    std::string_view alternative(std::size_t i) const {
        return std::string_view(text_).substr(words_[i].other_begin, words_[i].other_length);
    }

    struct Reading {
        std::string text;        // words; empty: as it is written
        bool is_certain = true;  // else it is an alternative, of one word
    };
    // Reads each word anew, in order.
    void respell(const std::function<Reading(std::string_view)>& reading);

private:
    struct Word {
        std::uint32_t begin;
        std::uint32_t length;
        std::uint32_t clause;
        std::uint32_t sentence;
        std::uint32_t other_begin = 0;
        std::uint32_t other_length = 0;
    };
    enum class Kind : std::uint8_t { none, letter, digit };

    void take(char32_t c, char32_t before, char32_t after);
    void append(Kind kind, std::string_view bytes);
    void end_word();
    void end_clause();
    void end_sentence();

    std::string text_;
    std::vector<Word> words_;
    std::uint32_t begin_ = 0;
    std::uint32_t clause_ = 0;
    std::uint32_t sentence_ = 0;
    std::size_t apostrophe_ = 0;  // where the last one stood
    Kind last_ = Kind::none;
    bool is_clause_open_ = false;
    bool is_sentence_open_ = false;
};

// The number that a word is: digits with at most one point, or an English or Spanish number word up to sixty.
// Negative: none.
double number_of(std::string_view word);

}  // namespace venera::triage
