#include "scheduling/live_feed.hpp"

#include "scheduling/limits.hpp"
#include "scheduling/live_queries.hpp"

namespace venera::scheduling {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr milliseconds look_again{10};

}  // namespace

void LiveFeed::begin(postgres::Executor& db) {
    const auto transactions = find_transactions(db);
    const auto start = find_live_start(db, static_cast<std::int32_t>(limits::live_events_kept));
    position_ = start.value_or(OutboxPosition{});
    acting_from_ = transactions.ended;
    streams_.start_at(position_);
    read(db, transactions.ended);
    // Nobody was told of anything: this is where they begin.
    if (!streams_.has_events()) streams_.start_at(position_);
}

void LiveFeed::read(postgres::Executor& db, std::int64_t ended) {
    while (position_.xid < ended) {
        const auto events = read_live_events(db, position_, ended, limits::live_batch);
        streams_.add(events);
        if (std::ssize(events) < limits::live_batch)
            position_ = {ended, {}};
        else
            position_ = position_of(events.back());
    }
    streams_.reach(position_);
}

void LiveFeed::follow(Context& context) {
    const auto transactions = find_transactions(context.database());
    if (transactions.ended < position_.xid) {
        // Restored from a copy: its transactions are counted anew.
        context.log().warning("live.reset");
        position_ = {transactions.ended, {}};
        acting_from_ = transactions.ended;
        streams_.reset(position_);
    }
    // Before the events: who ceased to act for somebody hears nothing more of them.
    if (acting_from_ < transactions.ended && !streams_.empty())
        streams_.end_of(relatives_.changed(context.database(), {acting_from_, transactions.ended}));
    acting_from_ = transactions.ended;
    read(context.database(), transactions.ended);
    is_behind_ = transactions.ended < transactions.next;
    rounds_.fetch_add(1, std::memory_order_release);
}

void LiveFeed::work(Context& context) {
    int looks = 0;
    do {
        // What was noticed may stand behind a transaction that goes on for a moment.
        if (has_news_.exchange(false, std::memory_order_relaxed)) looks = limits::live_looks;
        context.wait().set_deadline(steady_clock::now() + seconds{5});
        follow(context);
        context.wait().sleep(limits::live_pause);
    } while (has_news_.load(std::memory_order_relaxed) || (is_behind_ && --looks > 0));
}

void LiveFeed::notice() noexcept {
    if (streams_.empty() || has_news_.exchange(true, std::memory_order_relaxed)) return;
    if (rings_.load(std::memory_order_acquire)) ring_();
}

void LiveFeed::catch_up(Context& context) {
    // The first round to end may have begun before.
    const auto enough = rounds_.load(std::memory_order_acquire) + 2;
    const auto end = steady_clock::now() + seconds{1};
    while (rounds_.load(std::memory_order_acquire) < enough && steady_clock::now() < end) {
        notice();
        context.wait().sleep(look_again);
    }
}

}  // namespace venera::scheduling
