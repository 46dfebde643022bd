// What the model is trained on: our own phrases, the sentences that templates make of them, names of
// diseases, and sentences that should be seen the same day, all in data/triage; and, where they are, the open
// corpora.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "triage/features.hpp"

namespace venera::triage {

struct Row {
    std::string text;
    std::optional<std::size_t> specialty;  // absent: it teaches urgency only
    std::optional<bool> is_same_day;       // absent: it teaches nothing of this
    std::optional<bool> is_emergency;
    float weight;
};

struct Corpus {
    std::vector<Row> rows;
    std::string
        vocabulary;  // what Speller reads: every word of ours, and what the open corpora say more than once
    std::string data_digest;  // SHA-256 of our own files, in hexadecimal
};

// `open`: the folder of the open corpora, or empty. Throws: std::runtime_error, naming file and line.
Corpus read_corpus(const std::filesystem::path& data, const std::filesystem::path& open, std::uint64_t seed);

// SHA-256 of the files in `data` that read_corpus() reads.
std::string data_digest(const std::filesystem::path& data);

}  // namespace venera::triage
