// Layer two of triage: what must not wait. Rules combine concepts, and concepts are patterns of words; what
// is denied, what happened to others or long ago, and what is only asked about does not count. Rules and
// concepts are data (data/triage/red-flags), each rule with its source and with sentences that a test reads.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "triage/patterns.hpp"
#include "triage/tongue.hpp"
#include "triage/words.hpp"

namespace venera::triage {

enum class Urgency : std::uint8_t { routine, same_day, emergency };

struct Example {
    std::string language;
    std::string text;
    bool is_positive;
};

struct Rule {
    std::string id;
    Urgency urgency = Urgency::emergency;
    std::string source;
    // All of these must hold; each holds if one of its concepts is there, or, excluded, if none is.
    struct Term {
        std::vector<std::uint32_t> concepts;
        bool is_excluded = false;
    };
    std::vector<Term> terms;
    std::vector<Example> examples;
};

struct Findings {
    std::vector<const Rule*> rules;  // that the text fulfils, in their order
    // What the text speaks of, by name: "chest_pain", "-chest_pain" if that is said but does not count, and
    // "~past", "~others", "~question" for what surrounds it. For the model, and for whoever writes rules.
    std::vector<std::string_view> signs;
};

class RedFlags {
public:
    // Reads one file after the other. Throws: std::runtime_error, naming file and line.
    void read(std::string_view name, std::string_view text);
    // After the last file. Throws: std::runtime_error if a rule names a concept that no file has.
    void complete();

    // `years`: the age as it was given beside the text, or negative.
    Findings find(const Words& words, double years) const;

    const std::vector<Rule>& rules() const { return rules_; }

private:
    // How a concept's matches are taken. Tight: suicide, where only a denial right before counts.
    enum class Kind : std::uint8_t { sign, event, tight, context };
    struct Concept {
        std::string marked;  // "-" and the name
        std::string_view name() const { return std::string_view(marked).substr(1); }
        Kind kind = Kind::sign;
        bool is_defined = false;  // a rule may name it earlier
    };
    // What surrounds the words.
    struct Scene;

    void read_line(std::string_view line);
    void add_pattern(std::string_view language, std::string_view text);
    void add_condition(std::string_view text);
    std::uint32_t concept_named(std::string_view name);
    std::string expanded(std::string_view text, std::string_view language) const;
    static void mark_surroundings(const std::vector<Match>& found, const Words& words, Scene& scene);
    Scene scene_of(const Words& words) const;
    bool counts(const Match& match, const Scene& scene, const Words& words) const;
    // What is found of each concept.
    enum class Presence : std::uint8_t { none, denied, present };
    std::vector<Presence> presences(const Words& words, const Scene& scene) const;
    std::vector<std::string_view> signs_of(const std::vector<Presence>& found, const Scene& scene) const;

    std::array<Matcher, 2> contexts_;  // by Tongue: "no" alone denies in both, but not as far
    Matcher signs_;
    std::vector<Concept> concepts_;
    std::map<std::string, std::uint32_t, std::less<>> by_name_;
    std::map<std::string, std::string, std::less<>> definitions_;  // "en name" -> "(a|b)"
    std::vector<Rule> rules_;
    std::uint32_t current_ = 0;
    enum class Section : std::uint8_t { none, concepts, rule } section_ = Section::none;
};

}  // namespace venera::triage
