#include "triage/patterns.hpp"

#include <algorithm>
#include <bit>
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

std::string Matcher::Element::text() const {
    std::string out = "~" + std::to_string(gap) + " ";
    if (!is_group) return out + word + " ";
    for (const auto& choice : choices) {
        out += "|";
        for (const auto& element : choice) out += element.text();
    }
    return out + ") ";
}

// Requires: the sequence is not empty.
void Matcher::add_sequence(const std::vector<Element>& sequence, Fragment ends) {
    Slot from = ends.from;
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        const auto& element = sequence[i];
        const bool is_last = i + 1 == sequence.size();
        Fragment own{from, i == 0 ? ends.gap : element.gap, ends.to, ends.pattern};
        bool is_new = true;
        if (!is_last) {
            const auto key = std::to_string(own.from) + "~" + std::to_string(own.gap) + " " + element.text();
            const auto known = beginnings_of_patterns_.try_emplace(key, slots_);
            is_new = known.second;
            if (is_new) ++slots_;
            own.to = known.first->second;
            own.pattern = nothing;
        }
        from = own.to;
        if (!is_new) continue;
        if (element.is_group) {
            for (const auto& choice : element.choices)
                for (const auto& plain : without_options(choice)) {
                    if (plain.empty()) refuse("a choice of nothing", element.word);
                    add_sequence(plain, own);
                }
        } else {
            add_word(element, own);
        }
    }
}

void Matcher::add_word(const Element& element, Fragment ends) {
    const Place place{ends.from, ends.to, ends.gap, ends.pattern};
    const std::string_view word = element.word;
    if (word.front() == '<') {
        const auto [least, most] = range_of(word);
        const auto index = static_cast<std::uint32_t>(places_.size());
        places_.push_back(place);
        ranges_.push_back({least, most, {0, index, index + 1}});
    } else if (word.back() == '*') {
        const auto stem = word.substr(0, word.size() - 1);
        if (stem.size() < 2 || stem.size() > 63) refuse("a beginning of two letters at least", word);
        beginnings_.add(hash(stem), place);
        beginning_lengths_ |= 1ULL << stem.size();
    } else {
        if (word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.") != std::string_view::npos)
            refuse("no word", word);
        words_.add(hash(word), place);
    }
}

void Matcher::seal() {
    words_.seal(places_);
    beginnings_.seal(places_);
    beginnings_of_patterns_.clear();
}

void Matcher::Table::seal(std::vector<Place>& places) {
    std::ranges::stable_sort(added_, {}, [](const auto& one) { return one.first; });
    cells_.assign(std::bit_ceil(added_.size() * 2 + 2), {});
    for (std::size_t i = 0; i < added_.size();) {
        const std::uint64_t key = added_[i].first;
        const auto begin = static_cast<std::uint32_t>(places.size());
        for (; i < added_.size() && added_[i].first == key; ++i) places.push_back(added_[i].second);
        std::size_t cell = key & (cells_.size() - 1);
        while (cells_[cell].begin != cells_[cell].end) cell = (cell + 1) & (cells_.size() - 1);
        cells_[cell] = {key, begin, static_cast<std::uint32_t>(places.size())};
    }
    added_.clear();
}

Matcher::Span Matcher::Table::find(std::uint64_t key) const {
    std::size_t cell = key & (cells_.size() - 1);
    while (cells_[cell].begin != cells_[cell].end && cells_[cell].key != key)
        cell = (cell + 1) & (cells_.size() - 1);
    return cells_[cell];
}

void Matcher::look_up(std::string_view word, std::vector<Span>& spans) const {
    const auto take = [&](const Span& span) {
        if (span.begin != span.end) spans.push_back(span);
    };
    std::uint64_t value = fnv_offset;
    for (std::size_t i = 0; i < word.size(); ++i) {
        value = (value ^ static_cast<unsigned char>(word[i])) * fnv_prime;
        if ((beginning_lengths_ >> (i + 1) & 1U) != 0) take(beginnings_.find(value));
    }
    take(words_.find(value));
    if (const double number = number_of(word); number >= 0) {
        for (const auto& range : ranges_)
            if (number >= range.least && number <= range.most) take(range.span);
    }
}

std::vector<Match> Matcher::find(const Words& words, const std::vector<std::uint8_t>& negators) const {
    std::vector<Match> matches;
    std::vector<Seen> seen(slots_);
    std::vector<Span> spans;
    std::vector<std::pair<Slot, Seen>> fired;
    std::uint32_t clause_begin = 0;
    std::uint32_t after_negator = 0;  // the word after the last one before word i
    for (std::uint32_t i = 0; i < words.size(); ++i) {
        if (i > 0 && words.clause(i) != words.clause(i - 1)) clause_begin = i;
        spans.clear();
        fired.clear();
        look_up(words[i], spans);
        if (const auto other = words.alternative(i); !other.empty()) look_up(other, spans);
        for (const auto& span : spans)
            for (std::uint32_t at = span.begin; at < span.end; ++at) {
                const Place& place = places_[at];
                Seen now{i + 1, i, false};
                if (place.from != nothing) {
                    const Seen& before = seen[place.from];
                    if (before.after <= clause_begin || i - before.after > place.gap) continue;
                    now.begin = before.begin;
                    now.has_gap_negator = before.has_gap_negator || after_negator > before.after;
                }
                if (place.pattern != nothing)
                    matches.push_back({place.pattern, now.begin, i, now.has_gap_negator});
                else
                    fired.emplace_back(place.to, now);
            }
        // Only now: a word is not its own predecessor.
        for (const auto& [slot, now] : fired) seen[slot] = now;
        if (i < negators.size() && negators[i] != 0) after_negator = i + 1;
    }
    return matches;
}

}  // namespace venera::triage
