#include "triage/corpus.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <stdexcept>

#include "platform/crypto/crypto.hpp"
#include "triage/data_folder.hpp"
#include "triage/specialties.hpp"

namespace venera::triage {

namespace {

constexpr float own_weight = 6;
constexpr float disease_weight = 3;
constexpr float template_weight = 1.5;
constexpr float open_weight = 1;
constexpr float frame_weight = 3;
constexpr int templates_of_a_phrase = 3;
constexpr int frames_of_an_emergency = 1;
constexpr int frames_of_an_alike = 6;
constexpr int sentences_of_an_emergency = 15;
constexpr int sentences_of_an_alike = 30;

constexpr std::array<const char*, 4> languages_files{"phrases.en.txt", "phrases.es.txt", "diseases.en.txt",
                                                     "diseases.es.txt"};
constexpr std::array<const char*, 11> other_files{
    "emergencies.en.txt", "emergencies.es.txt", "frames.en.txt", "frames.es.txt",
    "grammar.en.txt",     "grammar.es.txt",     "spellings.txt", "templates.en.txt",
    "templates.es.txt",   "urgency.en.txt",     "urgency.es.txt"};

std::string contents(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

// The lines of a file that are neither empty nor comments, under their [heading].
template <class Take>
void each_line(const std::filesystem::path& file, Take take) {
    std::istringstream stream(contents(file));
    std::string line;
    std::string heading;
    for (int number = 1; std::getline(stream, line); ++number) {
        if (line.empty() || line.front() == '#') continue;
        if (line.front() == '[' && line.back() == ']') {
            heading = line.substr(1, line.size() - 2);
            continue;
        }
        try {
            take(heading, line);
        } catch (const std::runtime_error& problem) {
            throw std::runtime_error(file.string() + ":" + std::to_string(number) + ": " + problem.what());
        }
    }
}

std::size_t specialty_named(const std::string& code) {
    const auto found = find_specialty(code);
    if (!found) throw std::runtime_error("there is no specialty " + code);
    return *found;
}

std::vector<std::string> lines_of(const std::filesystem::path& file) {
    std::vector<std::string> lines;
    each_line(file, [&](const std::string&, const std::string& line) { lines.push_back(line); });
    return lines;
}

// One of the sentences that people put a phrase into.
std::string framed(const std::string& phrase, const std::vector<std::string>& frames,
                   std::mt19937_64& random) {
    std::string text = frames[random() % frames.size()];
    const auto hole = text.find("{}");
    if (hole == std::string::npos) throw std::runtime_error("a frame without {}: " + text);
    return text.replace(hole, 2, phrase);
}

void add_templates(std::vector<Row>& rows, const Row& phrase, const std::vector<std::string>& templates,
                   std::mt19937_64& random) {
    for (int i = 0; i < templates_of_a_phrase; ++i)
        rows.push_back(
            {framed(phrase.text, templates, random), phrase.specialty, std::nullopt, false, template_weight});
}

void add_own(std::vector<Row>& rows, const std::filesystem::path& data, const std::string& language,
             std::mt19937_64& random) {
    const auto templates = lines_of(data / ("templates." + language + ".txt"));
    each_line(data / ("phrases." + language + ".txt"), [&](const std::string& code, const std::string& text) {
        const Row row{text, specialty_named(code), false, false, own_weight};
        rows.push_back(row);
        add_templates(rows, row, templates, random);
    });
    each_line(data / ("diseases." + language + ".txt"),
              [&](const std::string& code, const std::string& text) {
                  rows.push_back({text, specialty_named(code), std::nullopt, std::nullopt, disease_weight});
              });
    each_line(data / ("urgency." + language + ".txt"), [&](const std::string& day, const std::string& text) {
        if (day != "same-day" && day != "routine") throw std::runtime_error("neither same-day nor routine");
        rows.push_back({text, std::nullopt, day == "same-day", false, own_weight});
    });
}

// Texts that must not wait: they teach the specialty, too. And what only looks like one of them.
void add_emergencies(std::vector<Row>& rows, const std::filesystem::path& data, const std::string& language,
                     std::mt19937_64& random) {
    std::map<std::string, std::vector<std::string>> frames;
    each_line(data / ("frames." + language + ".txt"),
              [&](const std::string& kind, const std::string& text) { frames[kind].push_back(text); });
    each_line(
        data / ("emergencies." + language + ".txt"), [&](const std::string& code, const std::string& text) {
            const auto specialty = specialty_named(code);
            rows.push_back({text, specialty, true, true, own_weight});
            for (int i = 0; i < frames_of_an_emergency; ++i)
                rows.push_back(
                    {framed(text, frames.at("emergency"), random), specialty, true, true, frame_weight});
        });
    const auto add_alike = [&](const std::string& what, const std::string& frame) {
        for (const auto& text : frames.at(what))
            for (int i = 0; i < frames_of_an_alike; ++i)
                rows.push_back({framed(text, frames.at(frame), random), std::nullopt, std::nullopt, false,
                                frame_weight});
    };
    add_alike("event", "elsewhere");
    add_alike("sign", "denial");
}

using Choices = std::map<std::string, std::vector<std::string>, std::less<>>;

// Puts one of its choices for each {name}, and for those that stand in it.
std::string spoken(std::string text, const Choices& choices, std::mt19937_64& random) {
    for (auto begin = text.find('{'); begin != std::string::npos; begin = text.find('{')) {
        const auto end = text.find('}', begin);
        const auto found = choices.find(std::string_view(text).substr(begin + 1, end - begin - 1));
        if (end == std::string::npos || found == choices.end())
            throw std::runtime_error("no such list: " + text);
        text.replace(begin, end + 1 - begin, found->second[random() % found->second.size()]);
    }
    return text;
}

std::vector<std::string> split_choices(std::string_view text) {
    std::vector<std::string> all;
    for (;;) {
        const auto end = text.find('|');
        all.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return all;
        text.remove_prefix(end + 1);
    }
}

void add_grammar(std::vector<Row>& rows, const std::filesystem::path& file, std::mt19937_64& random) {
    Choices choices;
    each_line(file, [&](const std::string& heading, const std::string& line) {
        if (heading.empty()) {
            const auto sign = line.find(" = ");
            if (sign == std::string::npos) throw std::runtime_error("neither a list nor under a heading");
            choices[line.substr(0, sign)] = split_choices(std::string_view(line).substr(sign + 3));
            return;
        }
        const bool is_alike = heading == "alike";
        const bool is_emergency = heading == "emergency";
        if (!is_alike && !is_emergency && heading != "same-day")
            throw std::runtime_error("neither emergency, same-day nor alike");
        const auto is_same_day = is_alike ? std::nullopt : std::optional(true);
        const int count = is_emergency ? sentences_of_an_emergency : sentences_of_an_alike;
        for (int i = 0; i < count; ++i)
            rows.push_back(
                {spoken(line, choices, random), std::nullopt, is_same_day, is_emergency, frame_weight});
    });
}

// The sentences of the rules say what a denial, another's history or a question looks like.
void add_examples(std::vector<Row>& rows, const std::filesystem::path& data) {
    const RedFlags rules = read_rules(data);
    for (const auto& rule : rules.rules()) {
        if (rule.urgency != Urgency::emergency) continue;
        for (const auto& example : rule.examples)
            rows.push_back({example.text, std::nullopt, std::nullopt, example.is_positive, own_weight});
    }
}

// specialty <tab> origin <tab> text, under a line of headings.
void add_open(std::vector<Row>& rows, const std::filesystem::path& file) {
    std::ifstream stream(file);
    if (!stream) return;
    std::string line;
    std::getline(stream, line);
    while (std::getline(stream, line)) {
        const auto first = line.find('\t');
        const auto second = line.find('\t', first + 1);
        if (second == std::string::npos) throw std::runtime_error(file.string() + ": a line without tabs");
        rows.push_back({line.substr(second + 1), specialty_named(line.substr(0, first)), std::nullopt,
                        std::nullopt, open_weight});
    }
}

// The words that patterns wait for; of "swell*" nothing is known but how it begins.
void count_patterns(std::map<std::string, int>& counts, const std::filesystem::path& rules) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
    each_line(rules, [&](const std::string&, const std::string& line) {
        if (!line.starts_with("en ") && !line.starts_with("es ") && !line.starts_with("define ")) return;
        for (auto begin = line.find_first_of(letters); begin != std::string::npos;) {
            const auto end = std::min(line.find_first_not_of(letters, begin), line.size());
            if (end == line.size() || line[end] != '*') ++counts[line.substr(begin, end - begin)];
            begin = line.find_first_of(letters, end);
        }
    });
}

constexpr int least_in_open = 2;  // what stands once in the open corpora may be a slip itself

std::string vocabulary_of(const std::vector<Row>& rows, const std::filesystem::path& data) {
    std::map<std::string, int> counts;
    std::map<std::string, int> in_open;
    for (const auto& row : rows) {
        const Words words(row.text);
        for (std::size_t i = 0; i < words.size(); ++i)
            ++(row.weight > open_weight ? counts : in_open)[std::string(words[i])];
    }
    for (const auto& file : rule_files(data)) count_patterns(counts, file);
    for (const auto& [word, count] : in_open)
        if (count >= least_in_open) counts.try_emplace(word, 0);
    std::vector<std::pair<int, std::string>> ranked;
    for (const auto& [word, count] : counts)
        if (word.front() >= 'a') ranked.emplace_back(-count, word);
    std::ranges::sort(ranked);
    std::string vocabulary;
    each_line(data / "spellings.txt",
              [&](const std::string&, const std::string& line) { vocabulary.append(line).append("\n"); });
    for (const auto& [count, word] : ranked) vocabulary.append(word).append("\n");
    return vocabulary;
}

}  // namespace

std::string data_digest(const std::filesystem::path& data) {
    std::string all;
    const auto add = [&](const std::string& name) {
        all.append(name).append("\n").append(contents(data / name));
    };
    for (const char* name : languages_files) add(name);
    for (const char* name : other_files) add(name);
    for (const auto& file : rule_files(data)) add("red-flags/" + file.filename().string());
    return crypto::hex(crypto::sha256(all));
}

Corpus read_corpus(const std::filesystem::path& data, const std::filesystem::path& open, std::uint64_t seed) {
    Corpus corpus;
    std::mt19937_64 random(seed);
    for (const char* language : {"en", "es"}) {
        add_own(corpus.rows, data, language, random);
        add_emergencies(corpus.rows, data, language, random);
        add_grammar(corpus.rows, data / ("grammar." + std::string(language) + ".txt"), random);
    }
    add_examples(corpus.rows, data);
    if (!open.empty())
        for (const char* name :
             {"medquad-specialty.tsv", "casimedicos-en-train.tsv", "casimedicos-es-train.tsv"})
            add_open(corpus.rows, open / name);
    corpus.vocabulary = vocabulary_of(corpus.rows, data);
    corpus.data_digest = data_digest(data);
    return corpus;
}

}  // namespace venera::triage
