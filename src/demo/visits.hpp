// The visits of the demo world: each was possible when it was booked, by the one availability predicate, so
// neither a doctor nor a patient is ever in two places. Pure; the same world and day give the same visits,
// and only the states of today's depend on the hour.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demo/world.hpp"
#include "scheduling/rules.hpp"

namespace venera::demo {

struct DemoVisit {
    AppointmentId id;
    std::string reference;
    std::size_t doctor = 0;      // in World::doctors
    std::size_t patient = 0;     // in World::patients
    std::size_t visit_type = 0;  // in the doctor's rules
    scheduling::Wish time;
    scheduling::Status status = scheduling::Status::booked;
    std::optional<std::string_view> reason;
    Instant booked_at;
    Instant changed_at;
    std::int64_t version = 1;
};

// The calendar of a doctor of the world, as it is stored.
scheduling::Calendar calendar_of(const DemoDoctor& doctor);

// About six a patient, from two months ago to seven weeks ahead. The first patient has some of both and sees
// the first doctor, because both have accounts to look around with. Requires: at least one doctor.
std::vector<DemoVisit> make_visits(const World& world, const Size& size, Instant now);

}  // namespace venera::demo
