// Rows of appointments as the occupied times that the availability index is told of.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <vector>

#include "scheduling/busy_times.hpp"

namespace venera::scheduling {

struct OccupationRow {
    AppointmentId id;
    DoctorId doctor_id;
    Status status = Status::booked;
    Instant starts_at;
    Instant ends_at;
    Period occupied;
    std::optional<Instant> hold_until;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(OccupationRow, (),
                      (id, doctor_id, status, starts_at, ends_at, occupied, hold_until, version))

Occupation occupation_of(const OccupationRow& row);
std::vector<Occupation> occupations_of(const std::vector<OccupationRow>& rows);

// What is left with a doctor when the appointment is another's: nothing, as of that version.
Occupation gone_from(DoctorId former, const Occupation& now_elsewhere);

}  // namespace venera::scheduling
