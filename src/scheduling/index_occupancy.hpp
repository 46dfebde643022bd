// The availability index as everybody writes to it who changes something on this replica.
#pragma once
#include <functional>

#include "platform/metrics/metrics.hpp"
#include "scheduling/index_loader.hpp"
#include "scheduling/occupancy.hpp"
#include "scheduling/scheduling.hpp"

namespace venera::scheduling {

class IndexOccupancy final : public Occupancy, public DoctorWatcher {
public:
    // All outlive it.
    IndexOccupancy(AvailabilityIndex& index, IndexLoader& loader, metrics::Metrics& metrics);

    // What is done, besides, after each commit of appointments here. From any thread.
    void then(std::function<void()> committed) { committed_ = std::move(committed); }

    using Occupancy::changed;
    void changed(std::span<const Occupation> news, Instant now) noexcept override;
    void calendar_changed(Context& context, DoctorId doctor) override;
    // Reads the doctor again if the index lists the time all the same, and counts it if the time was taken so
    // long ago that the news of it are not merely on their way.
    void found_taken(Context& context, const Offer& wish) override;
    void doctors_changed(Context& context, const std::vector<DoctorId>& doctors) override;

private:
    bool lists(const Offer& wish, Instant now) const;

    AvailabilityIndex& index_;
    IndexLoader& loader_;
    prometheus::Counter& stale_;
    std::function<void()> committed_{};
};

}  // namespace venera::scheduling
