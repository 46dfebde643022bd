// Reads the outbox for all open streams of this process: soon after a commit here, and every quarter of a
// second for what others commit. Only transactions below the oldest that still goes on are read, so none is
// passed by a late commit. One fiber follows at a time.
#pragma once
#include <atomic>
#include <functional>

#include "patients/patients.hpp"
#include "scheduling/live_streams.hpp"

namespace venera::scheduling {

class LiveFeed {
public:
    // All outlive the feed.
    LiveFeed(LiveStreams& streams, patients::Relatives& relatives)
        : streams_(streams), relatives_(relatives) {}

    // Following begins here, with the latest events, for those who come back from elsewhere.
    void begin(postgres::Executor& db);
    // Everything new up to now. Throws: as the database does; the next round goes on where this one stopped.
    void follow(Context& context);
    // follow(), again for as long as something was noticed meanwhile and may not have been read.
    void work(Context& context);

    // From any thread: something was committed here.
    void notice() noexcept;
    // What notice() does, from any thread, to wake who works. Once.
    void wake_by(std::function<void()> ring) {
        ring_ = std::move(ring);
        rings_.store(true, std::memory_order_release);
    }
    // Waits until what is committed now has been read, at most a second.
    void catch_up(Context& context);

private:
    void read(postgres::Executor& db, std::int64_t ended);

    LiveStreams& streams_;
    patients::Relatives& relatives_;
    OutboxPosition position_{};
    std::int64_t acting_from_ = 0;  // xid
    bool is_behind_ = false;        // a transaction that began earlier went on when others were read
    std::function<void()> ring_{};
    std::atomic<bool> rings_{false};  // ring_ is there: others may serve before the jobs start
    std::atomic<bool> has_news_{false};
    std::atomic<std::uint64_t> rounds_{0};
};

}  // namespace venera::scheduling
