#include "scheduling/visits.hpp"

#include "scheduling/appointment_view.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/list_queries.hpp"
#include "scheduling/turns.hpp"

namespace venera::scheduling {

Visits::Answer Visits::confirm(Context& context, http::Path<AppointmentId> id, http::IfMatch condition) {
    return take(context, Step::confirm, id.value, condition);
}

Visits::Answer Visits::check_in(Context& context, http::Path<AppointmentId> id, http::IfMatch condition) {
    return take(context, Step::check_in, id.value, condition);
}

Visits::Answer Visits::undo_check_in(Context& context, http::Path<AppointmentId> id,
                                     http::IfMatch condition) {
    return take(context, Step::undo_check_in, id.value, condition);
}

Visits::Answer Visits::complete(Context& context, http::Path<AppointmentId> id, http::IfMatch condition) {
    return take(context, Step::complete, id.value, condition);
}

Visits::Answer Visits::no_show(Context& context, http::Path<AppointmentId> id, http::IfMatch condition) {
    return take(context, Step::no_show, id.value, condition);
}

Visits::Answer Visits::take(Context& context, Step step, AppointmentId id, http::IfMatch condition) {
    // The version is compared and changed at once: of two desks that take one step, the second finds it
    // taken.
    for (int attempt = 0; attempt < limits::step_tries; ++attempt) {
        auto row = find_appointment(context.database(), id, reach_of(context.caller()));
        if (!row) {
            log_denied(context.database(), id, std::string(action_of(step)), trail_of(context));
            return refuse<not_found>;
        }
        if (condition.version && *condition.version != row->version) return refuse<version_mismatch>;
        const StepQuestion question{row->status, row->starts_at, context.now(), context.caller().role};
        const auto to = after(step, question);
        if (!to && is_too_early(step, question)) return refuse<visit_not_started>;
        if (!to) return refuse<invalid_transition>;
        const StepTaken taken{row->id,      row->version,
                              *to,          std::string(action_of(step)),
                              std::nullopt, std::string(event_of(step, *to))};
        const bool done =
            in_turn(context.database(), turns_at(row->doctor_id, row->patient_id),
                    [&](auto& transaction) { return take_step(transaction, taken, trail_of(context)); });
        if (!done) continue;
        row->status = *to;
        row->version += 1;
        row->updated_at = context.now();
        occupancy_.changed(occupation_of(*row), context.now());
        return view(context, patients_, *row);
    }
    return refuse<version_mismatch>;
}

}  // namespace venera::scheduling
