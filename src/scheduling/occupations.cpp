#include "scheduling/occupations.hpp"

namespace venera::scheduling {

Occupation occupation_of(const OccupationRow& row) {
    return {row.id,       row.doctor_id,  row.status, {row.starts_at, row.ends_at},
            row.occupied, row.hold_until, row.version};
}

std::vector<Occupation> occupations_of(const std::vector<OccupationRow>& rows) {
    std::vector<Occupation> occupations;
    occupations.reserve(rows.size());
    for (const OccupationRow& row : rows) occupations.push_back(occupation_of(row));
    return occupations;
}

Occupation gone_from(DoctorId former, const Occupation& now_elsewhere) {
    Occupation gone = now_elsewhere;
    gone.doctor_id = former;
    gone.status = Status::cancelled;
    gone.hold_until.reset();
    return gone;
}

}  // namespace venera::scheduling
