// The free times of many doctors at once: calendars by version and occupied times by one statement for each
// batch, then the pure rules. What the availability of one doctor, the search and the doctor lists are all
// made from.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "platform/http/context.hpp"
#include "scheduling/calendars.hpp"

namespace venera::scheduling {

// A doctor's calendar and what occupies it in some window. `calendar` is null for a doctor without a
// schedule.
struct Diary {
    std::shared_ptr<const Calendar> calendar;
    std::vector<Busy> busy;
};

class FreeTimes {
public:
    explicit FreeTimes(Calendars& calendars) : calendars_(calendars) {}

    // The calendar as it is now; null for a doctor without a schedule.
    std::shared_ptr<const Calendar> calendar(Context& context, DoctorId doctor);
    // What occupies the doctor, with everything that matters for starts in the window.
    std::vector<Busy> busy(Context& context, DoctorId doctor, const Period& window);
    // The diaries of the doctors, in the order asked, with everything that matters for starts in the window.
    std::vector<Diary> diaries(Context& context, std::span<const DoctorId> doctors, const Period& window);
    // The first free start of the default visit from now on; nothing within the doctor's horizon.
    std::vector<std::optional<Instant>> first(Context& context, std::span<const DoctorId> doctors);
    // The same for one visit type and duration of one doctor.
    std::optional<Instant> first(Context& context, const Calendar& calendar, const VisitType& type,
                                 std::optional<minutes> duration);

private:
    Calendars& calendars_;
};

}  // namespace venera::scheduling
