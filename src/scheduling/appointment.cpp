#include "scheduling/appointment.hpp"

#include <algorithm>
#include <array>

namespace venera::scheduling {

namespace {

constexpr std::array overridable{Rule::closed, Rule::break_,  Rule::exception, Rule::off_grid,
                                 Rule::notice, Rule::horizon, Rule::daily_cap, Rule::buffer};
constexpr std::int64_t five_minutes = 300;

Problem not_on_five_minutes() { return {"off_grid", "must be a multiple of five minutes"}; }

void check_duration(const Duration& duration, json::Issues& issues) {
    if (duration.value % 5 != 0) issues.add("/duration_minutes", not_on_five_minutes());
}

void check_override(const std::optional<std::vector<OverridableRule>>& rules,
                    const std::optional<Text<200>>& reason, json::Issues& issues) {
    const bool some = rules && !rules->empty();
    if (some && !reason) issues.add("/override_reason", {"required", "is required with override"});
    if (!some && reason)
        issues.add("/override_reason", {"without_override", "makes sense only with override"});
    if (rules && rules->size() > overridable.size())
        issues.add("/override", {"too_many", "names a rule twice"});
}

}  // namespace

Parsed<VisitStart> VisitStart::parse(std::string_view text) {
    static const Instant first = Instant::from_epoch_seconds(946'684'800);    // 2000-01-01
    static const Instant after = Instant::from_epoch_seconds(7'258'118'400);  // 2200-01-01
    const auto at = Instant::parse(text);
    if (!at) return at.problem();
    if (*at < first || *at >= after) return Problem{"out_of_range", "must lie in the years 2000 to 2199"};
    if (at->epoch_seconds() % five_minutes != 0) return not_on_five_minutes();
    return VisitStart{*at};
}

Parsed<OverridableRule> OverridableRule::parse(std::string_view text) {
    const auto name = RuleName::parse(text);
    if (!name) return name.problem();
    if (std::ranges::find(overridable, name->value) == overridable.end())
        return Problem{"not_overridable", "is a rule that nobody can override"};
    return OverridableRule{name->value};
}

Parsed<HolderToken> HolderToken::parse(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
    };
    if (text.size() != 43 || !std::ranges::all_of(text, allowed))
        return Problem{"not_a_token", "must be a holder token"};
    return HolderToken{std::string(text)};
}

Parsed<AppointmentSort> AppointmentSort::parse(std::string_view text) {
    if (text == "start") return AppointmentSort{false};
    if (text == "-start") return AppointmentSort{true};
    return Problem{"not_a_choice", "must be start or -start"};
}

void check(const BookAppointment& wish, json::Issues& issues) {
    if (!wish.hold_id) {
        if (!wish.doctor_id) issues.add("/doctor_id", {"required", "is required"});
        if (!wish.start) issues.add("/start", {"required", "is required"});
        if (wish.holder_token) issues.add("/holder_token", {"without_hold", "makes sense only with hold_id"});
    }
    // A hold has passed the rules already; there is nothing left to set aside.
    if (wish.hold_id && wish.override) issues.add("/override", {"with_hold", "makes no sense with hold_id"});
    if (wish.duration_minutes) check_duration(*wish.duration_minutes, issues);
    check_override(wish.override, wish.override_reason, issues);
}

void check(const NewHold& wish, json::Issues& issues) {
    if (wish.duration_minutes) check_duration(*wish.duration_minutes, issues);
}

void check(const ChangeAppointment& change, json::Issues& issues) {
    if (change.duration_minutes.given()) check_duration(change.duration_minutes.value, issues);
    check_override(change.override, change.override_reason, issues);
}

}  // namespace venera::scheduling
