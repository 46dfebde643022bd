// Follows what other replicas change: reads both outboxes in the order of commits and brings the availability
// index up to date. Own commits are known already and cost next to nothing. One fiber follows at a time.
#pragma once
#include <chrono>
#include <deque>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "platform/metrics/metrics.hpp"
#include "scheduling/index_loader.hpp"
#include "scheduling/index_queries.hpp"

namespace venera::scheduling {

class IndexFeed {
public:
    // All outlive the feed. After a longer `gap` without reading it doubts what the index says.
    IndexFeed(AvailabilityIndex& index, IndexLoader& loader, directory::Directory& directory,
              metrics::Metrics& metrics, std::chrono::milliseconds gap);

    // Following begins here. Call it before the index is built: what is committed meanwhile comes twice,
    // which does no harm.
    void begin(postgres::Executor& db);
    // Everything new up to now; for a job. Throws: as the database does; the next round goes on where this
    // one stopped.
    void follow(Context& context);

private:
    using Steady = std::chrono::steady_clock::time_point;

    // Doctors to be read again, each once, in the order in which they were met.
    class Waiting {
    public:
        void add(DoctorId doctor) {
            if (known_.insert(doctor).second) order_.push_back(doctor);
        }
        // At most `most` of them; they are given back by add() if their reading fails.
        std::vector<DoctorId> take(std::size_t most);
        bool empty() const { return order_.empty(); }
        std::size_t size() const { return order_.size(); }

    private:
        std::deque<DoctorId> order_;
        std::unordered_set<DoctorId> known_;
    };
    // Appointments of which the index does not know the latest, and where the events say that they were.
    using News = std::unordered_map<AppointmentId, std::unordered_set<DoctorId>>;

    void read(Context& context);
    void read_appointments(Context& context, std::int64_t ended);
    News news_of(const std::vector<IndexEvent>& events, Instant now);
    void take(Context& context, const News& news);
    void reload(Context& context, Waiting& waiting);
    // Nothing that the index says is certain: every doctor is read again.
    void doubt(Context& context, std::string_view why);
    void note(Context& context, const Transactions& transactions);
    void note_lag(Context& context, std::chrono::duration<double> lag);

    AvailabilityIndex& index_;
    IndexLoader& loader_;
    directory::Directory& directory_;
    std::chrono::milliseconds gap_;

    OutboxPosition position_{};
    std::int64_t directory_from_ = 0;  // xid
    Waiting changed_{};
    Waiting doubted_{};
    Steady read_at_{};        // the last round that read everything
    Steady moved_at_{};       // the last time that there was more to read than before, or nothing to wait for
    std::int64_t ended_ = 0;  // of the last round
    std::optional<Steady> waiting_since_{};  // doctors have been waiting since then
    bool is_behind_ = false;
    prometheus::Gauge& lag_;
    prometheus::Gauge& waiting_;
    prometheus::Counter& events_;
    prometheus::Counter& changes_;
};

}  // namespace venera::scheduling
