#include "scheduling/cancelling.hpp"

#include "scheduling/appointment_view.hpp"
#include "scheduling/lifecycle.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/list_queries.hpp"

namespace venera::scheduling {

Cancelling::Answer Cancelling::cancel(Context& context, http::Path<AppointmentId> id,
                                      http::IfMatch condition) {
    return cancel_because(context, id, std::nullopt, condition);
}

Cancelling::Answer Cancelling::cancel_because(Context& context, http::Path<AppointmentId> id,
                                              const std::optional<CancelAppointment>& why,
                                              http::IfMatch condition) {
    const Caller& caller = context.caller();
    // Who loses the race against another change looks again; with If-Match the loser is told.
    for (int attempt = 0; attempt < limits::step_tries; ++attempt) {
        auto row = find_reached(context, people_.relatives, id.value);
        if (!row) {
            log_denied(context.database(), id.value, "cancel", trail_of(context));
            return refuse<not_found>;
        }
        if (row->status == Status::cancelled) {
            log_reads(context.database(), {*row}, "read", trail_of(context));
            return view(context, people_.patients, *row);
        }
        if (condition.version && *condition.version != row->version) return refuse<version_mismatch>;
        const auto to = after(Step::cancel, {row->status, row->starts_at, context.now(), caller.role});
        if (!to) return refuse<invalid_transition>;
        if (caller.is(Role::patient) && row->status != Status::held &&
            context.now() >= row->cancellable_until)
            return refuse<too_late_to_cancel>;
        StepTaken step{row->id, row->version, *to, std::string(action_of(Step::cancel)), std::nullopt};
        if (why && why->reason && row->patient_id) {
            const auto patient = people_.patients.card(context, *row->patient_id);
            if (patient && patient->data_key)
                step.cancel_reason_sealed =
                    seal_text(SealedColumn::cancel_reason, row->id, *patient, why->reason->value);
        }
        if (!take_step(context.database(), step, trail_of(context))) continue;
        row->status = *to;
        row->version += 1;
        row->updated_at = context.now();
        occupancy_.changed(occupation_of(*row), context.now());
        return view(context, people_.patients, *row);
    }
    return refuse<version_mismatch>;
}

}  // namespace venera::scheduling
