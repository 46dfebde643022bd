// The open streams of this process and the latest events, in the order of commits. One reader adds events
// (live_feed.hpp); each stream that may see one gets its text. A stream holds neither a thread nor a
// connection to the database: its fiber sleeps beside its socket until there is something to send.
#pragma once
#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "platform/http/access.hpp"
#include "platform/http/outlet.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"
#include "scheduling/live_events.hpp"

namespace venera::scheduling {

struct StreamLimits {
    std::size_t per_user = 10;
    std::size_t per_address = 200;
    std::size_t in_all = 5'000;
    enum class Loopback : std::uint8_t { exempt, limited } loopback = Loopback::exempt;  // of per_address
};

class LiveStreams {
public:
    class Stream;
    enum class Refused : std::uint8_t { too_many, exhausted };
    // Why a stream ended. `access`: for whom its reader acts has changed.
    enum class End : std::uint8_t { gone, drained, slow, expired, revoked, access };
    using IsRevoked = std::function<bool(SessionId)>;

    LiveStreams(StreamLimits limits, log::Log& log, metrics::Metrics& metrics);

    // A stream that sees nothing yet but counts. It ends with its last owner.
    struct Opened {
        std::shared_ptr<Stream> stream;  // null: refused
        Refused refused = Refused::too_many;
    };
    Opened open(const Caller& caller, std::string request_id);
    // From here on it sees what is in `scope`, after the event `after` if that is still known, or else from
    // now on.
    void begin(Stream& stream, LiveScope scope, const std::optional<std::string>& after);
    // Whole events that are to be sent now, a part of them if there are many: whoever ends meanwhile hears no
    // more of them. Nothing once the stream has ended.
    std::optional<std::string> take(Stream& stream);
    // Sends until the stream ends. On the fiber of its connection.
    void run(Stream& stream, http::Outlet& outlet);

    // For the reader: it begins after `start`; what it reads; that it has read all up to there; that what
    // came before is void.
    void start_at(const OutboxPosition& start);
    void add(const std::vector<LiveEvent>& events);
    void reach(const OutboxPosition& end);
    void reset(const OutboxPosition& start);
    // Ends the streams of these patients: they act for others than before.
    void end_of(const std::vector<PatientId>& patients);
    // Ends the streams of sessions and tokens that are no longer good.
    void watch(Instant now, const IsRevoked& is_revoked);

    // Whether `after` is an event that is kept, or a moment since the first of them. False too if the reader
    // has not come so far.
    bool knows(const std::string& after) const;
    bool has_events() const;
    bool empty() const { return count_.load(std::memory_order_relaxed) == 0; }

private:
    bool knows(const OutboxPosition& position) const;
    OutboxPosition latest() const;
    void tell(Stream& stream, std::string_view text);
    void end(Stream& stream, End reason);
    void close(Stream& stream);
    void count();
    void close_with(Stream& stream, End reason);

    StreamLimits limits_;
    log::Log& log_;
    // Closes the race of opening and telling: a stream begins exactly between two events. Held for as long
    // as events are compared with streams, never while anything waits.
    mutable std::mutex mutex_;
    std::vector<Stream*> streams_;
    std::atomic<std::size_t> count_{0};  // of them
    std::deque<LiveEvent> events_;
    OutboxPosition start_;    // everything after it is in events_
    OutboxPosition reached_;  // and all before this was read
    prometheus::Gauge& open_;
    prometheus::Counter& sent_;
    std::vector<prometheus::Counter*> ended_;  // by End
};

}  // namespace venera::scheduling
