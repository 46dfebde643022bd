// The waiting list: joining, reading and leaving it, and what became of the offers.
#pragma once
#include "scheduling/callers.hpp"
#include "scheduling/occupancy.hpp"
#include "scheduling/refusals.hpp"
#include "scheduling/waitlist_queries.hpp"

namespace venera::scheduling {

// Whose wishes the caller reaches: patients their own and those of whom they act for; the desk all, because
// patients are the organisation's. Nobody else any.
WaitingReach waiting_reach(Context& context, patients::Relatives& relatives);

// Staff of other clinics may see that somebody waits, and act on no offer of a calendar that is not theirs.
bool is_elsewhere(const Caller& caller, const WaitingRow& wish);

class WaitlistWishes {
public:
    WaitlistWishes(directory::Directory& directory, const People& people, Occupancy& occupancy)
        : directory_(directory), people_(people), occupancy_(occupancy) {}

    using JoinAnswer = Result<Created<Waiting>, forbidden, not_found, invalid_input, idempotency_key_reused,
                              too_many_waits, too_many_joins>;
    JoinAnswer join(Context& context, const JoinWaitlist& wish, const http::IdempotencyKey& key);

    Result<Page<Waiting>, invalid_cursor> list(Context& context, const http::Query<WaitlistQuery>& query);
    // The patient's own, and those of whom they act for.
    Result<Page<Waiting>, invalid_cursor> mine(Context& context, const http::Query<MyWaitlistQuery>& query);

    // An offer that waits for an answer ends too, and its time goes to the next. Harmless to repeat.
    Result<NoContent, not_found> leave(Context& context, http::Path<WaitingId> id);

    Result<WaitlistStatistics> statistics(Context& context,
                                          const http::Query<WaitlistStatisticsQuery>& query);

private:
    // Whether there can ever be an offer, as far as can be known today.
    Result<Allowed, not_found, invalid_input> check(Context& context, const JoinWaitlist& wish,
                                                    PatientId patient);
    struct PageWish {
        WaitingFilter filter;
        std::optional<Whole<1, 100>> limit;
        std::optional<std::string> cursor;
        std::string action;
    };
    Result<Page<Waiting>, invalid_cursor> page(Context& context, const PageWish& wish);
    JoinAnswer shown(Context& context, WaitingId id, Replay replay);

    directory::Directory& directory_;
    People people_;
    Occupancy& occupancy_;
};

}  // namespace venera::scheduling
