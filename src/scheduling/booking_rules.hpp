// What a conflict means: the pure half of booking. From the rows around a wish to the reasons against it,
// from the reasons to the refusal, and from a refused time to free times near it.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scheduling/booking_queries.hpp"
#include "scheduling/refusals.hpp"
#include "scheduling/rules.hpp"

namespace venera::scheduling {

// The rows around a wish, sorted into what counts and what only stands in the way.
struct Situation {
    std::optional<std::int64_t> calendar_version;
    std::vector<Busy> doctor_busy;  // without the holds that do not count
    std::vector<Busy> patient_busy;
    // Holds over the wish that do not count, but that the constraint still sees: those that have run out, and
    // the asker's own with this doctor.
    std::vector<AppointmentId> releasable;
};
Situation situation_of(const std::vector<SituationRow>& rows, const Period& occupied, Instant now);

// The reasons that are left when staff sets some rules aside.
std::vector<Reason> without(std::vector<Reason> reasons, std::span<const Rule> overridden);

enum class Ruling : std::uint8_t { free, another_has_it, patient_has_another, too_soon, too_far, closed };
// Which refusal wins when there are several reasons.
Ruling ruling_on(std::span<const Reason> reasons);
ReasonsGiven given(std::span<const Reason> reasons);

// Free starts near `wished`, at most limits::alternatives, in their order of time.
struct AlternativesQuestion {
    const VisitType& type;
    minutes duration;
    Instant wished;
    Instant now;
};
Alternatives alternatives_near(const Calendar& calendar, std::span<const Busy> busy,
                               const AlternativesQuestion& question);
// The window in which alternatives lie: what to read of the doctor's times.
Period alternatives_window(const Period& visit);

// "VEN-" and 30 random bits in Crockford's base32.
std::string make_reference();

// What access_log calls an act that set rules aside: "book, overriding closed, off_grid".
std::string action_with(std::string_view action, std::span<const Rule> overridden);
std::vector<std::string> names_of(std::span<const Rule> rules);

}  // namespace venera::scheduling
