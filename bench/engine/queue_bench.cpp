// The queue of messages without a mail server: what claiming and marking cost, with the very functions and
// statements of the workers, on a PostgreSQL of its own that does not wait for its disk. Prints lines of
// JSON.
//   queue_bench claims ROWS ROUNDS           claims beside each other: few rows, ROWS due, ROWS done but not
//   vacuumed queue_bench storm PER_SECOND SECONDS SNAPSHOT_SECONDS
//                                            new rows at a rate, while a session keeps its snapshot open
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "notifications/limits.hpp"
#include "notifications/queries.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/events/queries.hpp"
#include "platform/jobs/queue.hpp"
#include "platform/postgres/migrations.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::notifications {
namespace {

using postgres::Statement;
using std::chrono::duration;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

const Statement<void(std::int64_t, Instant)> add_rows{"bench.add_messages", R"sql(
    insert into notifications.messages (id, kind, subject_id, version, recipient_id, planned_for, created_at,
                                        due_at)
    select gen_random_uuid(), 'booking_confirmation', gen_random_uuid(), 1, gen_random_uuid(),
           $2::timestamptz - interval '1 hour' + n * interval '1 ms', $2::timestamptz, 
           $2::timestamptz - interval '1 hour' + n * interval '1 ms'
      from generate_series(1, $1::int8) n)sql"};
const Statement<void(Instant)> end_rows{"bench.end_messages", R"sql(
    update notifications.messages set done_at = $1, outcome = 'sent' where done_at is null)sql"};
const Statement<void(std::int32_t, Instant)> add_some{"bench.add_some", R"sql(
    insert into notifications.messages (id, kind, subject_id, version, recipient_id, planned_for, created_at,
                                        due_at)
    select gen_random_uuid(), 'booking_confirmation', gen_random_uuid(), 1, gen_random_uuid(), $2, $2, $2
      from generate_series(1, $1::int4))sql"};

double milliseconds_since(steady_clock::time_point begun) {
    return duration<double, std::milli>(steady_clock::now() - begun).count();
}

// One worker: claims, and marks each as its worker would, without a mail in between.
class Worker {
public:
    Worker(postgres::testing::TestDatabase& test, const Clock& clock)
        : pool_(test.options(), 1, test.metrics(), test.log()),
          database_(pool_, wait_),
          clock_(clock),
          context_{Caller{}, clock, database_, test.log(), tracing::Trace::from(""), "job-bench"} {}

    // The number of rows that it took and marked.
    std::size_t turn() {
        const Instant now = clock_.now();
        const Uuid lease = make_uuid(now);
        const auto begun = steady_clock::now();
        const auto claimed = claim_messages(database_, {mark_.from(now), now, now + limits::lease, lease});
        claims_ms.push_back(milliseconds_since(begun));
        Instant latest{};
        for (const Claimed& message : claimed) latest = std::max(latest, message.was_due);
        mark_.claimed(claimed.empty() ? std::nullopt : std::optional{latest}, now,
                      claimed.size() < limits::claimed_at_once);
        for (const Claimed& message : claimed)
            finish_message(context_, {message.id, message.planned_for, lease}, Outcome::sent, "",
                           std::nullopt);
        return claimed.size();
    }

    std::vector<double> claims_ms;

private:
    fibers::PollWait wait_;
    postgres::Pool pool_;
    postgres::Database database_;
    const Clock& clock_;
    Context context_;
    jobs::Watermark mark_;
};

double at(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    const auto place = static_cast<std::size_t>(static_cast<double>(values.size()) * share);
    return values[std::min(place, values.size() - 1)];
}

// A queue of its own, in a database of its own, and a worker that stays from round to round.
struct Queue {
    Queue() {
        postgres::ensure_partitions(test.database(), clock.now());
        test.owner().script("set statement_timeout = 0");
    }

    void measure(const char* name, int round, std::int64_t rows) {
        worker.claims_ms.clear();
        std::size_t done = 0;
        const auto begun = steady_clock::now();
        while (done < static_cast<std::size_t>(rows)) done += worker.turn();
        const double spent = milliseconds_since(begun);
        std::printf(R"({"queue":"%s","round":%d,"rows":%zu,"rows_per_second":%.0f,"claim_p50_ms":%.3f,)"
                    R"("claim_p99_ms":%.3f})"
                    "\n",
                    name, round, done, static_cast<double>(done) / spent * 1000, at(worker.claims_ms, 0.5),
                    at(worker.claims_ms, 0.99));
        std::fflush(stdout);
    }

