#include "scheduling/live_routes.hpp"

#include "scheduling/callers.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/live_queries.hpp"

namespace venera::scheduling {

namespace {

bool may_follow(const Caller& caller, const BoardQuery& board) {
    const Reach reach = reach_of(caller);
    if (reach.doctor_id && board.doctor_id && *board.doctor_id != *reach.doctor_id) return false;
    return !reach.clinic_ids || !board.clinic_id ||
           std::ranges::find(*reach.clinic_ids, *board.clinic_id) != reach.clinic_ids->end();
}

}  // namespace

void LiveBoards::add_routes(http::Router& router) {
    using http::Access;
    router.get<Access::practice>("/api/v1/appointments/events", *this, &LiveBoards::board)
        .summary("What changes on the day board, as it happens")
        .description(
            "Server-sent events (`appointment.booked`, `.moved`, `.left` the board, ...) with ids, state and "
            "times; read the list again for more. The `position` of a board or an agenda is a Last-Event-ID, "
            "too: what it does not show follows. `ready` comes first, or `reset` when what came after "
            "Last-Event-ID is not known any more. The stream ends with the access token.")
        .media_type("text/event-stream");
    router.get<Access::patient>("/api/v1/me/appointments/events", *this, &LiveBoards::mine)
        .summary("What changes of the appointments of the patient and of those for whom they act")
        .description("As /appointments/events.")
        .media_type("text/event-stream");
}

Result<EventStream, not_found, too_many_streams, streams_exhausted> LiveBoards::board(
    Context& context, const http::Query<BoardQuery>& query, const http::LastEventId& after) {
    if (!may_follow(context.caller(), *query)) return refuse<not_found>;
    const auto stream = open(context);
    if (!stream) return Result<EventStream, not_found, too_many_streams, streams_exhausted>::refused(stream);
    return begin(context, *stream, {reach_of(context.caller()), *query}, after);
}

Result<EventStream, too_many_streams, streams_exhausted> LiveBoards::mine(Context& context,
                                                                          const http::LastEventId& after) {
    // Counted first: a consent that ends after it was read ends the stream.
    const auto stream = open(context);
    if (!stream) return Result<EventStream, too_many_streams, streams_exhausted>::refused(stream);
    Reach reach = reach_with_relatives(context, relatives_);
    log_following(context.database(), *reach.patient_ids, trail_of(context));
    return begin(context, *stream, {std::move(reach), {}}, after);
}

Result<LiveBoards::Stream, too_many_streams, streams_exhausted> LiveBoards::open(Context& context) {
    auto opened = streams_.open(context.caller(), context.request_id());
    if (opened.stream) return std::move(opened.stream);
    switch (opened.refused) {
        case LiveStreams::Refused::too_many:
            return refuse<too_many_streams>.after_seconds(limits::live_refused_seconds);
        case LiveStreams::Refused::exhausted:
            return refuse<streams_exhausted>.after_seconds(limits::live_refused_seconds);
    }
    std::abort();
}

EventStream LiveBoards::begin(Context& context, const Stream& stream, LiveScope scope,
                              const http::LastEventId& after) {
    // Another replica may be a moment ahead of this one.
    if (after.text && !streams_.knows(*after.text)) feed_.catch_up(context);
    streams_.begin(*stream, std::move(scope), after.text);
    return {[&streams = streams_, stream](http::Outlet& outlet) { streams.run(*stream, outlet); }};
}

}  // namespace venera::scheduling
