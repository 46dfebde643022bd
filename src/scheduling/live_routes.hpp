// GET /appointments/events and GET /me/appointments/events: what changes on the desk's board, and of a
// patient's own appointments, as server-sent events.
#pragma once
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"
#include "scheduling/live_feed.hpp"
#include "scheduling/refusals.hpp"

namespace venera::scheduling {

class LiveBoards {
public:
    // All outlive it.
    LiveBoards(LiveStreams& streams, LiveFeed& feed, patients::Relatives& relatives)
        : streams_(streams), feed_(feed), relatives_(relatives) {}

    void add_routes(http::Router& router);

    Result<EventStream, not_found, too_many_streams, streams_exhausted> board(
        Context& context, const http::Query<BoardQuery>& query, const http::LastEventId& after);
    Result<EventStream, too_many_streams, streams_exhausted> mine(Context& context,
                                                                  const http::LastEventId& after);

private:
    using Stream = std::shared_ptr<LiveStreams::Stream>;
    Result<Stream, too_many_streams, streams_exhausted> open(Context& context);
    EventStream begin(Context& context, const Stream& stream, LiveScope scope,
                      const http::LastEventId& after);

    LiveStreams& streams_;
    LiveFeed& feed_;
    patients::Relatives& relatives_;
};

}  // namespace venera::scheduling
