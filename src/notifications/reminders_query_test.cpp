// Reminders under a random life (G2): visits are booked, moved, moved back and cancelled around the very
// times at which they would be reminded of, over clock changes, and workers look every minute. Who has to be
// reminded when is found by an oracle that steps back minute by minute. VENERA_SEED replays a run,
// VENERA_FULL=1 lives through more of them.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "notifications/planner.hpp"
#include "notifications/testing/fixed_ports.hpp"
#include "notifications/workers.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/events/relay.hpp"
#include "platform/postgres/migrations.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::notifications {
namespace {

using postgres::Statement;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Statement<void(Uuid, std::int32_t, std::string, Json, Instant)> write_event{"test.reminders.event",
                                                                                  R"sql(
    insert into scheduling.outbox (id, aggregate_id, version, type, payload, created_at, due_at)
    values (gen_random_uuid(), $1, $2, $3, $4, $5, $5))sql"};
struct Reminded {
    AppointmentId id;
    std::optional<Instant> visit_start;
    std::optional<std::int32_t> hours_before;
    std::optional<Instant> done_at;
};
BOOST_DESCRIBE_STRUCT(Reminded, (), (id, visit_start, hours_before, done_at))
const Statement<Reminded()> read_sent{"test.reminders.sent", R"sql(
    select subject_id as id, visit_start, hours_before, done_at
      from notifications.messages
     where kind = 'reminder' and outcome = 'sent')sql"};
const Statement<std::int64_t()> count_other{"test.reminders.waiting", R"sql(
    select count(*) from notifications.messages where done_at is null)sql"};

// A place and some days in which its clocks change.
struct Days {
    const char* zone;
    const char* begin;
};
constexpr Days all_days[] = {{"Europe/Madrid", "2026-10-23T06:00:00Z"},
                             {"America/Santiago", "2026-09-04T10:00:00Z"},
                             {"Europe/Madrid", "2026-03-27T06:00:00Z"},
                             {"Australia/Lord_Howe", "2026-10-02T06:00:00Z"},
                             {"America/New_York", "2026-10-30T10:00:00Z"}};
constexpr hours life{100};
// So long before its end nobody is moved any more: there are times left to be moved to.
constexpr hours calm{4};

bool is_night(Instant at, const Zone& zone) {
    const auto minute = zone.local(at).time().minute_of_day;
    return minute >= 22 * 60 || minute < 7 * 60;
}
// When to remind: at the time itself or, in the night, when the night began.
Instant oracle(Instant start, int before, const Zone& zone) {
    Instant at = start - hours{before};
    while (is_night(at, zone) && is_night(at - minutes{1}, zone)) at = at - minutes{1};
    return at;
}

// The life of one visit: from when on it was where, until it was cancelled.
struct Stay {
    Instant since;
    std::optional<Instant> start;  // nothing: cancelled
};
struct Life {
    std::vector<Stay> stays;
    std::optional<Instant> next;  // when something happens to it

    std::optional<Instant> start_at(Instant at) const {
        std::optional<Instant> start;
        for (const Stay& stay : stays)
            if (stay.since < at) start = stay.start;
        return start;
    }
    std::int32_t version() const { return static_cast<std::int32_t>(stays.size()); }
};

struct RemindersTest : ::testing::Test {
    RemindersTest() {
        crypto::initialise();
        const char* given = std::getenv("VENERA_SEED");
        seed = given != nullptr ? std::strtoul(given, nullptr, 10) : std::random_device{}();
        random.seed(seed);
    }

    std::int64_t below(std::int64_t limit) {
        return std::uniform_int_distribution<std::int64_t>{0, limit - 1}(random);
    }
    void at(Instant moment) {
        const Clock system;
        clock.set_offset(std::chrono::duration_cast<seconds>(moment - system.now()) + seconds{1});
    }
    Context context() {
        Caller caller;
        caller.kind = Caller::Kind::job;
        return {caller, clock, test.database(), test.log(), tracing::Trace::from(""), "job-test"};
    }

