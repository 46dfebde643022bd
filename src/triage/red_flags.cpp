#include "triage/red_flags.hpp"

#include <algorithm>
#include <stdexcept>

#include "triage/limits.hpp"

namespace venera::triage {

namespace {

// Contexts that the reading of every text knows by name.
enum Context : std::uint32_t {
    negator,
    weak_negator,
    pseudo_negator,
    turn,
    subject,
    past,
    others,
    question,
    recent,
    affirmation
};
constexpr std::array<std::string_view, 10> context_names{
    "negator", "weak_negator", "pseudo_negator", "turn",   "subject",
    "past",    "others",       "question",       "recent", "affirmation"};

// A clause after a comma that goes on denying: "no fever, cough or chest pain".
constexpr std::size_t longest_list_item = 5;
constexpr std::size_t tight_reach = 3;

// Takes the first word off `rest`.
std::string_view first_word(std::string_view& rest) {
    const auto end = std::min(rest.find(' '), rest.size());
    const auto word = rest.substr(0, end);
    rest.remove_prefix(end);
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
    return word;
}

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(by);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

}  // namespace

// What is true of each word of a text.
struct RedFlags::Scene {
    std::vector<std::uint8_t> negators;     // 1 strong, 2 weak, at the words that deny
    std::vector<std::uint32_t> scopes;      // words of one clause between two turns ("but", "now")
    std::vector<std::uint8_t> is_past;      // by scope: long ago
    std::vector<std::uint8_t> is_others;    // by scope: it happened to somebody else
    std::vector<std::uint8_t> is_question;  // by sentence: what is only asked about
    std::vector<std::uint8_t> is_recent;    // by sentence
    std::vector<std::uint32_t>
        affirmed;  // by sentence: where what was denied before is said to be so after all
    std::vector<std::uint32_t>
        last_strong;  // by word: the last strong negator before it that reaches it, + 1
    std::vector<std::uint32_t> last_weak;
};

void RedFlags::read(std::string_view name, std::string_view text) {
    if (concepts_.empty())
        for (const auto context : context_names) {
            by_name_.emplace(context, static_cast<std::uint32_t>(concepts_.size()));
            concepts_.push_back({"-" + std::string(context), Kind::context, true});
        }
    section_ = Section::none;
    int number = 0;
    for (const auto line : split(text, '\n')) {
        ++number;
        if (line.empty() || line.front() == '#') continue;
        try {
            read_line(line);
        } catch (const std::runtime_error& problem) {
            throw std::runtime_error(std::string(name) + ":" + std::to_string(number) + ": " +
                                     problem.what());
        }
    }
}

void RedFlags::read_line(std::string_view line) {
    auto rest = line;
    const auto word = first_word(rest);
    if (word == "define") {
        const std::string language(first_word(rest));
        const std::string name(first_word(rest));
        definitions_[language + " " + name] = "(" + expanded(rest, language) + ")";
    } else if (word == "concept" || word == "event" || word == "tight" || word == "context") {
        section_ = Section::concepts;
        current_ = concept_named(rest);
        Concept& one = concepts_[current_];
        if ((word == "context") != (one.kind == Kind::context))
            throw std::runtime_error("there is no such context");
        if (word == "context") return;
        if (one.is_defined) throw std::runtime_error("said twice");
        one.is_defined = true;
        if (word == "event") one.kind = Kind::event;
        if (word == "tight") one.kind = Kind::tight;
    } else if (word == "rule") {
        section_ = Section::rule;
        Rule rule;
        rule.id = first_word(rest);
        if (rest != "emergency" && rest != "same-day") throw std::runtime_error("no urgency");
        rule.urgency = rest == "emergency" ? Urgency::emergency : Urgency::same_day;
        rules_.push_back(std::move(rule));
    } else if (section_ == Section::concepts && (word == "en" || word == "es")) {
        add_pattern(word, rest);
    } else if (section_ == Section::rule && word == "source") {
        rules_.back().source = rest;
    } else if (section_ == Section::rule && word == "if") {
        add_condition(rest);
    } else if (section_ == Section::rule && word.size() == 3 && (word[2] == '+' || word[2] == '-')) {
        rules_.back().examples.push_back({std::string(word.substr(0, 2)), std::string(rest), word[2] == '+'});
    } else {
        throw std::runtime_error("not understood: " + std::string(line.substr(0, 40)));
    }
}

// "{belly} pain" -> "(belly|tummy|...) pain"
std::string RedFlags::expanded(std::string_view text, std::string_view language) const {
    std::string out;
    while (!text.empty()) {
        const auto begin = text.find('{');
        out += text.substr(0, begin);
        if (begin == std::string_view::npos) break;
        const auto end = text.find('}', begin);
        if (end == std::string_view::npos) throw std::runtime_error("a brace without an end");
        const auto name = text.substr(begin + 1, end - begin - 1);
        const auto found = definitions_.find(std::string(language) + " " + std::string(name));
        if (found == definitions_.end()) throw std::runtime_error("undefined: " + std::string(name));
        out += found->second;
        text.remove_prefix(end + 1);
    }
    return out;
}

void RedFlags::add_pattern(std::string_view language, std::string_view text) {
    const auto tongue = language == "en" ? Tongue::english : Tongue::spanish;
    auto& matcher =
        concepts_[current_].kind == Kind::context ? contexts_[static_cast<std::size_t>(tongue)] : signs_;
    matcher.add(current_, expanded(text, language));
}

std::uint32_t RedFlags::concept_named(std::string_view name) {
    const auto [found, is_new] = by_name_.emplace(name, static_cast<std::uint32_t>(concepts_.size()));
    if (is_new) concepts_.push_back({"-" + std::string(name)});
    return found->second;
}

void RedFlags::complete() {
    signs_.seal();
    for (auto& matcher : contexts_) matcher.seal();
    for (const auto& one : concepts_)
        if (one.kind != Kind::context && !one.is_defined)
            throw std::runtime_error("there is no concept " + std::string(one.name()));
}

// "chest_pain sweating|nausea !at_rest": all of these words; `|` is or, `!` is none of.
void RedFlags::add_condition(std::string_view text) {
    while (!text.empty()) {
        auto word = first_word(text);
        Rule::Term term;
        term.is_excluded = word.front() == '!';
        if (term.is_excluded) word.remove_prefix(1);
        for (const auto name : split(word, '|')) {
            term.concepts.push_back(concept_named(name));
            if (concepts_[term.concepts.back()].kind == Kind::context)
                throw std::runtime_error("a context is no concept: " + std::string(name));
        }
        rules_.back().terms.push_back(std::move(term));
    }
}

// Which scopes tell of the past or of others, and which sentences ask, are of now, or affirm.
void RedFlags::mark_surroundings(const std::vector<Match>& found, const Words& words, Scene& scene) {
    const std::size_t count = words.size();
    const std::size_t scopes = count == 0 ? 1 : scene.scopes.back() + 1;
    scene.is_past.assign(scopes, 0);
    scene.is_others.assign(scopes, 0);
    const std::size_t sentences = count == 0 ? 0 : words.sentence(count - 1) + 1;
    scene.is_question.assign(sentences, 0);
    scene.is_recent.assign(sentences, 0);
    scene.affirmed.assign(sentences, 0);
    for (const auto& match : found) {
        if (match.pattern == past) scene.is_past[scene.scopes[match.begin]] = 1;
        if (match.pattern == others) scene.is_others[scene.scopes[match.begin]] = 1;
        if (match.pattern == question) scene.is_question[words.sentence(match.begin)] = 1;
        if (match.pattern == recent) scene.is_recent[words.sentence(match.begin)] = 1;
        if (match.pattern == affirmation) scene.affirmed[words.sentence(match.begin)] = match.begin;
    }
}

RedFlags::Scene RedFlags::scene_of(const Words& words) const {
    const auto found = contexts_[static_cast<std::size_t>(tongue_of(words))].find(words, {});
    const std::size_t count = words.size();
    Scene scene;
    scene.negators.assign(count, 0);
    std::vector<std::uint8_t> is_turn(count, 0);
    std::vector<std::uint8_t> is_pseudo(count, 0);
    std::vector<std::uint8_t> is_subject(count + 1, 0);
    for (const auto& match : found) {
        if (match.pattern == turn) is_turn[match.begin] = 1;
        if (match.pattern == subject) is_subject[match.begin] = 1;
        if (match.pattern == pseudo_negator)
            std::fill(is_pseudo.begin() + match.begin, is_pseudo.begin() + match.end + 1, 1);
    }
    for (const auto& match : found) {
        if ((match.pattern != negator && match.pattern != weak_negator) || is_pseudo[match.begin] != 0)
            continue;
        auto& mark = scene.negators[match.end];
        mark = match.pattern == negator ? 1 : std::max<std::uint8_t>(mark, mark == 1 ? 1 : 2);
    }
    std::uint32_t scope = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0 && (words.clause(i) != words.clause(i - 1) || is_turn[i] != 0)) ++scope;
        scene.scopes.push_back(scope);
    }
    mark_surroundings(found, words, scene);
    std::uint32_t strong = 0;
    std::uint32_t weak = 0;
    std::size_t clause_begin = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const bool is_new_clause = i > 0 && words.clause(i) != words.clause(i - 1);
        if (is_new_clause) {
            std::size_t end = i;
            while (end < count && words.clause(end) == words.clause(i)) ++end;
            const bool goes_on = words.sentence(i) == words.sentence(i - 1) && end - i <= longest_list_item &&
                                 is_subject[i] == 0 && is_subject[i + 1] == 0;
            // Within a list the denial stands, as it were, right before each of its items.
            const bool is_carried = goes_on && strong > clause_begin;
            clause_begin = i;
            strong = is_carried ? static_cast<std::uint32_t>(i + 1) : 0;
            weak = 0;
        }
        if (is_turn[i] != 0) strong = weak = 0;
        if (words[i] == "and" || words[i] == "y") weak = 0;
        scene.last_strong.push_back(strong);
        scene.last_weak.push_back(weak);
        if (scene.negators[i] == 1) strong = static_cast<std::uint32_t>(i + 1);
        if (scene.negators[i] == 2) weak = static_cast<std::uint32_t>(i + 1);
    }
    return scene;
}

