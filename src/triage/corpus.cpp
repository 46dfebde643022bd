#include "triage/corpus.hpp"

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

constexpr std::array<const char*, 4> languages_files{"phrases.en.txt", "phrases.es.txt", "diseases.en.txt",
                                                     "diseases.es.txt"};
constexpr std::array<const char*, 8> other_files{
    "emergencies.en.txt", "emergencies.es.txt", "frames.en.txt",  "frames.es.txt",
    "templates.en.txt",   "templates.es.txt",   "urgency.en.txt", "urgency.es.txt"};

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
    }
    add_examples(corpus.rows, data);
    if (!open.empty())
        for (const char* name :
             {"medquad-specialty.tsv", "casimedicos-en-train.tsv", "casimedicos-es-train.tsv"})
            add_open(corpus.rows, open / name);
    corpus.data_digest = data_digest(data);
    return corpus;
}

}  // namespace venera::triage