    // A start in the next days, on the grid, at any time of the day or night.
    Instant some_start(Instant now) {
        const auto left = (end - now - minutes{30}) / minutes{5};
        return Instant::from_epoch_seconds((now.epoch_seconds() / 300 + 2 + below(left)) * 300);
    }
    // Something happens next: mostly within minutes of a reminder.
    std::optional<Instant> some_time(const Life& life_of, Instant now) {
        const Instant start = *life_of.stays.back().start;
        const std::int64_t before[] = {24 * 60, 2 * 60, below(48 * 60), 48 * 60};
        const Instant next = start - minutes{before[below(4)]} + minutes{below(21) - 10};
        return next > now + minutes{1} && next < start && next < end - calm ? std::optional{next}
                                                                            : std::nullopt;
    }

    void tell(AppointmentId id, const Life& one, const char* type) {
        const Stay& stay = one.stays.back();
        const Instant start = stay.start ? *stay.start : *one.stays[one.stays.size() - 2].start;
        const Json payload{R"({"patient_id":")" + testing::numbered(2).text() + R"(","clinic_id":")" +
                           testing::numbered(3).text() + R"(","timezone":")" + zone.text() +
                           R"(","is_hold":false,"by":"patient","start":")" + start.text() + "\"}"};
        test.owner().run(write_event, id.value, one.version(), type, payload, stay.since);
        Visit& visit = visits.by_id[id];
        visit.id = id;
        visit.patient_id = PatientId{testing::numbered(2)};
        visit.start = start;
        visit.timezone = zone.text();
        visit.state = stay.start ? VisitState::ahead : VisitState::cancelled;
    }
    void happen(AppointmentId id, Life& one, Instant now) {
        const auto dice = below(10);
        if (one.stays.empty() || dice < 6)
            one.stays.push_back({now, some_start(now)});
        else if (dice < 8 && one.stays.size() > 1)  // back to where it was
            one.stays.push_back({now, one.stays[one.stays.size() - 2].start});
        else
            one.stays.push_back({now, std::nullopt});
        if (one.stays.back().start && *one.stays.back().start <= now + minutes{5})
            one.stays.back().start = some_start(now);
        const bool is_first = one.stays.size() == 1;
        tell(id, one,
             !one.stays.back().start ? "appointment.cancelled"
             : is_first              ? "appointment.booked"
                                     : "appointment.moved");
        one.next = one.stays.back().start ? some_time(one, now) : std::nullopt;
    }

    void live(const Days& days, int number) {
        zone = *Zone::parse(days.zone);
        const Instant begin = *Instant::parse(days.begin);
        end = begin + life;
        at(begin);
        postgres::ensure_partitions(test.owner(), clock.now());
        Context job = context();
        relay.subscribe(job, planner);
        for (int i = 0; i < number; ++i)
            lives[AppointmentId{make_uuid(begin)}].next = begin + minutes{below(36 * 60)};
        for (Instant now = begin; now < begin + life; now = next_look(now)) {
            at(now);
            for (auto& [id, one] : lives) {
                if (one.next && *one.next <= now) happen(id, one, clock.now());
            }
            Context turn = context();
            relay.deliver(turn, planner);
            workers.work(turn);
        }
    }
    // Every ten minutes, and every minute around a time that somebody might have to be reminded at.
    Instant next_look(Instant now) const {
        Instant next = now + minutes{10};
        const auto wish = [&](Instant when) {
            if (when > now) next = std::min(next, when);
        };
        for (const auto& [id, one] : lives) {
            if (one.next) wish(*one.next);
            for (const Stay& stay : one.stays) {
                for (const int before : {24, 2}) {
                    if (!stay.start) continue;
                    const Instant when = oracle(*stay.start, before, zone);
                    for (const int off : {-1, 0, 1}) wish(when + minutes{off});
                }
            }
        }
        return next;
    }

