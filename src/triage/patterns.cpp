#include "triage/patterns.hpp"

#include <charconv>
#include <stdexcept>

namespace venera::triage {

namespace {

constexpr int deepest = 4;
constexpr std::uint64_t fnv_offset = 14695981039346656037ULL;
constexpr std::uint64_t fnv_prime = 1099511628211ULL;

[[noreturn]] void refuse(std::string_view why, std::string_view where) {
    throw std::runtime_error(std::string(why) + " at \"" + std::string(where.substr(0, 30)) + "\"");
}

std::string_view next_token(std::string_view& rest) {
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
    if (rest.empty()) return {};
    std::size_t length = 1;
    if (rest.front() != '(' && rest.front() != ')' && rest.front() != '|')
        length = std::min(rest.find_first_of(" ()|"), rest.size());
    const auto token = rest.substr(0, length);
    rest.remove_prefix(length);
    return token;
}

std::uint32_t gap_of(std::string_view token) {
    std::uint32_t gap = 0;
    const auto [end, error] = std::from_chars(token.data() + 1, token.data() + token.size(), gap);
    if (error != std::errc{} || end != token.data() + token.size() || gap > 30) refuse("no gap", token);
    return gap;
}

// "38-42" -> 38 and 42
std::pair<double, double> range_of(std::string_view word) {
    const auto dash = word.find('-');
    if (dash == std::string_view::npos || word.back() != '>') refuse("no range", word);
    const double least = number_of(word.substr(1, dash - 1));
    const double most = number_of(word.substr(dash + 1, word.size() - dash - 2));
    if (least < 0 || most < least) refuse("no range", word);
    return {least, most};
}

}  // namespace

std::uint64_t Matcher::hash(std::string_view word) {
    std::uint64_t value = fnv_offset;
    for (const char c : word) value = (value ^ static_cast<unsigned char>(c)) * fnv_prime;
    return value;
}

std::vector<Matcher::Element> Matcher::parse_sequence(std::string_view& rest, int depth) {
    if (depth > deepest) refuse("too deep", rest);
    std::vector<Element> sequence;
    std::uint32_t gap = 0;
    for (;;) {
        const auto before = rest;
        const auto token = next_token(rest);
        if (token.empty() || token == "|" || token == ")") {
            if (gap > 0) refuse("a gap before nothing", before);
            rest = before;
            return sequence;
        }
        if (token.front() == '~') {
            gap = gap_of(token);
            continue;
        }
        Element element{token == "(", gap, std::string(token), {}};
        gap = 0;
        if (element.is_group) {
            std::string_view closing = "|";
            while (closing == "|") {
                element.choices.push_back(parse_sequence(rest, depth + 1));
                closing = next_token(rest);
            }
            if (closing != ")") refuse("a bracket without an end", before);
        }
        sequence.push_back(std::move(element));
    }
}

std::vector<Matcher::Element> Matcher::parse(std::string_view text) {
    auto rest = text;
    auto sequence = parse_sequence(rest, 0);
    if (!next_token(rest).empty()) refuse("a bracket or a bar too many", text);
    return sequence;
}

// A group that may be missing: once with it, once without, where the gaps before and after it add up.
std::vector<std::vector<Matcher::Element>> Matcher::without_options(const std::vector<Element>& sequence) {
    std::vector<std::vector<Element>> all{{}};
    std::vector<std::uint32_t> carried{0};
    for (const auto& element : sequence) {
        const auto count = all.size();
        Element present = element;
        std::erase_if(present.choices, [](const auto& choice) { return choice.empty(); });
        const bool is_optional = present.choices.size() < element.choices.size();
        for (std::size_t i = 0; i < count; ++i) {
            if (is_optional) {
                all.push_back(all[i]);
                carried.push_back(carried[i] + element.gap);
            }
            all[i].push_back(present);
            all[i].back().gap += carried[i];
            carried[i] = 0;
        }
    }
    return all;
}

void Matcher::add(std::uint32_t pattern, std::string_view text) {
    if (const auto both = text.find(" &"); both != std::string_view::npos) {
        auto right = text.substr(both + 1);
        if (right.find(" &") != std::string_view::npos) refuse("only one &", text);
        const auto gap = std::string(next_token(right).substr(1));
        const std::string left(text.substr(0, both));
        add(pattern, left + " ~" + gap + " " + std::string(right));
        add(pattern, std::string(right) + " ~" + gap + " " + left);
        return;
    }
    for (const auto& sequence : without_options(parse(text))) {
        if (sequence.empty()) refuse("matches nothing", text);
        add_sequence(sequence, {nothing, 0, slots_++, pattern});
    }
}

// Requires: the sequence is not empty.
void Matcher::add_sequence(const std::vector<Element>& sequence, Fragment ends) {
    Slot from = ends.from;
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        const auto& element = sequence[i];
        const bool is_last = i + 1 == sequence.size();
        const Fragment own{from, i == 0 ? ends.gap : element.gap, is_last ? ends.to : slots_++,
                           is_last ? ends.pattern : nothing};
        if (element.is_group) {
            for (const auto& choice : element.choices)
                for (const auto& plain : without_options(choice)) {
                    if (plain.empty()) refuse("a choice of nothing", element.word);
                    add_sequence(plain, own);
                }
        } else {
            add_word(element, own);
        }
        from = own.to;
    }
}

