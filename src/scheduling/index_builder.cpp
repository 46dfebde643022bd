#include "scheduling/index_builder.hpp"

#include <malloc.h>
#include <unistd.h>

#include <fstream>
#include <future>

#include "scheduling/doctor_states.hpp"
#include "scheduling/index_limits.hpp"

namespace venera::scheduling {

namespace {

using std::chrono::steady_clock;

double seconds_since(steady_clock::time_point start) {
    return std::chrono::duration<double>(steady_clock::now() - start).count();
}

// Bytes of memory that the process has in use.
std::int64_t resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::int64_t total = 0;
    std::int64_t resident = 0;
    file >> total >> resident;
    return resident * ::sysconf(_SC_PAGESIZE);
}

}  // namespace

// What the threads share: the list, how far it has been given out, and how far it is done.
class IndexBuilder::Work {
public:
    Work(const IndexBuilder& builder, AvailabilityIndex& index) : builder_(builder), index_(index) {}

    void list() {
        with_database(
            [&](postgres::Database& database) { doctors_ = builder_.directory.doctor_ids(database); });
    }

    // Batch after batch until there is none left, or another thread has failed.
    void run() try {
        with_database([&](postgres::Database& database) {
            for (auto batch = take(); !batch.empty(); batch = take()) put(database, batch);
        });
    } catch (const std::exception&) {
        const std::scoped_lock lock(mutex_);
        next_ = doctors_.size();
        throw;
    }

    void report() const {
        builder_.log.info("index.built", {{"doctors", done_},
                                          {"busy_times", times_},
                                          {"seconds", seconds_since(start_)},
                                          {"resident_bytes", resident_bytes()}});
    }

private:
    void put(postgres::Database& database, const std::vector<DoctorId>& batch) {
        const Instant now = builder_.clock.now();
        auto states = read_states(database, builder_.directory, batch, now);
        std::size_t times = 0;
        for (const auto& state : states) {
            times += state.occupations.size();
            if (!state.is_readable) builder_.log.error("index.unreadable", {{"doctor_id", state.id}});
        }
        index_.put(std::move(states), now);
        note(batch.size(), times);
    }

    template <class Use>
    void with_database(Use use) const {
        auto options = builder_.connections;
        options.statement_timeout = limits::build_statement_time;
        fibers::PollWait wait;
        postgres::Pool pool(options, 1, builder_.metrics, builder_.log);
        postgres::Database database(pool, wait);
        use(database);
    }

    std::vector<DoctorId> take() {
        const std::scoped_lock lock(mutex_);
        const auto end = std::min(next_ + limits::build_batch, doctors_.size());
        const auto at = [&](std::size_t place) {
            return doctors_.begin() + static_cast<std::ptrdiff_t>(place);
        };
        std::vector<DoctorId> batch(at(next_), at(end));
        next_ = end;
        return batch;
    }

    void note(std::size_t doctors, std::size_t times) {
        const std::scoped_lock lock(mutex_);
        done_ += doctors;
        times_ += times;
        if (steady_clock::now() - logged_ < limits::build_log_interval) return;
        logged_ = steady_clock::now();
        builder_.log.info("index.building", {{"done", done_}, {"of", doctors_.size()}});
    }

    const IndexBuilder& builder_;
    AvailabilityIndex& index_;
    const steady_clock::time_point start_ = steady_clock::now();
    std::vector<DoctorId> doctors_;
    // Held by the threads for a few instructions, never while one reads.
    std::mutex mutex_;
    std::size_t next_ = 0;
    std::size_t done_ = 0;
    std::size_t times_ = 0;
    steady_clock::time_point logged_ = start_;
};

void IndexBuilder::build(AvailabilityIndex& index) const {
    Work work(*this, index);
    work.list();
    std::vector<std::future<void>> threads_at_work;
    for (std::size_t i = 0; i < std::max<std::size_t>(threads, 1); ++i)
        threads_at_work.push_back(std::async(std::launch::async, [&] { work.run(); }));
    for (auto& thread : threads_at_work) thread.wait();
    for (auto& thread : threads_at_work) thread.get();
    // The threads leave behind, all over the heap, what reading took.
    ::malloc_trim(0);
    work.report();
}

}  // namespace venera::scheduling
