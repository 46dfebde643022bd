#include "scheduling/availability_index.hpp"

namespace venera::scheduling {

std::vector<DoctorId> AvailabilityIndex::reconcile(std::span<const DoctorState> doctors, std::uint64_t since,
                                                   Instant now) {
    std::vector<DoctorId> newer;
    const std::scoped_lock lock(writing_);
    const std::uint64_t generation = generation_.load() + 1;
    for (const DoctorState& state : doctors) {
        const auto ordinal = find(state.id);
        if (!ordinal) continue;
        DoctorRecord& place = record(*ordinal);
        if (place.changed.load() > since) {
            newer.push_back(state.id);
            continue;
        }
        install(reconciled(*place.busy.load(), state.occupations, generation, now), place, generation);
        for (const Occupation& occupation : state.occupations) expect_end(occupation, *ordinal);
    }
    generation_ = generation;
    return newer;
}

}  // namespace venera::scheduling
