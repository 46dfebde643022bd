// Prints free times as JSON straight from units: the members of Slot (availability.hpp) without making one.
// Most of a slot's text is the same as of the slot before, so the text of a date is made once.
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
    // Appends an instant as a JSON string.
    void write_instant(Unit unit);

private:
    // The text of a date, kept until another is wanted.
    struct DateText {
        std::optional<DayNumber> day;
        std::array<char, 10> text{};
        std::string_view of(DayNumber wanted);
    };

    void write_local(DayNumber day, Unit unit, Unit at);
    void write_viewer(Unit at);
    void append_clock(std::int64_t minute_of_day);

    std::string& out_;
    const ZoneDays& days_;
    std::int64_t minutes_;
    const std::optional<Zone>& viewer_;
    std::string opening_;  // up to the minutes of the slot's id
    std::string closing_;  // from there to the start
    DateText utc_;
    DateText local_;
    DateText theirs_;
};

}  // namespace venera::scheduling