    // What has to have been sent, by the oracle.
    std::size_t check() {
        std::map<std::tuple<AppointmentId, Instant, std::int32_t>, std::vector<Instant>> sent;
        for (const Reminded& one : test.owner().all(read_sent))
            sent[{one.id, one.visit_start.value(), one.hours_before.value()}].push_back(one.done_at.value());
        std::size_t expected = 0;
        for (const auto& [id, one] : lives) {
            std::set<std::pair<Instant, int>> due;
            for (std::size_t i = 0; i < one.stays.size(); ++i) {
                const Stay& stay = one.stays[i];
                if (!stay.start) continue;
                for (const int before : {24, 2}) {
                    const Instant when = oracle(*stay.start, before, zone);
                    const auto until = i + 1 == one.stays.size() ? end : one.stays[i + 1].since;
                    if (stay.since >= when || when >= until) continue;
                    // Who moves it in that very minute may be before the worker, or behind.
                    if (when + seconds{61} < until || sent.contains({id, *stay.start, before}))
                        due.emplace(*stay.start, before);
                }
            }
            for (const auto& [start, before] : due) {
                const auto found = sent.find({id, start, before});
                ++expected;
                if (found == sent.end()) {
                    ADD_FAILURE() << id.text() << " " << start.text() << " was not reminded of, " << before;
                    continue;
                }
                EXPECT_EQ(found->second.size(), 1U) << "once";
                const auto late = found->second.front() - oracle(start, before, zone);
                EXPECT_GE(late, seconds{0}) << start.text() << " " << before;
                EXPECT_LE(late, seconds{61}) << start.text() << " " << before;
                EXPECT_EQ(one.start_at(found->second.front()), start) << "it was there then";
                sent.erase(found);
            }
        }
        for (const auto& [key, times] : sent)
            ADD_FAILURE() << std::get<1>(key).text() << " was reminded of, " << std::get<2>(key) << " h, at "
                          << times.front().text() << ", without need";
        return expected;
    }

    postgres::testing::TestDatabase test;
    Clock clock;
    Zone zone;
    Instant end;
    std::uint64_t seed = 0;
    std::mt19937_64 random;
    std::map<AppointmentId, Life> lives;
    events::Relay relay{test.metrics()};
    testing::FixedAccounts accounts;
    Planner planner{ReminderTimes{}, accounts};
    testing::FixedVisits visits;
    testing::FixedWebhooks webhooks;
    testing::FixedPatients patients;
    testing::FixedCarrier carrier;
    testing::FixedPayments payments;
    testing::FixedReviews reviews;
    testing::FixedRelatives relatives;
    Composing composing{accounts, visits, payments, reviews, webhooks, patients, relatives, Sender{}};
    Workers workers{composing, carrier, test.metrics()};
};

class Reminders : public RemindersTest, public ::testing::WithParamInterface<Days> {};

TEST_P(Reminders, EachFinalVisitIsRemindedOfOnceAtItsTimesAndNoOther) {
    SCOPED_TRACE("VENERA_SEED=" + std::to_string(seed));
    const bool is_full = std::getenv("VENERA_FULL") != nullptr;
    live(GetParam(), is_full ? 300 : 60);
    const auto expected = check();
    std::printf("%s: %zu reminders of %zu visits, seed %llu\n", GetParam().zone, expected, lives.size(),
                static_cast<unsigned long long>(seed));
    EXPECT_GT(expected, 20U) << "enough of them";
    EXPECT_EQ(test.owner().one(count_other), 0) << "nothing waits";
}

// Ordinarily those of which the clocks change in different directions.
INSTANTIATE_TEST_SUITE_P(ClockChanges, Reminders,
                         ::testing::ValuesIn(all_days, all_days + (std::getenv("VENERA_FULL") ? 5 : 2)));

}  // namespace
}  // namespace venera::notifications
