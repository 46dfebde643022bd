#include "webhooks/types.hpp"

#include <algorithm>

#include "webhooks/limits.hpp"
#include "webhooks/rules.hpp"

namespace venera::webhooks {

namespace {

void check_patterns(std::vector<EventPattern> patterns, json::Issues& issues) {
    if (patterns.empty()) issues.add("/events", {"too_few", "must have at least one item"});
    if (patterns.size() > limits::patterns) issues.add("/events", {"too_many", "must have at most 50 items"});
    std::ranges::sort(patterns);
    if (std::ranges::adjacent_find(patterns) != patterns.end())
        issues.add("/events", {"repeated", "must not repeat an item"});
}

}  // namespace

const std::string EventPattern::schema =
    R"({"type":"string","pattern":"^([*]|[a-z]+[.]([*]|[a-z_]+))$","maxLength":64,)"
    R"("example":"appointment.*"})";

Parsed<EventPattern> EventPattern::parse(std::string_view text) {
    const bool is_known =
        std::ranges::any_of(offered_events(), [&](std::string_view type) { return matches(text, type); });
    const bool is_whole = !text.ends_with('*') || text == "*" || text.find('.') == text.size() - 2;
    if (!is_known || !is_whole)
        return Problem{"unknown_event", "must be a type of event, or one with * after its dot, or *"};
    return EventPattern{std::string(text)};
}

void check(const NewEndpoint& wish, json::Issues& issues) { check_patterns(wish.events, issues); }

void check(const EndpointChange& change, json::Issues& issues) {
    if (change.events.given()) check_patterns(change.events.value, issues);
}

void check(const Span& span, json::Issues& issues) {
    if (span.from >= span.to) issues.add("/to", {"not_after", "must be after from"});
    if (!span.states) return;
    if (span.states->empty()) issues.add("/states", {"too_few", "must have at least one item"});
    auto states = *span.states;
    std::ranges::sort(states);
    if (std::ranges::adjacent_find(states) != states.end())
        issues.add("/states", {"repeated", "must not repeat an item"});
}

}  // namespace venera::webhooks