bool RedFlags::counts(const Match& match, const Scene& scene, const Words& words) const {
    const auto reaches = [&](std::uint32_t last, std::size_t reach) {
        return last > 0 && match.begin + 1 <= last + reach;
    };
    const Kind kind = concepts_[match.pattern].kind;
    const auto scope = scene.scopes[match.begin];
    const auto sentence = words.sentence(match.begin);
    const bool is_elsewhere =
        scene.is_question[sentence] != 0 || (scene.is_past[scope] != 0 && scene.is_recent[sentence] == 0);
    if (kind == Kind::tight)
        return !reaches(scene.last_strong[match.begin], tight_reach) &&
               !reaches(scene.last_weak[match.begin], tight_reach) && !is_elsewhere &&
               scene.is_others[scope] == 0;
    const bool is_denied = match.has_gap_negator ||
                           reaches(scene.last_strong[match.begin], limits::negation_reach) ||
                           reaches(scene.last_weak[match.begin], limits::weak_negation_reach);
    if (is_denied && scene.affirmed[sentence] <= match.end) return false;
    if (is_elsewhere) return false;
    return kind != Kind::event || scene.is_others[scope] == 0 || scene.is_recent[sentence] != 0;
}

std::vector<RedFlags::Presence> RedFlags::presences(const Words& words, const Scene& scene) const {
    std::vector<Presence> found(concepts_.size(), Presence::none);
    for (const auto& match : signs_.find(words, scene.negators)) {
        Presence& one = found[match.pattern];
        if (one != Presence::present)
            one = counts(match, scene, words) ? Presence::present : Presence::denied;
    }
    return found;
}

