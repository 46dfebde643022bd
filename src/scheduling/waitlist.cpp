#include "scheduling/waitlist.hpp"

#include "scheduling/limits.hpp"

namespace venera::scheduling {

void check(const JoinWaitlist& wish, json::Issues& issues) {
    if (wish.doctor_id) {
        if (wish.specialty) issues.add("/specialty", {"with_doctor", "makes no sense with doctor_id"});
        if (wish.city) issues.add("/city", {"with_doctor", "makes no sense with doctor_id"});
    } else {
        if (!wish.specialty) issues.add("/specialty", {"required", "is required without doctor_id"});
        if (!wish.city) issues.add("/city", {"required", "is required without doctor_id"});
    }
    if (wish.to < wish.from) issues.add("/to", {"before_from", "must not be before from"});
    if (wish.to.days() - wish.from.days() > limits::longest_wait)
        issues.add("/to", {"too_far", "must be at most a year after from"});
    if (!wish.parts_of_day) return;
    if (wish.parts_of_day->empty()) issues.add("/parts_of_day", {"empty", "must name a part of the day"});
    if (wish.parts_of_day->size() > 3) issues.add("/parts_of_day", {"too_many", "names a part twice"});
}

}  // namespace venera::scheduling
