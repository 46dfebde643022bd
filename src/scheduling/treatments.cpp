#include "scheduling/treatments.hpp"

#include "scheduling/treatment_queries.hpp"

namespace venera::scheduling {

std::vector<PatientId> Treatments::treated(Context& context, DoctorId doctor,
                                           const std::vector<PatientId>& patients) {
    return find_treated(context.database(), doctor, patients, context.now() - window_);
}

std::vector<PatientId> Treatments::treated_by(Context& context, DoctorId doctor) {
    return list_treated(context.database(), doctor, context.now() - window_);
}

}  // namespace venera::scheduling
