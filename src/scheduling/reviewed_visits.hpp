// What reviews need of visits: whether somebody was there. The port PastVisits.
#pragma once
#include "patients/patients.hpp"
#include "scheduling/scheduling.hpp"

namespace venera::scheduling {

class ReviewedVisits final : public PastVisits {
public:
    // `relatives` outlives this object.
    explicit ReviewedVisits(patients::Relatives& relatives) : relatives_(relatives) {}

    std::optional<PastVisit> reached(Context& context, AppointmentId id) override;
    std::vector<PastVisit> reached(Context& context, const std::vector<AppointmentId>& ids) override;

private:
    patients::Relatives& relatives_;
};

}  // namespace venera::scheduling
