#include "scheduling/history.hpp"

#include "scheduling/board_queries.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/list_queries.hpp"

namespace venera::scheduling {

ActionParts parts_of_action(std::string_view text) {
    constexpr std::string_view mark = ", overriding ";
    const auto found = text.find(mark);
    if (found == std::string_view::npos) return {std::string(text), {}};
    ActionParts parts{std::string(text.substr(0, found)), {}};
    for (std::string_view rest = text.substr(found + mark.size()); !rest.empty();) {
        const auto comma = rest.find(", ");
        parts.overridden.emplace_back(rest.substr(0, comma));
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 2);
    }
    return parts;
}

Result<VisitHistory, not_found> Histories::history(Context& context, http::Path<AppointmentId> id) {
    const auto row = find_appointment(context.database(), id.value, reach_of(context.caller()));
    if (!row || !row->patient_id) {
        log_denied(context.database(), id.value, "read history", trail_of(context));
        return refuse<not_found>;
    }
    log_reads(context.database(), {*row}, "read history", trail_of(context));
    // What was done before two profiles became one is in the log under the other.
    auto steps = list_steps(context.database(),
                            {row->id, patients_.same_person(context, *row->patient_id), row->created_at},
                            limits::history_steps + 1);
    VisitHistory history;
    history.complete = steps.size() <= static_cast<std::size_t>(limits::history_steps);
    if (!history.complete) steps.erase(steps.begin());
    std::vector<UserId> ids;
    for (const StepRow& step : steps) {
        if (step.actor_id) ids.push_back(*step.actor_id);
    }
    const auto names = actors_.names(context, ids);
    for (const StepRow& step : steps) {
        const auto name = step.actor_id ? names.find(*step.actor_id) : names.end();
        auto parts = parts_of_action(step.action);
        history.data.push_back({step.at, std::move(parts.action), std::move(parts.overridden),
                                step.actor_role,
                                name == names.end() ? std::nullopt : std::optional{name->second}});
    }
    return history;
}

}  // namespace venera::scheduling
