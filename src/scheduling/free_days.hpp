// The free starts of one doctor, date by date, from the compiled hours: the availability index's form of
// free_starts() in rules.hpp, and by its tests the same.
#pragma once
#include <cstdint>
#include <limits>
#include <optional>

#include "scheduling/busy_times.hpp"
#include "scheduling/doctor_profile.hpp"

namespace venera::scheduling {

// Which visit is to be placed.
struct Placement {
    VisitShape shape;
    const Pattern* pattern = nullptr;  // of the shape's length and the doctor's hours
};
Placement placement_of(const VisitKind& kind);
// The same kind of visit with another length.
Placement placement_of(const VisitKind& kind, const Pattern& pattern);

class FreeDays {
public:
    // Everything outlives the walk. Requires: the profile has a practice; `days` are those of its zone and
    // cover the moment.
    FreeDays(const DoctorProfile& doctor, const BusyTimes& busy, const Placement& placement,
             const ZoneDays& days, const Moment& moment, const std::optional<PartOfDay>& part = std::nullopt);

    // The dates on which something may be free: from today to the horizon.
    DayNumber first_day() const { return first_day_; }
    DayNumber last_day() const { return last_day_; }
    // The free starts of a date as units since its midnight. Requires: ascending dates within the above.
    DayBits on(DayNumber day);

private:
    bool is_full(DayNumber day) const;
    void keep_part(DayBits& starts, DayNumber day) const;
    bool is_extra(Unit midnight, Unit end) const;

    const DoctorProfile& doctor_;
    const BusyTimes& busy_;
    Placement placement_;
    const ZoneDays& days_;
    Moment moment_;
    std::optional<PartOfDay> part_;
    Unit earliest_;
    DayNumber first_day_;
    DayNumber last_day_;
    std::size_t next_busy_ = 0;
    std::size_t next_absence_ = 0;
};

// The first free start from `from` on and before `before`; nothing if there is none.
std::optional<Unit> first_start(FreeDays& free, const ZoneDays& days, Unit from = 0,
                                Unit before = std::numeric_limits<Unit>::max());

}  // namespace venera::scheduling
