#include "scheduling/index_occupancy.hpp"

#include <prometheus/counter.h>

#include "scheduling/availability_view.hpp"
#include "scheduling/index_limits.hpp"
#include "scheduling/index_queries.hpp"
#include "scheduling/offers.hpp"

namespace venera::scheduling {

IndexOccupancy::IndexOccupancy(AvailabilityIndex& index, IndexLoader& loader, metrics::Metrics& metrics)
    : index_(index),
      loader_(loader),
      stale_(metrics.counter("venera_index_stale_conflicts_total",
                             "Conflicts over times that the index listed long after they were taken")) {}

void IndexOccupancy::changed(std::span<const Occupation> news, Instant now) noexcept {
    if (news.empty()) return;
    index_.put(news, now);
    if (committed_) committed_();
}

void IndexOccupancy::calendar_changed(Context& context, DoctorId doctor) {
    doctors_changed(context, {doctor});
}

void IndexOccupancy::doctors_changed(Context& context, const std::vector<DoctorId>& doctors) {
    try {
        loader_.load(context.database(), doctors);
    } catch (const std::exception&) {
        // The change stands; its event brings it into the index, too.
        context.log().warning("index.load_failed", {{"doctors", doctors.size()}});
    }
}

void IndexOccupancy::found_taken(Context& context, const Offer& wish) {
    if (!lists(wish, context.now())) return;
    const DoctorId doctor = wish.calendar->doctor_id;
    try {
        const auto taken = find_taken_since(context.database(), doctor, wish.wish.occupied, context.now());
        if (taken && *taken < context.now() - limits::news_time) {
            stale_.Increment();
            context.log().warning("index.stale", {{"doctor_id", doctor}, {"start", wish.wish.visit.start}});
        }
        loader_.repair_once(context.database(), doctor);
    } catch (const std::exception&) {
        context.log().warning("index.load_failed", {{"doctors", 1}});
    }
}

bool IndexOccupancy::lists(const Offer& wish, Instant now) const {
    const AvailabilityIndex::View view(index_, now);
    const auto doctor = view.doctor(wish.calendar->doctor_id);
    if (!doctor) return false;
    const Period& visit = wish.wish.visit;
    const Period& occupied = wish.wish.occupied;
    ChosenPatterns patterns;
    const Placement placement{
        {units_in(wish.duration), unit_before(visit.start) - unit_before(occupied.start),
         unit_after(occupied.end) - unit_after(visit.end)},
        &patterns.of(*doctor->profile.practice->roster, wish.duration)};
    FreeDays free(doctor->profile, doctor->busy, placement, doctor->days, view.moment());
    const Unit start = unit_before(visit.start);
    if (start < doctor->days.midnight(free.first_day()) || start >= doctor->days.end(free.last_day()))
        return false;
    const DayNumber day = doctor->days.day_of(start);
    return free.on(day).has(start - doctor->days.midnight(day));
}

}  // namespace venera::scheduling
