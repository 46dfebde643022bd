// What messages say of visits: the port of the context notifications.
#pragma once
#include "notifications/notifications.hpp"
#include "scheduling/offers.hpp"

namespace venera::scheduling {

class MessageVisits final : public notifications::Visits {
public:
    MessageVisits(Calendars& calendars, directory::Directory& directory) : offers_(calendars, directory) {}

    std::optional<notifications::Visit> visit(Context& context, AppointmentId id) override;
    std::vector<Instant> alternatives(Context& context, AppointmentId id) override;
    std::string calendar_entry(Context& context, AppointmentId id, const Correspondents& mail) override;

private:
    Offers offers_;
};

}  // namespace venera::scheduling
