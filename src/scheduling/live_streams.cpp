#include "scheduling/live_streams.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>

#include <algorithm>
#include <array>

#include "platform/http/negotiation.hpp"
#include "scheduling/limits.hpp"

namespace venera::scheduling {

namespace {

using std::chrono::steady_clock;

constexpr std::array<std::string_view, 6> names = {"gone", "drained", "slow", "expired", "revoked", "access"};
constexpr std::string_view end_of_event = "\n\n";

}  // namespace

class LiveStreams::Stream {
public:
    Stream(LiveStreams& of, const Caller& caller, std::string request_id)
        : streams(of),
          user(caller.user_id),
          session(caller.session_id),
          patient(caller.patient_id),
          address(http::address_key(caller.address)),
          expires_at(caller.expires_at),
          request(std::move(request_id)) {}
    ~Stream() { streams.close(*this); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    LiveStreams& streams;
    const UserId user;
    const SessionId session;
    const std::optional<PatientId> patient;
    const std::string address;
    const std::optional<Instant> expires_at;
    const std::string request;
    const steady_clock::time_point opened = steady_clock::now();

    // What follows is under the mutex of all streams.
    std::optional<LiveScope> scope{};
    std::string waiting{};  // to be sent
    std::size_t events = 0;
    std::optional<End> ended{};
    std::function<void()> bell{};  // empty until its fiber runs
};

LiveStreams::LiveStreams(StreamLimits limits, log::Log& log, metrics::Metrics& metrics)
    : limits_(limits),
      log_(log),
      open_(metrics.gauge("venera_live_streams", "Open streams of events")),
      sent_(metrics.counter("venera_live_events_sent_total", "Events given to streams")) {
    for (const std::string_view name : names) {
        ended_.push_back(&metrics.counter("venera_live_streams_ended_total", "Streams of events that ended",
                                          {{"reason", std::string(name)}}));
    }
}

LiveStreams::Opened LiveStreams::open(const Caller& caller, std::string request_id) {
    auto stream = std::make_shared<Stream>(*this, caller, std::move(request_id));
    const bool any_address =
        limits_.loopback == StreamLimits::Loopback::exempt && http::is_loopback(caller.address);
    const std::lock_guard lock(mutex_);
    if (streams_.size() >= limits_.in_all) return {nullptr, Refused::exhausted};
    std::size_t of_user = 0;
    std::size_t of_address = 0;
    for (const Stream* other : streams_) {
        if (other->user == stream->user) ++of_user;
        if (other->address == stream->address) ++of_address;
    }
    if (of_user >= limits_.per_user || (!any_address && of_address >= limits_.per_address))
        return {nullptr, Refused::too_many};
    streams_.push_back(stream.get());
    count();
    return {std::move(stream)};
}

void LiveStreams::begin(Stream& stream, LiveScope scope, const std::optional<std::string>& after) {
    const std::lock_guard lock(mutex_);
    stream.scope = std::move(scope);
    const auto position = after ? parse_position(*after) : std::nullopt;
    const bool is_known = position && knows(*position);
    if (is_known) {
        std::string missed;
        auto event = std::ranges::upper_bound(events_, *position, {}, &position_of);
        for (; event != events_.end() && missed.size() <= limits::live_bytes_waiting; ++event) {
            const Sight sight = sight_of(*event, *stream.scope);
            if (sight == Sight::none) continue;
            append_event(missed, *event, sight);
            ++stream.events;
        }
        if (event == events_.end()) {
            // A database that is restored knows its events again; moments of before mean nothing there.
            const bool stays = !is_moment(*position) || !missed.empty();
            append_begin(stream.waiting, Begin::ready, stays ? *position : latest());
            stream.waiting += missed;
            return;
        }
        // Reading the list once costs less than to hear of all that.
        stream.events = 0;
    }
    append_begin(stream.waiting, after ? Begin::reset : Begin::ready, latest());
}

std::optional<std::string> LiveStreams::take(Stream& stream) {
    const std::lock_guard lock(mutex_);
    if (stream.ended) return std::nullopt;
    if (stream.waiting.size() <= limits::live_bytes_at_once) return std::exchange(stream.waiting, {});
    const auto end = stream.waiting.rfind(end_of_event, limits::live_bytes_at_once);
    std::string part = stream.waiting.substr(0, end + end_of_event.size());
    stream.waiting.erase(0, part.size());
    return part;
}

void LiveStreams::run(Stream& stream, http::Outlet& outlet) {
    {
        const std::lock_guard lock(mutex_);
        stream.bell = outlet.bell();
    }
    try {
        while (const auto text = take(stream)) {
            if (!text->empty())
                outlet.write(*text);
            else if (outlet.await(limits::live_heartbeat) == http::Outlet::Awaited::time)
                outlet.write(":\n\n");
        }
        close_with(stream, *stream.ended);
    } catch (const http::Disconnected&) {
        close_with(stream, End::gone);
        throw;
    } catch (const fibers::Expired&) {
        close_with(stream, End::slow);
        throw;
    } catch (const fibers::Stopped&) {
        close_with(stream, End::drained);
        throw;
    }
}

void LiveStreams::start_at(const OutboxPosition& start) {
    const std::lock_guard lock(mutex_);
    start_ = start;
    reached_ = start;
}

void LiveStreams::add(const std::vector<LiveEvent>& events) {
    std::size_t told = 0;
    const std::lock_guard lock(mutex_);
    for (const LiveEvent& event : events) {
        std::array<std::string, 3> texts;  // by Sight
        for (Stream* stream : streams_) {
            if (!stream->scope || stream->ended) continue;
            const Sight sight = sight_of(event, *stream->scope);
            if (sight == Sight::none) continue;
            std::string& text = texts[static_cast<std::size_t>(sight)];
            if (text.empty()) append_event(text, event, sight);
            ++stream->events;
            ++told;
            tell(*stream, text);
        }
        events_.push_back(event);
        if (events_.size() <= limits::live_events_kept) continue;
        start_ = position_of(events_.front());
        events_.pop_front();
    }
    sent_.Increment(static_cast<double>(told));
}

void LiveStreams::reach(const OutboxPosition& end) {
    const std::lock_guard lock(mutex_);
    reached_ = end;
}

void LiveStreams::reset(const OutboxPosition& start) {
    const std::lock_guard lock(mutex_);
    start_ = start;
    reached_ = start;
    events_.clear();
    std::string text;
    append_begin(text, Begin::reset, start);
    for (Stream* stream : streams_) {
        if (!stream->scope || stream->ended) continue;
        stream->waiting.clear();
        tell(*stream, text);
    }
}

void LiveStreams::end_of(const std::vector<PatientId>& patients) {
    if (patients.empty()) return;
    const std::lock_guard lock(mutex_);
    for (Stream* stream : streams_) {
        if (stream->patient && std::ranges::find(patients, *stream->patient) != patients.end())
            end(*stream, End::access);
    }
}

void LiveStreams::watch(Instant now, const IsRevoked& is_revoked) {
    const std::lock_guard lock(mutex_);
    for (Stream* stream : streams_) {
        if (is_revoked(stream->session))
            end(*stream, End::revoked);
        else if (stream->expires_at && *stream->expires_at <= now)
            end(*stream, End::expired);
    }
}

bool LiveStreams::knows(const std::string& after) const {
    const auto position = parse_position(after);
    const std::lock_guard lock(mutex_);
    return position && knows(*position);
}

bool LiveStreams::has_events() const {
    const std::lock_guard lock(mutex_);
    return !events_.empty();
}

bool LiveStreams::knows(const OutboxPosition& position) const {
    if (is_moment(position)) return start_ <= position && position <= reached_;
    return position == start_ || std::ranges::binary_search(events_, position, {}, &position_of);
}

OutboxPosition LiveStreams::latest() const { return events_.empty() ? start_ : position_of(events_.back()); }

// A client that takes less than it is told would fill the memory.
void LiveStreams::tell(Stream& stream, std::string_view text) {
    if (stream.waiting.size() + text.size() > limits::live_bytes_waiting) return end(stream, End::slow);
    stream.waiting += text;
    if (stream.bell) stream.bell();
}

// What still waits is not sent: its reader may not see it any more.
void LiveStreams::end(Stream& stream, End reason) {
    if (stream.ended) return;
    stream.ended = reason;
    stream.waiting = {};
    if (stream.bell) stream.bell();
}

void LiveStreams::close(Stream& stream) {
    const std::lock_guard lock(mutex_);
    if (std::erase(streams_, &stream) > 0) count();
}

void LiveStreams::count() {
    count_.store(streams_.size(), std::memory_order_relaxed);
    open_.Set(static_cast<double>(streams_.size()));
}

// Its place is free at once, whatever its connection still has to do.
void LiveStreams::close_with(Stream& stream, End reason) {
    close(stream);
    if (stream.ended) reason = *stream.ended;
    const auto index = static_cast<std::size_t>(reason);
    ended_[index]->Increment();
    const std::chrono::duration<double> time = steady_clock::now() - stream.opened;
    log_.info("live.ended", {{"reason", log::Label{names[index]}},
                             {"seconds", time.count()},
                             {"events", stream.events},
                             {"request_id", log::Label{stream.request}}});
}

}  // namespace venera::scheduling
