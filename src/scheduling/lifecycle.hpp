// The life of an appointment as a graph: held -> pending -> booked -> arrived -> fulfilled, with cancelled,
// noshow and expired as the other ends. The table refuses every other step once more beneath this.
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "directory/directory.hpp"
#include "platform/http/access.hpp"
#include "scheduling/appointment.hpp"

namespace venera::scheduling {

enum class Step : std::uint8_t { confirm, check_in, undo_check_in, complete, no_show, cancel };

// What deciding about a step needs to know.
struct StepQuestion {
    Status status = Status::booked;
    Instant starts_at;
    Instant now;
    Role role = Role::staff;
};

// The status after the step; nothing if it is not possible now. A visit is over, and a no-show known, only
// after its start; whoever was checked in may have been seen some time earlier (limits::early_visit). Only
// the doctor completes a visit whose arrival nobody recorded.
std::optional<Status> after(Step step, const StepQuestion& question);
// True for a step that only the time of the visit refuses.
bool is_too_early(Step step, const StepQuestion& question);

// What a visit is when it is taken, or moved: under `at_booking` it waits for its payment unless it costs
// nothing or is paid, at least in part.
Status taken_as(directory::PaymentPolicy policy, PaymentStatus payment);

// Until when a visit waits for its payment, taken now: for as long as its clinic says, and not beyond its
// start. What the desk takes after its start has the whole time.
Instant pay_until(Instant now, std::chrono::minutes within, Instant start);

// True for the states in which the visit is still to come, so that it can be moved or cancelled.
bool is_ahead(Status status);

// The type of the event that tells of reaching a status: "appointment.booked". Moves and new words have types
// of their own.
std::string_view event_of(Status status);
// The same of a step: who was not here after all has not been booked again.
std::string_view event_of(Step step, Status reached);
// What access_log calls the step: "check-in".
std::string_view action_of(Step step);

}  // namespace venera::scheduling
