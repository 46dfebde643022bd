#include "scheduling/booking_rules.hpp"

#include <algorithm>
#include <chrono>

#include "platform/crypto/crypto.hpp"
#include "scheduling/limits.hpp"

namespace venera::scheduling {

namespace {

bool has(std::span<const Reason> reasons, Rule rule) {
    return std::ranges::find(reasons, rule, &Reason::rule) != reasons.end();
}

}  // namespace

Situation situation_of(const std::vector<SituationRow>& rows, const Period& occupied, Instant now) {
    Situation situation;
    if (!rows.empty()) situation.calendar_version = rows.front().calendar_version;
    for (const SituationRow& row : rows) {
        if (!row.id) continue;
        const bool of_doctor = row.of_doctor.value_or(false);
        const bool has_run_out = *row.status == Status::held && row.hold_until && *row.hold_until <= now;
        const bool is_own = row.own_hold.value_or(false);
        if (has_run_out || is_own) {
            if (row.occupied->overlaps(occupied)) situation.releasable.push_back(*row.id);
            continue;
        }
        const Busy busy{*row.id, *row.status, {*row.starts_at, *row.ends_at}, *row.occupied, row.hold_until};
        if (of_doctor) situation.doctor_busy.push_back(busy);
        if (row.of_patient.value_or(false)) situation.patient_busy.push_back(busy);
    }
    return situation;
}

std::vector<Reason> without(std::vector<Reason> reasons, std::span<const Rule> overridden) {
    std::erase_if(reasons, [&](const Reason& reason) {
        // The other's buffers stay: the constraint sees them.
        return reason.rule != Rule::buffer && std::ranges::find(overridden, reason.rule) != overridden.end();
    });
    return reasons;
}

Ruling ruling_on(std::span<const Reason> reasons) {
    if (reasons.empty()) return Ruling::free;
    if (has(reasons, Rule::taken) || has(reasons, Rule::held) || has(reasons, Rule::buffer))
        return Ruling::another_has_it;
    if (has(reasons, Rule::patient_busy)) return Ruling::patient_has_another;
    if (has(reasons, Rule::notice)) return Ruling::too_soon;
    if (has(reasons, Rule::horizon)) return Ruling::too_far;
    return Ruling::closed;
}

ReasonsGiven given(std::span<const Reason> reasons) {
    ReasonsGiven all;
    for (const Reason& reason : reasons)
        all.reasons.push_back({RuleName{reason.rule}, std::string(reason.detail)});
    return all;
}

Period alternatives_window(const Period& visit) {
    return {visit.start - limits::alternatives_before, visit.end + limits::alternatives_after};
}

Alternatives alternatives_near(const Calendar& calendar, std::span<const Busy> busy,
                               const AlternativesQuestion& question) {
    const Period window{std::max(question.now, question.wished - limits::alternatives_before),
                        question.wished + limits::alternatives_after};
    if (window.end <= window.start) return {};
    auto starts = free_starts(calendar, busy, question.type, question.duration, window, question.now);
    const auto distance = [&](Instant at) { return std::chrono::abs(at - question.wished); };
    std::ranges::stable_sort(starts, {}, distance);
    if (starts.size() > limits::alternatives) starts.resize(limits::alternatives);
    std::ranges::sort(starts);
    const Zone& zone = calendar.rules.timezone;
    Alternatives found;
    for (const Instant start : starts) {
        const LocalDateTime local = zone.local(start);
        found.alternatives.push_back({slot_id(calendar.doctor_id, start, question.duration), start,
                                      start + question.duration, zone.text(), local.date(), local.time()});
    }
    return found;
}

std::string make_reference() {
    constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const auto bytes = crypto::random_bytes(6);
    std::string reference = "VEN-";
    for (const std::uint8_t byte : bytes) reference += digits[byte % 32];
    return reference;
}

std::string action_with(std::string_view action, std::span<const Rule> overridden) {
    std::string text(action);
    for (std::size_t i = 0; i < overridden.size(); ++i) {
        text += i == 0 ? ", overriding " : ", ";
        text += name_of(overridden[i]);
    }
    return text;
}

std::vector<std::string> names_of(std::span<const Rule> rules) {
    std::vector<std::string> names;
    for (const Rule rule : rules) names.emplace_back(name_of(rule));
    return names;
}

}  // namespace venera::scheduling
