// What people say to an offer: by the link of its message, without signing in, or signed in. Accepting makes
// the hold the visit, or moves the visit that they have to its time; either way in one transaction with the
// end of the offer, so that an offer is answered once.
#pragma once
#include "scheduling/callers.hpp"
#include "scheduling/occupancy.hpp"
#include "scheduling/offers.hpp"
#include "scheduling/refusals.hpp"
#include "scheduling/waitlist_queries.hpp"

namespace venera::scheduling {

// Of an offer that is open: ends it and its hold. Nothing if it is not.
struct EndedOffer {
    std::optional<Occupation> hold;  // as it is now, if there still was one
};
std::optional<EndedOffer> end_offer(postgres::Transaction& transaction, AppointmentId id, OfferStatus how,
                                    const Trail& trail);

// The wish ends as `over`, and its open offer as withdrawn: what it rests on is gone.
std::optional<EndedOffer> end_wish(postgres::Transaction& transaction, WaitingId id, const Trail& trail);

class WaitlistAnswers {
public:
    WaitlistAnswers(Calendars& calendars, directory::Directory& directory, const People& people,
                    Occupancy& occupancy)
        : offers_(calendars, directory), directory_(directory), people_(people), occupancy_(occupancy) {}

    using AcceptAnswer = Result<AcceptedOffer, not_found, offer_over>;
    // Harmless to repeat, but too late after accepting.
    using DeclineAnswer = Result<NoContent, not_found, offer_over>;

    AcceptAnswer accept_by_link(Context& context, const OfferAnswer& answer);
    DeclineAnswer decline_by_link(Context& context, const OfferAnswer& answer);
    // The open offer of a wish. Said again, yes is still yes while the visit stands.
    AcceptAnswer accept(Context& context, http::Path<WaitingId> id);
    DeclineAnswer decline(Context& context, http::Path<WaitingId> id);

private:
    std::optional<OfferRow> offer_of_link(Context& context, const OfferAnswer& answer,
                                          const std::string& action);
    Result<OfferRow, not_found, offer_over> offer_of_wish(Context& context, WaitingId id,
                                                          const std::string& action);
    AcceptAnswer take_offer(Context& context, OfferRow& offer);
    DeclineAnswer leave_offer(Context& context, const OfferRow& offer);
    // What becomes of an attempt; `stale`: somebody changed a row or a calendar meanwhile, look again.
    enum class Taken : std::uint8_t { yes, stale, over };
    Taken book(Context& context, const OfferRow& offer, AppointmentRow& row,
               const patients::PatientCard& patient);
    Taken move(Context& context, const OfferRow& offer, AppointmentRow& row);
    enum class Ends : std::uint8_t { offer, wish };
    void withdraw(Context& context, OfferRow& offer, Ends ends);
    // Who asked for somebody else acts for them no more, or there is no such patient now: nobody may have it.
    bool is_void(Context& context, const OfferRow& offer);
    void end_if_void(Context& context, OfferRow& offer);
    std::optional<AcceptedOffer> accepted_before(Context& context, const OfferRow& offer);
    void log_over(Context& context, const OfferRow& offer, const std::string& action);

    Offers offers_;
    directory::Directory& directory_;
    People people_;
    Occupancy& occupancy_;
};

}  // namespace venera::scheduling
