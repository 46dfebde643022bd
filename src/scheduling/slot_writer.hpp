// Prints free times as JSON straight from units: the members of Slot (availability.hpp) without making one.
// The texts of two slots of one doctor differ in a few digits, so a slot is a copy of the last one with those
// changed.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "platform/values/uuid.hpp"
#include "scheduling/zone_days.hpp"

namespace venera::scheduling {

class SlotWriter {
public:
    // Everything outlives the writer.
    SlotWriter(std::string& out, DoctorId doctor, const ZoneDays& days, minutes duration,
               const std::optional<Zone>& viewer);

    // Appends one slot: `unit` since the midnight of `day`, a date of the doctor's zone.
    void write(DayNumber day, Unit unit);

private:
    // A date within the text, written when it is another than the one there.
    struct DatePlace {
        std::size_t at = 0;
        std::optional<DayNumber> written{};
    };
    struct InstantPlace {
        DatePlace date;
        std::size_t clock = 0;
    };

    InstantPlace add_instant(std::string_view name);
    void set(DatePlace& place, DayNumber day);
    void set(InstantPlace& place, Unit unit);
    void set_clock(std::size_t at, std::int64_t minute_of_day);

    std::string& out_;
    const ZoneDays& days_;
    const std::optional<Zone>& viewer_;
    Unit length_;
    std::string text_;         // of the last slot
    std::size_t minutes_ = 0;  // where its id says the minutes since 1970
    InstantPlace start_;
    InstantPlace end_;
    DatePlace local_date_;
    std::size_t local_clock_ = 0;
    DatePlace viewer_date_;
    std::size_t viewer_clock_ = 0;
};

// Appends an instant as a JSON string.
void append_instant(std::string& out, Unit unit);

}  // namespace venera::scheduling
