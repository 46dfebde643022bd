// What messages and calendars say of visits: the port of the context notifications.
#pragma once
#include "notifications/notifications.hpp"
#include "patients/patients.hpp"
#include "scheduling/offers.hpp"
#include "scheduling/waitlist_offering.hpp"

namespace venera::scheduling {

class MessageVisits final : public notifications::Visits {
public:
    // `tokens` outlives this object.
    MessageVisits(Calendars& calendars, directory::Directory& directory, patients::Relatives& relatives,
                  const OfferTokens& tokens)
        : offers_(calendars, directory), relatives_(relatives), tokens_(tokens) {}

    std::optional<notifications::Visit> visit(Context& context, AppointmentId id) override;
    std::vector<Instant> alternatives(Context& context, AppointmentId id) override;
    std::string calendar_entry(Context& context, AppointmentId id, const Correspondents& mail) override;
    std::string calendar(Context& context, const notifications::CalendarWish& wish) override;

    std::optional<notifications::WaitlistOffer> waitlist_offer(Context& context, AppointmentId id) override;
    void offer_not_told(Context& context, AppointmentId id) override;

private:
    Offers offers_;
    patients::Relatives& relatives_;
    const OfferTokens& tokens_;
};

}  // namespace venera::scheduling
