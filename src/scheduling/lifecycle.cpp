#include "scheduling/lifecycle.hpp"

#include <algorithm>
#include <cstdlib>

#include "scheduling/limits.hpp"

namespace venera::scheduling {

std::optional<Status> after(Step step, const StepQuestion& question) {
    const Status from = question.status;
    const bool has_begun = question.starts_at <= question.now;
    switch (step) {
        case Step::confirm:
            if (from == Status::pending) return Status::booked;
            break;
        case Step::check_in:
            if (from == Status::booked) return Status::arrived;
            break;
        case Step::undo_check_in:
            if (from == Status::arrived) return Status::booked;
            break;
        case Step::complete:
            if (from == Status::arrived && question.starts_at <= question.now + limits::early_visit)
                return Status::fulfilled;
            if (from == Status::booked && question.role == Role::doctor && has_begun)
                return Status::fulfilled;
            break;
        case Step::no_show:
            if (from == Status::booked && has_begun) return Status::noshow;
            break;
        case Step::cancel:
            if (from == Status::pending || from == Status::booked || from == Status::held)
                return Status::cancelled;
            break;
    }
    return std::nullopt;
}

bool is_too_early(Step step, const StepQuestion& question) {
    StepQuestion later = question;
    later.now = std::max(question.now, question.starts_at);
    return !after(step, question) && after(step, later);
}

Status taken_as(directory::PaymentPolicy policy, PaymentStatus payment) {
    const bool is_unpaid = payment == PaymentStatus::unpaid || payment == PaymentStatus::refunded;
    const bool waits = policy == directory::PaymentPolicy::at_booking && is_unpaid;
    return waits ? Status::pending : Status::booked;
}

Instant pay_until(Instant now, std::chrono::minutes within, Instant start) {
    return start > now ? std::min(now + within, start) : now + within;
}

bool is_ahead(Status status) { return status == Status::pending || status == Status::booked; }

std::string_view event_of(Status status) {
    switch (status) {
        case Status::held:
            return "appointment.held";
        case Status::pending:
            return "appointment.pending";
        case Status::booked:
            return "appointment.booked";
        case Status::arrived:
            return "appointment.arrived";
        case Status::fulfilled:
            return "appointment.fulfilled";
        case Status::cancelled:
            return "appointment.cancelled";
        case Status::noshow:
            return "appointment.noshow";
        case Status::expired:
            return "appointment.expired";
    }
    std::abort();
}

std::string_view event_of(Step step, Status reached) {
    return step == Step::undo_check_in ? "appointment.check_in_undone" : event_of(reached);
}

std::string_view action_of(Step step) {
    switch (step) {
        case Step::confirm:
            return "confirm";
        case Step::check_in:
            return "check-in";
        case Step::undo_check_in:
            return "undo check-in";
        case Step::complete:
            return "complete";
        case Step::no_show:
            return "no-show";
        case Step::cancel:
            return "cancel";
    }
    std::abort();
}

}  // namespace venera::scheduling
