// What messages and calendars say of visits: the port of the context notifications.
#pragma once
#include "notifications/notifications.hpp"
#include "patients/patients.hpp"
#include "scheduling/offers.hpp"

namespace venera::scheduling {

class MessageVisits final : public notifications::Visits {
public:
    MessageVisits(Calendars& calendars, directory::Directory& directory, patients::Relatives& relatives)
        : offers_(calendars, directory), relatives_(relatives) {}

    std::optional<notifications::Visit> visit(Context& context, AppointmentId id) override;
    std::vector<Instant> alternatives(Context& context, AppointmentId id) override;
    std::string calendar_entry(Context& context, AppointmentId id, const Correspondents& mail) override;
    std::string calendar(Context& context, const notifications::CalendarWish& wish) override;

private:
    Offers offers_;
    patients::Relatives& relatives_;
};

}  // namespace venera::scheduling