void Matcher::add_word(const Element& element, Fragment ends) {
    const auto index = static_cast<std::uint32_t>(places_.size());
    places_.push_back({ends.from, ends.to, ends.gap, ends.pattern});
    const std::string_view word = element.word;
    if (word.front() == '<') {
        const auto [least, most] = range_of(word);
        ranges_.push_back({least, most, {index}});
    } else if (word.back() == '*') {
        const auto stem = word.substr(0, word.size() - 1);
        if (stem.size() < 2 || stem.size() > 63) refuse("a beginning of two letters at least", word);
        beginnings_[hash(stem)].push_back(index);
        beginning_lengths_ |= 1ULL << stem.size();
    } else {
        if (word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.") != std::string_view::npos)
            refuse("no word", word);
        words_[hash(word)].push_back(index);
    }
}

void Matcher::look_up(std::string_view word, std::vector<std::uint32_t>& places) const {
    const auto take = [&](const std::vector<std::uint32_t>& more) {
        places.insert(places.end(), more.begin(), more.end());
    };
    std::uint64_t value = fnv_offset;
    for (std::size_t i = 0; i < word.size(); ++i) {
        value = (value ^ static_cast<unsigned char>(word[i])) * fnv_prime;
        if ((beginning_lengths_ >> (i + 1) & 1U) == 0) continue;
        if (const auto found = beginnings_.find(value); found != beginnings_.end()) take(found->second);
    }
    if (const auto found = words_.find(value); found != words_.end()) take(found->second);
    if (const double number = number_of(word); number >= 0) {
        for (const auto& range : ranges_)
            if (number >= range.least && number <= range.most) take(range.places);
    }
}

std::vector<Match> Matcher::find(const Words& words, const std::vector<std::uint8_t>& negators) const {
    std::vector<Match> matches;
    std::vector<Seen> seen(slots_);
    std::vector<std::uint32_t> places;
    std::vector<std::pair<Slot, Seen>> fired;
    std::uint32_t last_negator = nothing;  // the last one before word i
    for (std::uint32_t i = 0; i < words.size(); ++i) {
        places.clear();
        fired.clear();
        look_up(words[i], places);
        for (const auto index : places) {
            const Place& place = places_[index];
            Seen now{i, i, false};
            if (place.from != nothing) {
                const Seen& before = seen[place.from];
                if (before.last == nothing || i - before.last - 1 > place.gap ||
                    words.clause(before.last) != words.clause(i))
                    continue;
                now.begin = before.begin;
                now.has_gap_negator =
                    before.has_gap_negator || (last_negator != nothing && last_negator > before.last);
            }
            if (place.pattern != nothing)
                matches.push_back({place.pattern, now.begin, i, now.has_gap_negator});
            else
                fired.emplace_back(place.to, now);
        }
        // Only now: a word is not its own predecessor.
        for (const auto& [slot, now] : fired) seen[slot] = now;
        if (i < negators.size() && negators[i] != 0) last_negator = i;
    }
    return matches;
}

}  // namespace venera::triage