    postgres::testing::TestDatabase test;
    Clock clock;
    Worker worker{test, clock};
};

void compare_claims(std::int64_t rows, int rounds) {
    constexpr std::int64_t taken = 6'400;
    Queue few, many, dead;
    many.test.owner().run(add_rows, rows, many.clock.now());
    // A snapshot that is older than what was done: nothing of it can be vacuumed.
    fibers::PollWait wait;
    dead.test.owner().run(add_rows, rows, dead.clock.now());
    postgres::Connection old(postgres::ConnectionOptions::for_tools(dead.test.url()), wait);
    old.script("begin isolation level repeatable read; select 1");
    dead.test.owner().run(end_rows, dead.clock.now());
    for (Queue* queue : {&few, &many, &dead}) queue->test.owner().script("analyze notifications.messages");
    for (int round = 0; round <= rounds; ++round) {
        std::vector<std::pair<const char*, Queue*>> queues{{"few", &few}, {"due", &many}, {"done", &dead}};
        if (round % 2 == 1) std::ranges::reverse(queues);
        for (const auto& [name, queue] : queues) {
            if (queue != &many)
                queue->test.owner().run(add_some, static_cast<std::int32_t>(taken), queue->clock.now());
            // The round 0 warms up.
            queue->measure(name, round, taken);
        }
    }
}

void storm(int per_second, int for_seconds, int snapshot_seconds) {
    Queue queue;
    std::atomic<bool> is_over = false;
    std::atomic<std::int64_t> done = 0;
    std::vector<std::vector<double>> claims(2);
    std::vector<std::thread> workers;
    for (std::size_t i = 0; i < claims.size(); ++i) {
        workers.emplace_back([&, i] {
            Worker worker(queue.test, queue.clock);
            while (!is_over) {
                const auto took = worker.turn();
                done += static_cast<std::int64_t>(took);
                if (took < limits::claimed_at_once) std::this_thread::sleep_for(milliseconds{5});
            }
            claims[i] = std::move(worker.claims_ms);
        });
    }
    fibers::PollWait wait;
    std::optional<postgres::Connection> old(std::in_place,
                                            postgres::ConnectionOptions::for_tools(queue.test.url()), wait);
    old->script("begin isolation level repeatable read; select count(*) from notifications.messages");
    const auto begun = steady_clock::now();
    double alarm_after = 0;
    std::int64_t added = 0;
    const auto passed = [&] { return milliseconds_since(begun) / 1000; };
    for (int slice = 0; slice < for_seconds * 10; ++slice) {
        std::this_thread::sleep_until(begun + milliseconds{100} * slice);
        queue.test.owner().run(add_some, per_second / 10, queue.clock.now());
        added += per_second / 10;
        const auto state = events::read_backlog(queue.test.database(), "notifications", queue.clock.now());
        if (alarm_after == 0 && state.oldest_transaction > 30) alarm_after = passed();
        if (old && passed() >= snapshot_seconds) old.reset();
    }
    const double ended = passed();
    while (done < added) std::this_thread::sleep_for(milliseconds{10});
    const double drained = passed() - ended;
    is_over = true;
    for (auto& worker : workers) worker.join();
    std::vector<double> all;
    for (const auto& one : claims) all.insert(all.end(), one.begin(), one.end());
    std::printf(
        R"({"queue":"storm","rows":%lld,"seconds":%.1f,"snapshot_seconds":%d,"claims":%zu,)"
        R"("claim_p50_ms":%.3f,"claim_p99_ms":%.3f,"alarm_after_seconds":%.1f,"drained_after_seconds":%.2f})"
        "\n",
        static_cast<long long>(added), ended, snapshot_seconds, all.size(), at(all, 0.5), at(all, 0.99),
        alarm_after, drained);
}

}  // namespace
}  // namespace venera::notifications

int main(int count, char** words) {
    using namespace venera::notifications;
    venera::crypto::initialise();
    if (count == 4 && std::strcmp(words[1], "claims") == 0)
        compare_claims(std::atoll(words[2]), std::atoi(words[3]));
    else if (count == 5 && std::strcmp(words[1], "storm") == 0)
        storm(std::atoi(words[2]), std::atoi(words[3]), std::atoi(words[4]));
    else
        return 2;
    return 0;
}
