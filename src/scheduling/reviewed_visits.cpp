#include "scheduling/reviewed_visits.hpp"

#include "scheduling/callers.hpp"

namespace venera::scheduling {

namespace {

std::optional<PastVisit> past_visit(const AppointmentRow& row, Instant now) {
    if (!row.patient_id) return std::nullopt;
    return PastVisit{.id = row.id,
                     .doctor_id = row.doctor_id,
                     .clinic_id = row.clinic_id,
                     .patient_id = *row.patient_id,
                     .country = row.clinic.value.country.value,
                     .doctor_name = row.doctor_name,
                     .local_date = row.local_date,
                     .took_place = row.status == Status::fulfilled && row.starts_at <= now};
}

}  // namespace

std::optional<PastVisit> ReviewedVisits::reached(Context& context, AppointmentId id) {
    const auto row = find_reached(context, relatives_, id);
    return row ? past_visit(*row, context.now()) : std::nullopt;
}

std::vector<PastVisit> ReviewedVisits::reached(Context& context, const std::vector<AppointmentId>& ids) {
    std::vector<PastVisit> visits;
    if (ids.empty()) return visits;
    const Reach reach = reach_with_relatives(context, relatives_);
    for (const AppointmentRow& row : find_appointments(context.database(), ids, reach))
        if (auto visit = past_visit(row, context.now())) visits.push_back(*std::move(visit));
    return visits;
}

}  // namespace venera::scheduling