std::vector<std::string_view> RedFlags::signs_of(const std::vector<Presence>& found,
                                                 const Scene& scene) const {
    std::vector<std::string_view> signs;
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (found[i] == Presence::present) signs.push_back(concepts_[i].name());
        if (found[i] == Presence::denied) signs.emplace_back(concepts_[i].marked);
    }
    const auto add = [&](std::string_view name, const std::vector<std::uint8_t>& marks) {
        if (std::ranges::find(marks, 1) != marks.end()) signs.push_back(name);
    };
    add("~past", scene.is_past);
    add("~others", scene.is_others);
    add("~question", scene.is_question);
    return signs;
}

Findings RedFlags::find(const Words& words, double years) const {
    const Scene scene = scene_of(words);
    auto here = presences(words, scene);
    const auto set = [&](std::string_view name) {
        if (const auto found = by_name_.find(name); found != by_name_.end())
            here[found->second] = Presence::present;
    };
    // What was said beside the text counts as if it stood in it.
    if (years >= 0 && years < 1) set("infant");
    if (years >= 0 && years < 13) set("child");
    if (years >= 65) set("elder");
    Findings findings{{}, signs_of(here, scene)};
    for (const auto& rule : rules_) {
        const bool holds = std::ranges::all_of(rule.terms, [&](const Rule::Term& term) {
            const bool any = std::ranges::any_of(
                term.concepts, [&](std::uint32_t one) { return here[one] == Presence::present; });
            return any != term.is_excluded;
        });
        if (holds && !rule.terms.empty()) findings.rules.push_back(&rule);
    }
    return findings;
}

}  // namespace venera::triage
