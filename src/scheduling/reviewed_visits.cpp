#include "scheduling/reviewed_visits.hpp"

#include "scheduling/callers.hpp"

namespace venera::scheduling {

std::optional<PastVisit> ReviewedVisits::reached(Context& context, AppointmentId id) {
    const auto row = find_reached(context, relatives_, id);
    if (!row || !row->patient_id) return std::nullopt;
    return PastVisit{row->id,
                     row->doctor_id,
                     row->clinic_id,
                     *row->patient_id,
                     row->clinic.value.country.value,
                     row->status == Status::fulfilled && row->starts_at <= context.now()};
}

}  // namespace venera::scheduling
